import numpy as np
import pytest
from scipy import integrate, stats

from audit.statistics.simulated_levels import (
    draw_levels,
    expected_level,
    level_per_logit,
    slope_in_logits,
    thresholds_for,
)

THRESHOLDS = np.array([-2.0, 0.0, 1.5])


def test_levels_are_drawn_as_often_as_the_logistic_distribution_says():
    eta = 0.7
    levels = draw_levels(np.full(200_000, eta), THRESHOLDS, np.random.default_rng(1))
    wanted = np.diff([0, *stats.logistic.cdf(THRESHOLDS - eta), 1])
    assert np.bincount(levels, minlength=5)[1:] / 200_000 == pytest.approx(wanted, abs=0.004)


def test_the_expected_level_is_the_probability_weighted_mean_of_the_levels():
    probabilities = np.diff([0, *stats.logistic.cdf(THRESHOLDS - 0.7), 1])
    assert expected_level(np.array(0.7), THRESHOLDS) == pytest.approx(probabilities @ [1, 2, 3, 4])


def test_a_logit_raises_the_mean_level_by_the_sum_of_the_logistic_densities():
    eta = np.array([-1.0, 0.3])
    densities = [stats.logistic.pdf(THRESHOLDS - value).sum() for value in eta]
    assert level_per_logit(eta, THRESHOLDS) == pytest.approx(densities)


def test_the_thresholds_give_the_shares_wanted_over_a_normal_trait():
    thresholds = thresholds_for([0.05, 0.40, 0.45, 0.10], 0.9)
    for threshold, wanted in zip(thresholds, (0.05, 0.45, 0.90), strict=True):
        below = integrate.quad(
            lambda z, at=threshold: stats.logistic.cdf(at - 0.9 * z) * stats.norm.pdf(z), -9, 9
        )[0]
        assert below == pytest.approx(wanted, abs=1e-7)


def test_the_slope_on_the_logit_scale_has_the_average_effect_wanted():
    steps, others = np.linspace(-4, 4, 9), np.array([-0.5, 0.5])
    slope = slope_in_logits(-0.05, steps, others, 0.8, THRESHOLDS)
    effects = [
        integrate.quad(
            lambda z, step=step, other=other: (
                stats.logistic.pdf(THRESHOLDS - slope * step - other - 0.8 * z).sum() * stats.norm.pdf(z)
            ),
            -9,
            9,
        )[0]
        for step in steps
        for other in others
    ]
    assert slope * np.mean(effects) == pytest.approx(-0.05, abs=1e-9)
