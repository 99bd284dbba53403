"""The three claims and the hypothesis over them: what is asked, what could be counted, and why there is no
answer.

The model that tells the effects of cohort, audit year and rater apart is not part of this analysis yet, so
every verdict is `cannot_tell`; the reasons add what the design itself would forbid even then.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from math import isfinite

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Agreement, Claim, Doubt, Verdict
from audit.domain.rater_agreement import linked_cases
from audit.domain.scored_cases import ScoredCase, quality_scores
from audit.domain.tables import CaseKey, ScoreRow, Tables
from audit.statistics.identification import is_identified
from audit.statistics.trend import jonckheere_terpstra, kendall_tau_b, least_squares_slope, slope_interval

LEAST_COHORTS = 3
LEAST_LINKS = 5


def claim_cohort_trend(
    tables: Tables, scored: Mapping[CaseKey, ScoredCase], agreement: Agreement, plan: AnalysisPlan
) -> Claim:
    """(a) Do later cohorts of first documents score lower than earlier ones?"""
    scores = [score for score in quality_scores(tables) if score.review_no == 0]
    cases = [case for case in scored.values() if case.row.review_no == 0 and case.row.in_sample]
    cohorts, means = [case.row.cohort_year for case in cases], [case.mean for case in cases]
    links = {case for case in linked_cases(tables) if case[1] == 0}
    test = jonckheere_terpstra(cohorts, means, seed=plan.seed)
    tau_b = kendall_tau_b(cohorts, means)
    reasons = [Doubt.EFFECTS_NOT_SEPARATED]
    n_cohorts = len({score.cohort_year for score in scores})
    if n_cohorts < LEAST_COHORTS:
        reasons.append(Doubt.FEWER_THAN_3_COHORTS)
    if n_cohorts > 1:
        reasons += _link_reasons(scores, links, tables, plan)
    if len(set(means)) == 1:
        reasons.append(Doubt.NO_VARIATION)
    return Claim(
        verdict=Verdict.CANNOT_TELL,
        reasons=(*reasons, *_reasons_of_the_marking(agreement, plan)),
        margin=plan.margin,
        counts={**_count(scores), "n_cases_in_means": len(cases), "n_link_cases": len(links)},
        unadjusted_slope=least_squares_slope(cohorts, means),
        unadjusted_slope_interval=slope_interval(cohorts, means, plan.confidence_level),
        jonckheere_terpstra=test,
        kendall_tau_b=tau_b.estimate if tau_b else None,
    )


def claim_review_trend(tables: Tables, agreement: Agreement, plan: AnalysisPlan) -> Claim:
    """(b) Does the same plan score lower at each successive review?"""
    scores = [score for score in quality_scores(tables) if score.review_no is not None]
    reviews: dict[str, set[int | None]] = defaultdict(set)
    for score in scores:
        reviews[score.plan_id].add(score.review_no)
    n_followed = sum(len(numbers) > 1 for numbers in reviews.values())
    reasons = [Doubt.EFFECTS_NOT_SEPARATED]
    if not n_followed:
        reasons.append(Doubt.NO_REVIEWS)
    elif not _is_answerable(
        [float(score.review_no or 0) for score in scores],
        scores,
        [score.plan_id for score in scores],
        tables,
        plan,
    ):
        reasons.append(Doubt.COHORT_AUDIT_YEAR_ALIASED)
    return Claim(
        verdict=Verdict.CANNOT_TELL,
        reasons=(*reasons, *_reasons_of_the_marking(agreement, plan)),
        margin=plan.margin,
        counts={**_count(scores), "n_plans_with_reviews": n_followed},
    )


def claim_pathway(tables: Tables) -> Claim:
    """(c) Does a fall go with a fall in what agencies contributed?"""
    reasons = [Doubt.EFFECTS_NOT_SEPARATED]
    if not tables.contributions:
        reasons.append(Doubt.NO_CONTRIBUTIONS)
    counts = {
        "n_contributions": len(tables.contributions),
        "n_cases": len({row.case for row in tables.contributions}),
        "n_agencies": len({row.agency for row in tables.contributions}),
    }
    return Claim(verdict=Verdict.CANNOT_TELL, reasons=tuple(reasons), counts=counts)


def claim_hypothesis(claims: Sequence[Claim]) -> Claim:
    """Has quality fallen, and does it go with agencies' contributions? Open while its claims are."""
    n_open = sum(claim.verdict == Verdict.CANNOT_TELL for claim in claims)
    return Claim(
        verdict=Verdict.CANNOT_TELL,
        reasons=(Doubt.EFFECTS_NOT_SEPARATED,),
        counts={"n_claims": len(claims), "n_claims_answered": len(claims) - n_open},
    )


def _reasons_of_the_marking(agreement: Agreement, plan: AnalysisPlan) -> list[Doubt]:
    reasons = []
    if plan.margin is None:
        reasons.append(Doubt.NO_MARGIN)
    if not agreement.n_cases:
        reasons.append(Doubt.NO_CASE_DOUBLE_SCORED)
    elif agreement.interval is not None and agreement.interval.high <= 0:
        reasons.append(Doubt.RATERS_DO_NOT_AGREE)
    return reasons


def _link_reasons(
    scores: Sequence[ScoreRow], links: set[CaseKey], tables: Tables, plan: AnalysisPlan
) -> list[Doubt]:
    """Audit year is always a factor; if only link cases part it from cohort, there must be enough of them."""
    if not _is_cohort_answerable(scores, links, tables, plan):
        return [Doubt.COHORT_AUDIT_YEAR_ALIASED]
    unlinked = [score for score in scores if score.case not in links]
    if _is_cohort_answerable(unlinked, set(), tables, plan):
        return []
    linked = {(score.case, score.audit_year) for score in scores if score.case in links}
    per_year = Counter(audit_year for _, audit_year in linked)
    n_fewest = min(per_year.get(year, 0) for year in {score.audit_year for score in scores})
    return [Doubt.WEAK_LINK] if n_fewest < LEAST_LINKS else []


def _is_cohort_answerable(
    scores: Sequence[ScoreRow], links: set[CaseKey], tables: Tables, plan: AnalysisPlan
) -> bool:
    target = [float(score.cohort_year) for score in scores]
    intercepts = [score.plan_id if score.case in links else "" for score in scores]
    return _is_answerable(target, scores, intercepts, tables, plan)


def _is_answerable(
    target: Sequence[float],
    scores: Sequence[ScoreRow],
    intercepts: Sequence[str],
    tables: Tables,
    plan: AnalysisPlan,
) -> bool:
    cases = {row.case: row for row in tables.cases}
    factors: list[list[Hashable]] = [
        [score.criterion for score in scores],
        [score.rater_id for score in scores],
        [score.audit_year for score in scores],
        [cases[score.case].stratum for score in scores],
    ]
    numbers: list[list[float]] = []
    for name in plan.covariates:
        values = [cases[score.case].covariates.get(name, "") for score in scores]
        if all(_is_number(value) for value in set(values)):
            numbers.append([float(value) for value in values])
        else:
            factors.append(list(values))
    return is_identified(target, factors, numbers=numbers, intercepts=intercepts)


def _is_number(value: str) -> bool:
    try:
        return isfinite(float(value))
    except ValueError:
        return False


def _count(scores: Sequence[ScoreRow]) -> dict[str, int]:
    return {
        "n_ratings": len(scores),
        "n_cases": len({score.case for score in scores}),
        "n_plans": len({score.plan_id for score in scores}),
        "n_cohorts": len({score.cohort_year for score in scores}),
        "n_audit_years": len({score.audit_year for score in scores}),
        "n_raters": len({score.rater_id for score in scores}),
    }
