"""The one rule by which every trend is decided: one interval against no change and against the margin.

The interval is the wider of two: one in which each case is an observation, one in which each year is.
"""

from dataclasses import dataclass
from typing import Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Doubt, Verdict
from audit.statistics.equivalence import Place, place_in_margin, two_one_sided_p
from audit.statistics.interval import Interval

POWER = 0.80


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A slope (a year) with its standard error and degrees of freedom, once by cases and once by years."""

    estimate: float
    case_error: float
    case_freedom: float
    year_error: float
    year_freedom: float


@dataclass(frozen=True, slots=True)
class Decision:
    """The deciding interval (level 1 - 2 alpha), the descriptive one, and what hangs on the wider error."""

    estimate: float
    interval: Interval
    descriptive_interval: Interval
    p_value: float
    equivalence_p_value: float | None
    smallest_detectable: float

    def fields(self) -> dict[str, Any]:
        """By the names that a claim has for them."""
        return {
            "estimate": self.estimate,
            "interval": self.interval,
            "descriptive_interval": self.descriptive_interval,
            "p_value": self.p_value,
            "equivalence_p_value": self.equivalence_p_value,
            "smallest_detectable": self.smallest_detectable,
        }


def decide(slope: Uncertainty, plan: AnalysisPlan) -> Decision | None:
    """The interval that decides. None where nothing varies: an error of 0 says that nothing was measured.

    Half-width: the larger of t(1 - alpha) times the error over cases and over years. `p_value` is one-sided,
    of no change against a change in the direction seen; `equivalence_p_value` that of two one-sided tests of
    a change as large as the margin (None without one); `smallest_detectable` = (t(1 - alpha) + t(0.80))
    times the deciding error.
    """
    from scipy import stats  # type: ignore[import-untyped]

    if not slope.case_error > 0:
        return None

    def widest(tail: float) -> tuple[float, float, float, str]:
        by_cases = float(stats.t.ppf(1 - tail, slope.case_freedom)) * slope.case_error
        by_years = float(stats.t.ppf(1 - tail, slope.year_freedom)) * slope.year_error
        if by_years > by_cases:
            return by_years, slope.year_error, slope.year_freedom, "years"
        return by_cases, slope.case_error, slope.case_freedom, "cases"

    def interval(tail: float) -> Interval:
        half, _, freedom, unit = widest(tail)
        method = f"t on {freedom:.4g} degrees of freedom, over {unit}, the wider of cases and years"
        return Interval(slope.estimate - half, slope.estimate + half, 1 - 2 * tail, method)

    _, error, freedom, _ = widest(plan.alpha)
    return Decision(
        estimate=slope.estimate,
        interval=interval(plan.alpha),
        descriptive_interval=interval((1 - plan.confidence_level) / 2),
        p_value=float(stats.t.sf(abs(slope.estimate) / error, freedom)),
        equivalence_p_value=(
            None if plan.margin is None else two_one_sided_p(slope.estimate, error, freedom, plan.margin)
        ),
        smallest_detectable=float(stats.t.ppf(1 - plan.alpha, freedom) + stats.t.ppf(POWER, freedom)) * error,
    )


def is_inside(interval: Interval, margin: float) -> bool:
    """Does the whole interval lie within the margin? Touching is not inside.

    >>> is_inside(Interval(-0.04, 0.03, 0.9, "t"), 0.05), is_inside(Interval(-0.05, 0.03, 0.9, "t"), 0.05)
    (True, False)
    """
    return place_in_margin(interval, margin) == Place.INSIDE


def is_beyond(interval: Interval, margin: float) -> bool:
    """Does the whole interval lie beyond the margin, on one side? Touching is not beyond."""
    return place_in_margin(interval, margin) in (Place.BELOW, Place.ABOVE)


def judge_trend(interval: Interval, margin: float) -> tuple[Verdict, tuple[Doubt, ...]]:
    """What the interval alone says; a small but certain fall inside the margin is no fall that matters.

    >>> judge_trend(Interval(-0.2, -0.01, 0.9, "t"), 0.05)[0].value
    'declined'
    """
    if is_inside(interval, margin):
        return Verdict.NO_MEANINGFUL_CHANGE, ()
    if interval.high < 0:
        return Verdict.DECLINED, ()
    if interval.low > 0:
        return Verdict.IMPROVED, ()
    return Verdict.CANNOT_TELL, (Doubt.INTERVAL_TOO_WIDE,)
