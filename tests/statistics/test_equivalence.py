import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.statistics.equivalence import Place, place_in_margin, two_one_sided_p
from audit.statistics.interval import Interval


def at(low, high):
    return Interval(low, high, 0.9, "t")


@pytest.mark.parametrize(
    ("low", "high", "place"),
    [
        (-0.04, 0.04, Place.INSIDE),
        (-0.05, 0.04, Place.NEITHER),
        (-0.04, 0.05, Place.NEITHER),
        (-0.2, -0.06, Place.BELOW),
        (-0.2, -0.05, Place.NEITHER),
        (-0.2, 0.2, Place.NEITHER),
        (0.05, 0.2, Place.NEITHER),
        (0.06, 0.2, Place.ABOVE),
    ],
)
def test_to_touch_the_margin_is_neither_inside_nor_beyond(low, high, place):
    assert place_in_margin(at(low, high), 0.05) is place


def test_two_one_sided_tests_agree_with_lakens():
    # D. Lakens (2017), the replication of Eskine (2013) by Moery and Calin-Jageman: means 5.25 and 5.22,
    # standard deviations 0.95 and 0.83, n 95 and 89, bounds d = 0.43: t(182) = -2.69, p = .004
    pooled = ((94 * 0.95**2 + 88 * 0.83**2) / 182) ** 0.5
    error, margin = pooled * (1 / 95 + 1 / 89) ** 0.5, 0.43 * pooled
    assert round((0.03 - margin) / error, 2) == -2.69
    assert round(two_one_sided_p(0.03, error, 182, margin), 3) == 0.004


@given(st.floats(-1, 1), st.floats(0.01, 1), st.integers(1, 50), st.floats(0.01, 1))
def test_the_interval_is_inside_when_both_tests_reject(estimate, error, freedom, margin):
    from scipy import stats

    half = float(stats.t.ppf(0.95, freedom)) * error
    p_value = two_one_sided_p(estimate, error, freedom, margin)
    if abs(p_value - 0.05) > 1e-9:
        is_inside = place_in_margin(at(estimate - half, estimate + half), margin) is Place.INSIDE
        assert is_inside == (p_value < 0.05)


def test_no_margin_and_no_error_are_refused():
    with pytest.raises(ValueError, match="margin must be above 0"):
        place_in_margin(at(0, 1), 0)
    with pytest.raises(ValueError, match="margin must be above 0"):
        two_one_sided_p(0, 1, 1, float("nan"))
    with pytest.raises(ValueError, match="standard error"):
        two_one_sided_p(0, 0, 1, 1)
