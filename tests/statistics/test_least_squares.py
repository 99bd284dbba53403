"""Cluster-robust least squares against R's clubSandwich 0.5.8 and statsmodels."""

import numpy as np
import pytest
from followed_plans import COLUMNS, PLANS, REVIEWS, SCORES

from audit.statistics.least_squares import first_coefficient


def test_estimate_and_error_agree_with_r():
    # m <- lm(y ~ rev + rater); vcovCR(m, cluster = plan, type = "CR1S")
    with_constant = np.column_stack([REVIEWS, np.ones(len(REVIEWS)), COLUMNS[:, 1:]])
    found = first_coefficient(SCORES, with_constant, PLANS)
    assert found.estimate == pytest.approx(-0.1301025641, abs=1e-9)
    assert found.standard_error == pytest.approx(0.0490788362, abs=1e-9)
    assert (found.n_clusters, found.degrees_of_freedom) == (14, 10)


def test_a_column_that_is_a_sum_of_others_has_no_coefficient():
    doubled = np.column_stack([REVIEWS, 2 * REVIEWS, np.ones(len(REVIEWS))])
    assert first_coefficient(SCORES, doubled, PLANS) is None


def test_a_weight_of_two_is_two_rows():
    weights = 1.0 + (np.arange(len(SCORES)) % 2)
    rows = np.repeat(np.arange(len(SCORES)), weights.astype(int))
    constant = np.column_stack([REVIEWS, np.ones(len(REVIEWS))])
    weighted = first_coefficient(SCORES, constant, PLANS, weights=weights)
    repeated = first_coefficient(SCORES[rows], constant[rows], PLANS[rows])
    assert weighted.estimate == pytest.approx(repeated.estimate)
