"""Made-up findings about change: a fall that goes with contributions, and whatever a test makes of it."""

from dataclasses import replace

from sample_content import make_content

from audit.domain.findings import (
    Claim,
    Control,
    EngagementGroup,
    Findings,
    PathEstimate,
    PathwayClaim,
    PlanLine,
    ReviewStep,
    Verdict,
)
from audit.statistics.interval import Interval

METHOD = "t on 7 degrees of freedom, over years, the wider of cases and years"


def within(low: float, high: float) -> Interval:
    """A deciding interval."""
    return Interval(low, high, 0.9, METHOD)


def step(estimate: float, half: float) -> PathEstimate:
    """A step of the path."""
    return PathEstimate(estimate=estimate, interval=within(estimate - half, estimate + half))


FALL = Claim(
    verdict=Verdict.DECLINED,
    estimate=-0.046,
    interval=within(-0.063, -0.028),
    descriptive_interval=Interval(-0.067, -0.024, 0.95, METHOD),
    p_value=0.0012,
    margin=0.05,
    smallest_detectable=0.026,
    counts={"n_cases_in_means": 270, "n_cohorts": 9, "n_ratings": 6480},
)
FALL_OVER_REVIEWS = replace(
    FALL,
    counts={"n_plans_with_reviews": 40, "n_cohorts": 4},
    steps=tuple(ReviewStep(review_no=n, n_plans=40 - n, n_last=n) for n in range(3)),
)
PATH = PathwayClaim(
    verdict=Verdict.CONSISTENT,
    estimate=-0.023,
    interval=within(-0.034, -0.014),
    descriptive_interval=within(-0.036, -0.012),
    margin=0.05,
    counts={"n_cases_in_path": 270, "n_contributions": 1080, "n_agencies": 2},
    trend="cohort",
    a=step(-0.07, 0.011),
    b=step(0.33, 0.13),
    rho_at_zero=0.23,
    e_value=1.76,
    e_value_limit=1.48,
    groups=tuple(
        EngagementGroup(
            n_cases=90,
            lowest=share - 0.1,
            highest=share + 0.1,
            mean_engagement=share,
            mean_quality=2.5 + share / 5,
            interval=Interval(2.4 + share / 5, 2.6 + share / 5, 0.95, "t on case means"),
        )
        for share in (0.2, 0.6, 0.9)
    ),
    controls=tuple(
        Control(
            agency=agency, n_cases=200, fed=step(0.4, 0.1), unfed=step(0.02, 0.1), p_value=0.4, moved=False
        )
        for agency in ("health", "speech_and_language")
    ),
    controls_available=True,
)


def make_findings(**changes: object) -> Findings:
    """Nine years of 270 documents: quality fell, and the fall goes with contributions."""
    base = make_content(270).findings
    cohorts = tuple(
        replace(cohort, adjusted_mean=cohort.mean, adjusted_interval=cohort.mean_interval)
        for cohort in base.cohorts
    )
    lines = tuple(PlanLine(review_nos=(0, 1, 2), means=(2.6, 2.5, 2.3 + n / 100)) for n in range(40))
    found = {
        "cohort_trend": FALL,
        "review_trend": FALL_OVER_REVIEWS,
        "pathway": PATH,
        "hypothesis": Claim(verdict=Verdict.SUPPORTED, counts={"n_claims": 3, "n_claims_answered": 3}),
        "cohorts": cohorts,
        "plan_lines": lines,
    }
    return replace(base, **{**found, **changes})
