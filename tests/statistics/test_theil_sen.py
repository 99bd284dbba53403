import random
from itertools import combinations
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from audit.statistics import theil_sen as module
from audit.statistics.theil_sen import theil_sen

rows = st.lists(st.tuples(st.integers(2018, 2023), st.integers(4, 16)), min_size=2, max_size=40)


def test_the_slope_of_the_rainfall_of_hollander_and_wolfe():
    # Nonparametric Statistical Methods (1999), table 9.1 (Smith 1967): the ratio of rainfall over five
    # years of seeding clouds. Its ten slopes by hand: -.15 -.13 -.08 -.07 -.0575 -.055 -.045 -.0333 .01 .04
    found = theil_sen([1, 2, 3, 4, 5], [1.26, 1.27, 1.12, 1.16, 1.03])
    assert found.estimate == pytest.approx((-0.0575 - 0.055) / 2)
    assert found.n_cases == 5


@settings(deadline=None)
@given(rows)
def test_it_is_the_median_of_every_slope(pairs):
    x, y = [a for a, _ in pairs], [b / 4 for _, b in pairs]
    found = theil_sen(x, y)
    if len(set(x)) < 2:
        assert found is None
        return
    pairs = list(combinations(zip(x, y, strict=True), 2))
    slopes = [(d - b) / (c - a) for (a, b), (c, d) in pairs if a != c]
    assert found.estimate == pytest.approx(median(slopes))


@settings(deadline=None)
@given(st.permutations(range(12)), st.lists(st.integers(2018, 2021), min_size=12, max_size=12))
def test_without_ties_in_y_the_limits_are_scipys(y, x):
    found = theil_sen(x, y)
    if found is not None and found.interval is not None:
        judge = stats.theilslopes(y, x, 0.95)
        assert (found.interval.low, found.interval.high) == pytest.approx((judge.low_slope, judge.high_slope))
        assert found.interval.method == "Sen, on case means, unadjusted"


def test_many_cases_are_halved_to_the_same_slope(monkeypatch):
    dice = random.Random(4)
    x = [dice.choice([2020, 2021, 2022, 2024]) for _ in range(301)]
    y = [-0.07 * a + dice.gauss(0, 0.4) for a in x]
    listed = theil_sen(x, y)
    monkeypatch.setattr(module, "LARGEST_LISTED", 10)
    halved = theil_sen(x, y)
    assert halved.estimate == pytest.approx(listed.estimate, abs=1e-4)
    assert halved.interval.low == pytest.approx(listed.interval.low, abs=1e-3)
    assert halved.interval.high == pytest.approx(listed.interval.high, abs=1e-3)


def test_one_odd_case_moves_it_little():
    assert theil_sen([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 600]).estimate == 1


def test_a_flat_line_has_a_slope_and_no_interval():
    assert (theil_sen([1, 2, 3], [2, 2, 2]).estimate, theil_sen([1, 2, 3], [2, 2, 2]).interval) == (0, None)
    assert theil_sen([1, 1], [2, 3]) is None
    with pytest.raises(ValueError, match="one x and one y"):
        theil_sen([1], [])
