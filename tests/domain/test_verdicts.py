import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Verdict
from audit.domain.verdicts import Uncertainty, decide, is_beyond, is_inside, judge_trend
from audit.statistics.interval import Interval

PLAN = AnalysisPlan()


def slope(estimate=-0.1, case_error=0.02, case_freedom=100, year_error=0.01, year_freedom=5):
    return Uncertainty(estimate, case_error, case_freedom, year_error, year_freedom)


def test_the_interval_is_as_wide_as_the_wider_error_makes_it():
    by_cases = decide(slope(), PLAN)
    assert by_cases.interval.high == pytest.approx(-0.1 + stats.t.ppf(0.95, 100) * 0.02)
    assert "over cases" in by_cases.interval.method
    by_years = decide(slope(year_error=0.04), PLAN)
    assert by_years.interval.low == pytest.approx(-0.1 - stats.t.ppf(0.95, 5) * 0.04)
    assert "over years" in by_years.interval.method
    assert by_years.interval.confidence_level == pytest.approx(0.9)
    assert by_years.descriptive_interval.confidence_level == 0.95


def test_what_could_be_seen_hangs_on_the_deciding_error():
    decision = decide(slope(year_error=0.04), PLAN)
    assert decision.smallest_detectable == pytest.approx((stats.t.ppf(0.95, 5) + stats.t.ppf(0.8, 5)) * 0.04)
    assert decision.p_value == pytest.approx(stats.t.sf(2.5, 5))
    assert decision.equivalence_p_value > 0.5  # -0.1 lies beyond the margin of 0.05


@given(st.floats(-0.2, 0.2), st.floats(0.001, 0.1), st.floats(2, 200))
def test_no_meaningful_change_is_what_two_one_sided_tests_say(estimate, error, freedom):
    decision = decide(slope(estimate, error, freedom, 0.0), PLAN)
    is_equivalent = judge_trend(decision.interval, 0.05)[0] == Verdict.NO_MEANINGFUL_CHANGE
    if abs(decision.equivalence_p_value - PLAN.alpha) > 1e-9:
        assert is_equivalent == (decision.equivalence_p_value < PLAN.alpha)


def test_nothing_that_varies_is_no_measurement():
    assert decide(slope(case_error=0.0), PLAN) is None


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.049, -0.001, Verdict.NO_MEANINGFUL_CHANGE),  # small but certain
        (-0.049, 0.049, Verdict.NO_MEANINGFUL_CHANGE),
        (-0.05, -0.001, Verdict.DECLINED),  # touching is not inside
        (-0.05, 0.0, Verdict.CANNOT_TELL),  # nor is touching 0 below it
        (0.001, 0.2, Verdict.IMPROVED),
        (-0.2, 0.2, Verdict.CANNOT_TELL),
    ],
)
def test_one_interval_decides(low, high, verdict):
    found, reasons = judge_trend(Interval(low, high, 0.9, "t"), 0.05)
    assert found == verdict
    assert bool(reasons) == (verdict == Verdict.CANNOT_TELL)


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0.001, 0.5))
def test_no_interval_is_inside_and_beyond(low, width, margin):
    interval = Interval(low, low + width, 0.9, "t")
    assert not (is_inside(interval, margin) and is_beyond(interval, margin))
    if judge_trend(interval, margin)[0] == Verdict.NO_MEANINGFUL_CHANGE:
        assert not is_beyond(interval, margin)
