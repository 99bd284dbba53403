"""The made-up audits of the simulation study, each with what is expected of the analysis."""

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.expectation import Expectation, Share
from audit.domain.scenario import CaseMix, Engagement, HiddenTrait, Reviews, Scenario
from audit.domain.simulated_design import Design

RETROSPECTIVE, LINKED, LIVE = Design.RETROSPECTIVE, Design.LINKED, Design.LIVE
ANSWERABLE = (RETROSPECTIVE, LINKED)
FALL = -0.15
PATHWAY_PLAN = AnalysisPlan(levels=4)

_UNANSWERABLE = tuple(
    Expectation(designs=(LIVE,), claim=claim, verdict="cannot_tell", at_least=1.0)
    for claim in ("cohort_trend", "review_trend")
)


def _seldom(
    verdict: str = "declined",
    claim: str = "cohort_trend",
    designs: tuple[Design, ...] = ANSWERABLE,
    *,
    at_most: float = 0.05,
    slack: float = 2.0,
    is_condition: bool = True,
) -> Expectation:
    return Expectation(
        designs=designs,
        claim=claim,
        verdict=verdict,
        at_most=at_most,
        slack=slack,
        is_condition=is_condition,
    )


def _mostly(
    verdict: str,
    claim: str = "cohort_trend",
    designs: tuple[Design, ...] = ANSWERABLE,
    *,
    at_least: float = 0.8,
    is_condition: bool = True,
) -> Expectation:
    return Expectation(
        designs=designs, claim=claim, verdict=verdict, at_least=at_least, is_condition=is_condition
    )


_NEVER_WITHOUT_CHANGE = _seldom("no_meaningful_change", at_most=0.0, slack=0.0, designs=tuple(Design))
_COVERED = (
    Expectation(designs=ANSWERABLE, share=Share.COHORT_MEANS, at_least=0.93, at_most=0.97),
    Expectation(designs=ANSWERABLE, share=Share.SEVERITIES, at_least=0.93, at_most=0.97),
)
_SLOPE_COVERED = Expectation(designs=ANSWERABLE, share=Share.SLOPE, at_least=0.93)

SCENARIOS = (
    Scenario(
        name="no_change",
        title="Nothing changes",
        expectations=(
            _seldom(),
            _mostly("no_meaningful_change", designs=(RETROSPECTIVE,), at_least=0.7),
            _mostly("no_meaningful_change", designs=(LINKED,), at_least=0.7, is_condition=False),
            *_COVERED,
            _SLOPE_COVERED,
            *_UNANSWERABLE,
        ),
    ),
    Scenario(
        name="no_change_150",
        title="Nothing changes, 150 documents a cohort",
        n_per_cohort=150,
        expectations=(
            _seldom(),
            _mostly("no_meaningful_change", designs=(RETROSPECTIVE,)),
            _mostly("no_meaningful_change", designs=(LINKED,), is_condition=False),
            *_UNANSWERABLE,
        ),
    ),
    Scenario(
        name="small_sample",
        title="Nothing changes, five cohorts of eight",
        n_cohorts=5,
        n_per_cohort=8,
        expectations=(_seldom(), *_UNANSWERABLE),
    ),
    Scenario(
        name="turnover",
        title="Nothing changes, harsher auditors replace lenient ones",
        has_turnover=True,
        expectations=(_seldom(), *_COVERED, _SLOPE_COVERED, *_UNANSWERABLE),
    ),
    Scenario(
        name="drift",
        title="Nothing changes, all auditors grow harsher each year",
        designs=(LINKED, LIVE),
        drift=FALL,
        expectations=(_seldom(), *_UNANSWERABLE),
    ),
    Scenario(
        name="case_mix",
        title="Cases grow more complex, and complex cases score lower",
        case_mix=CaseMix(name="is_complex", first_share=0.15, last_share=0.75, effect=-1.0),
        plan=AnalysisPlan(levels=4, bootstrap_draws=100, covariates=("is_complex",)),
        expectations=(_seldom(), *_UNANSWERABLE),
    ),
    Scenario(
        name="na_rising",
        title="Nothing changes, but ever more questions do not apply",
        na_shares=(0.02, 0.30),
        expectations=(_seldom(), *_UNANSWERABLE),
    ),
    Scenario(
        name="ceiling",
        title="Nothing changes, most answers are at the top level",
        level_shares=(0.02, 0.08, 0.20, 0.70),
        expectations=(_seldom(), _NEVER_WITHOUT_CHANGE, *_UNANSWERABLE),
    ),
    Scenario(
        name="year_shocks",
        title="Good and bad years, no trend",
        shock_deviation=0.25,
        expectations=(_seldom(at_most=0.10, slack=0.0), *_UNANSWERABLE),
    ),
    Scenario(
        name="fall",
        title="Quality falls by 0.15 logits a year",
        slope=FALL,
        expectations=(
            _mostly("declined", designs=(RETROSPECTIVE,)),
            _mostly("declined", designs=(LINKED,), is_condition=False),
            _SLOPE_COVERED,
            *_UNANSWERABLE,
        ),
    ),
    Scenario(
        name="fall_with_drift",
        title="Quality falls by 0.15 logits a year and all auditors grow harsher",
        designs=(LINKED, LIVE),
        slope=FALL,
        drift=FALL,
        expectations=(_mostly("declined", designs=(LINKED,)), *_UNANSWERABLE),
    ),
    Scenario(
        name="fall_at_margin",
        title="Quality falls by exactly the margin, 0.05 levels a year",
        slope_in_levels=-0.05,
        expectations=(_seldom("no_meaningful_change"), *_UNANSWERABLE),
    ),
    Scenario(
        name="improvement",
        title="Quality rises by 0.15 logits a year",
        slope=-FALL,
        expectations=(
            _seldom(),
            _mostly("improved", is_condition=False),
            _SLOPE_COVERED,
            *_UNANSWERABLE,
        ),
    ),
    Scenario(
        name="within_plan_fall",
        title="The same plans fall by 0.25 logits a review",
        n_cohorts=5,
        n_per_cohort=16,
        reviews=Reviews(slope=-0.25),
        expectations=(_mostly("declined", "review_trend"), *_UNANSWERABLE),
    ),
    Scenario(
        name="review_no_change",
        title="The same plans are followed and do not change",
        n_cohorts=5,
        n_per_cohort=16,
        reviews=Reviews(),
        expectations=(_seldom(claim="review_trend"), *_UNANSWERABLE),
    ),
    Scenario(
        name="selective_ceasing",
        title="Good plans cease early, none changes",
        n_cohorts=5,
        n_per_cohort=24,
        reviews=Reviews(ceasing=2.5),
        expectations=(_seldom(claim="review_trend"), *_UNANSWERABLE),
    ),
    Scenario(
        name="engagement_alone",
        title="Contributions fall, quality neither falls nor depends on them",
        engagement=Engagement(),
        plan=PATHWAY_PLAN,
        expectations=(_seldom(), _seldom("consistent", "pathway"), *_UNANSWERABLE),
    ),
    Scenario(
        name="both_fall_no_pathway",
        title="Contributions and quality both fall, independently",
        slope=FALL,
        engagement=Engagement(),
        plan=PATHWAY_PLAN,
        expectations=(_seldom("consistent", "pathway"), *_UNANSWERABLE),
    ),
    Scenario(
        name="true_pathway",
        title="Quality falls, 70% of it through what each agency contributes to its own section",
        slope=0.3 * FALL,
        engagement=Engagement(effect=0.7 * FALL / Engagement().change),
        plan=PATHWAY_PLAN,
        expectations=(
            _mostly("consistent", "pathway", designs=(RETROSPECTIVE,)),
            _mostly("consistent", "pathway", designs=(LINKED,), is_condition=False),
            *_UNANSWERABLE,
        ),
    ),
    Scenario(
        name="hidden_confounder",
        title="Something that nobody recorded lowers both contributions and quality",
        engagement=Engagement(change=0.0),
        hidden=HiddenTrait(effect=0.6, change=FALL / 0.6, weight=0.6),
        plan=PATHWAY_PLAN,
        expectations=(
            Expectation(designs=tuple(Design), share=Share.NO_SENSITIVITY, at_most=0.0),
            *_UNANSWERABLE,
        ),
    ),
    Scenario(
        name="unfed_section_moves",
        title="Sections move with an agency that does not feed them",
        slope=0.3 * FALL,
        engagement=Engagement(effect=0.7 * FALL / Engagement().change, elsewhere=0.6),
        plan=PATHWAY_PLAN,
        expectations=(
            _seldom("consistent", "pathway", at_most=0.2, slack=0.0, is_condition=False),
            *_UNANSWERABLE,
        ),
    ),
)


def find_scenario(name: str) -> Scenario | None:
    """The scenario of that name, if there is one."""
    return next((scenario for scenario in SCENARIOS if scenario.name == name), None)
