import numpy as np
import pytest

from audit.statistics.indirect_effect import indirect_effect


def made_up():
    """200 cases whose truth is a = -0.5, b = 0.8."""
    generator = np.random.default_rng(1)
    x = np.repeat(np.arange(10.0), 20)
    m = -0.5 * x + generator.normal(size=200)
    y = 0.8 * m + 0.3 * x + generator.normal(size=200)
    return x, m, y, np.column_stack([x, np.ones(200)])


def test_the_product_and_its_interval_agree_with_r():
    # R 4.2.2: coef(lm(m ~ x))["x"] * coef(lm(y ~ m + x))["m"], and the percentiles of 20,000 draws of rows;
    # statsmodels' Mediation of the same data gives -0.4224
    x, m, y, columns = made_up()
    found = indirect_effect(columns, m, y, columns, np.arange(200), draws=4000, seed=3)
    interval = found.interval(0.95)
    assert found.estimate == pytest.approx(-0.4223352484, abs=1e-9)
    assert (interval.low, interval.high) == pytest.approx((-0.4967, -0.3510), abs=0.006)
    assert interval.method == "bootstrap of plans, percentile"


def test_documents_of_one_plan_are_drawn_together():
    x, m, y, columns = made_up()
    twice = np.tile(np.arange(200), 2)
    once = indirect_effect(columns, m, y, columns, np.arange(200), seed=3)
    doubled = indirect_effect(columns[twice], m[twice], y[twice], columns[twice], twice, seed=3)
    assert doubled.estimate == pytest.approx(once.estimate)
    assert doubled.interval(0.95).low == pytest.approx(once.interval(0.95).low)


def test_the_same_seed_draws_the_same_and_many_clusters_go_in_parts(monkeypatch):
    x, m, y, columns = made_up()

    def draws():
        return indirect_effect(columns, m, y, columns, np.arange(200), draws=50, seed=3).draws

    assert (draws() == draws()).all()
    monkeypatch.setattr("audit.statistics.indirect_effect.ENTRIES_AT_ONCE", 2000)
    assert len(draws()) == 50


def test_a_mediator_that_never_varies_has_no_draws():
    x, _, y, columns = made_up()
    found = indirect_effect(columns, np.ones(200), y, columns, np.arange(200), draws=20)
    assert found.interval(0.95) is None
