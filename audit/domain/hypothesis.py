"""Has quality changed, and does it go with agencies' contributions? From tables and a plan to findings.

Nothing is drawn from anywhere but the arguments: the same tables and plan give the same findings, whatever
the order of the rows. A case's score is the mean, over criteria, of each criterion's mean over the raters
who answered it, on original quality levels alone; answers without a level count in no mean.
"""

from collections.abc import Callable

from audit.domain.adjusted_means import lines_of_plans
from audit.domain.adjusted_scores import adjust_scores
from audit.domain.analysed_design import describe_power
from audit.domain.analysis_plan import MOST_LEVELS, AnalysisPlan
from audit.domain.case_summary import summarise_cohorts
from audit.domain.cautions import list_cautions
from audit.domain.claims import claim_hypothesis
from audit.domain.cohort_trend import claim_cohort_trend
from audit.domain.findings import Findings
from audit.domain.fingerprint import fingerprint
from audit.domain.item_summary import (
    summarise_contributions,
    summarise_criteria,
    summarise_raters,
    summarise_sections,
)
from audit.domain.pathway import claim_pathway
from audit.domain.rater_agreement import linked_cases, measure_agreement
from audit.domain.ratings import gather_ratings
from audit.domain.review_trend import claim_review_trend
from audit.domain.scored_cases import score_cases, whole_cases
from audit.domain.tables import Tables

Progress = Callable[[str, float], None]


def default_plan() -> AnalysisPlan:
    """The plan that holds where nobody chose another."""
    return AnalysisPlan()


def analyse(tables: Tables, plan: AnalysisPlan, progress: Progress | None = None) -> Findings:
    """Everything that the tables show under the plan. `progress` is told each step and the share done, 0 to
    1.

    Raises ValueError where a level lies above the plan's highest.
    """
    report = progress or (lambda step, done_share: None)
    n_levels = _count_levels(tables, plan)
    report("scoring cases", 0.0)
    scored = score_cases(tables, plan)
    whole = whole_cases(scored)
    ratings = gather_ratings(tables)
    report("agreement", 0.2)
    agreement = measure_agreement(tables, plan, n_levels)
    report("trend over cohorts", 0.4)
    trend = claim_cohort_trend(tables, ratings, whole, agreement, plan, n_levels)
    report("severity", 0.6)
    adjusted = adjust_scores(ratings, plan, trend.factor)
    overall, cohorts, warnings = summarise_cohorts(tables, whole, plan, adjusted)
    report("trend over reviews", 0.7)
    review_trend = claim_review_trend(tables, ratings, whole, agreement, plan, n_levels)
    report("contributions", 0.8)
    pathway = claim_pathway(tables, adjusted, trend.claim, review_trend, plan)
    report("sections and criteria", 0.9)
    findings = Findings(
        cohort_trend=trend.claim,
        review_trend=review_trend,
        pathway=pathway,
        hypothesis=claim_hypothesis(trend.claim, review_trend, pathway),
        overall=overall,
        cohorts=cohorts,
        criteria=summarise_criteria(tables, plan, n_levels),
        sections=summarise_sections(tables, scored, plan, n_levels),
        raters=summarise_raters(tables, n_levels, adjusted.severities if adjusted else {}),
        agreement=agreement,
        contributions=summarise_contributions(tables),
        power=describe_power(ratings, trend, plan),
        counts=_count(tables, len(scored), n_levels),
        warnings=(
            *list_cautions(tables, scored, agreement, plan, n_levels, is_bridged=ratings.is_bridged),
            *warnings,
        ),
        plan=plan,
        fingerprint=fingerprint(tables, plan),
        plan_lines=lines_of_plans(adjusted, plan) if adjusted else (),
    )
    report("done", 1.0)
    return findings


def _count_levels(tables: Tables, plan: AnalysisPlan) -> int:
    """The number of levels: the plan's, else the highest seen."""
    highest = max((score.level or 0 for score in tables.quality_scores), default=0)
    if plan.levels is not None and highest > plan.levels:
        raise ValueError(f"a level of {highest} was given, but the plan has {plan.levels} levels")
    if highest > MOST_LEVELS:
        raise ValueError(f"a level of {highest} was given; a scale has at most {MOST_LEVELS} levels")
    return plan.levels or highest


def _count(tables: Tables, n_scored: int, n_levels: int) -> dict[str, int]:
    return {
        "n_cases": len(tables.cases),
        "n_cases_scored": n_scored,
        "n_cases_in_sample": sum(row.in_sample for row in tables.cases),
        "n_plans": len({row.plan_id for row in tables.cases}),
        "n_raters": len({score.rater_id for score in tables.quality_scores if score.source == "original"}),
        "n_ratings": len(tables.quality_scores),
        "n_scores": len(tables.scores),
        "n_link_cases": len(linked_cases(tables)),
        "n_levels": n_levels,
    }
