import pytest

from audit.statistics.interval import Interval


@pytest.mark.parametrize(("low", "high"), [(2, 1), (float("nan"), 1), (0, float("inf"))])
def test_limits_that_are_no_interval_are_refused(low, high):
    with pytest.raises(ValueError, match="not an interval"):
        Interval(low, high, 0.95, "Wilson")


@pytest.mark.parametrize("confidence_level", [0, 1, 95])
def test_a_confidence_level_is_a_proportion(confidence_level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Interval(0, 1, confidence_level, "Wilson")
