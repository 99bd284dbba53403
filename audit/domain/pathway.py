"""(c) Does a fall go with a fall in what agencies contributed, in the documents and sections that they feed?

The words are "goes with": a hidden cause of both would look the same. So the answer always carries how strong
such a cause would have to be, and the sections that an agency does not feed serve as controls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from audit.domain.adjusted_means import adjusted_means, means_of_case
from audit.domain.adjusted_scores import AdjustedScores
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.case_engagement import engagement_by_agency, engagement_of_cases
from audit.domain.controls import check_controls, documents_of_trend, less_plan_means
from audit.domain.findings import Claim, Doubt, EngagementGroup, PathEstimate, PathwayClaim, Verdict
from audit.domain.main_model import case_terms
from audit.domain.review_trend import cohort_of_plans, measure_within
from audit.domain.tables import CaseRow, Tables
from audit.domain.verdicts import Decision, Uncertainty, decide, is_inside
from audit.statistics.indirect_effect import IndirectEffect, indirect_effect
from audit.statistics.interval import Interval
from audit.statistics.least_squares import Coefficient, first_coefficient
from audit.statistics.mean import mean_interval, mean_of
from audit.statistics.sensitivity import e_value_of_difference, mediation_sensitivity
from audit.statistics.terms import encode
from audit.statistics.year_scatter import slope_over_years

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]

LEAST_CASES = 10
# The interval of ab decides, so its level is no matter of taste (ANALYSIS.md, section 3).
PATH_LEVEL = 0.95
N_GROUPS = 3


@dataclass(frozen=True, eq=False)
class Documents:
    """The documents of one trend with a score and an engagement, one a row. `step` is what the trend is over
    (the cohort's year, or the review number); within a trend over reviews everything is less its plan's mean
    where `is_within`."""

    rows: tuple[CaseRow, ...]
    step: "Array"
    engagement: "Array"
    quality: "Array"
    others: "Array"
    plans: "Codes"
    weights: "Array | None"
    is_within: bool


def claim_pathway(
    tables: Tables,
    adjusted: AdjustedScores | None,
    cohort_trend: Claim,
    review_trend: Claim,
    plan: AnalysisPlan,
) -> PathwayClaim:
    """Its verdict for the trend that declined; else for one that can be answered. Where both declined it is
    the cohort trend's, unless the path is consistent for the reviews alone: either is enough."""
    counts = {
        "n_contributions": len(tables.contributions),
        "n_cases": len({row.case for row in tables.contributions}),
        "n_agencies": len({row.agency for row in tables.contributions}),
    }
    if not tables.contributions:
        return _open(Doubt.NO_CONTRIBUTIONS, counts)
    if adjusted is None:
        return _open(Doubt.TOO_FEW_CASES, counts)
    trend, claim = _choose_trend(cohort_trend, review_trend)
    path = _claim_path(tables, adjusted, trend, claim, counts, plan)
    both_fell = cohort_trend.verdict == review_trend.verdict == Verdict.DECLINED
    if both_fell and path.verdict != Verdict.CONSISTENT:
        of_reviews = _claim_path(tables, adjusted, "review", review_trend, counts, plan)
        return of_reviews if of_reviews.verdict == Verdict.CONSISTENT else path
    return path


def _claim_path(
    tables: Tables,
    adjusted: AdjustedScores,
    trend: str,
    claim: Claim,
    counted: Mapping[str, int],
    plan: AnalysisPlan,
) -> PathwayClaim:
    """The path that belongs to one trend."""
    counts = dict(counted)
    is_within = trend == "review"
    by_agency = engagement_by_agency(tables)
    documents = _gather(tables, adjusted, by_agency, plan, is_within=is_within)
    if documents is None:
        return _open(Doubt.TOO_FEW_CASES, counts)
    counts |= {"n_cases_in_path": len(documents.rows)}
    change = _measure_a(documents)
    a = decide(change, plan) if change is not None else None
    b = _measure_b(documents)
    effect = _indirect(documents, plan)
    if a is None or b is None or effect is None:
        return _open(Doubt.TOO_FEW_CASES, counts)
    found = _describe(documents, trend, a, b, effect, plan)
    controls = check_controls(tables, adjusted, by_agency, plan, is_within=is_within)
    found |= {"controls": controls, "controls_available": bool(controls)}
    is_answerable = claim.interval is not None and not _is_unanswerable(claim)
    verdict, reasons = _judge(a, found, claim, is_answerable=is_answerable, plan=plan)
    return PathwayClaim(verdict=verdict, reasons=reasons, counts=counts, **found)


def _open(doubt: Doubt, counts: dict[str, int]) -> PathwayClaim:
    return PathwayClaim(verdict=Verdict.CANNOT_TELL, reasons=(doubt,), counts=counts)


def _choose_trend(cohort_trend: Claim, review_trend: Claim) -> tuple[str, Claim]:
    if cohort_trend.verdict != Verdict.DECLINED and (
        review_trend.verdict == Verdict.DECLINED
        or (_is_unanswerable(cohort_trend) and not _is_unanswerable(review_trend))
    ):
        return "review", review_trend
    return "cohort", cohort_trend


def _is_unanswerable(claim: Claim) -> bool:
    """Is the verdict open for another reason than an interval too wide?"""
    return claim.verdict == Verdict.CANNOT_TELL and claim.reasons != (Doubt.INTERVAL_TOO_WIDE,)


def _gather(
    tables: Tables,
    adjusted: AdjustedScores,
    by_agency: Mapping[str, Mapping[Any, float]],
    plan: AnalysisPlan,
    *,
    is_within: bool,
) -> Documents | None:
    import numpy as np

    quality = means_of_case(adjusted_means(adjusted, plan))
    engagement = engagement_of_cases(by_agency)
    known = [row for row in tables.cases if row.in_sample and row.case in quality and row.case in engagement]
    rows = documents_of_trend(known, is_within=is_within)
    if len(rows) < LEAST_CASES:
        return None
    factors, numbers = case_terms(rows, plan)
    others = [np.eye(int(codes.max()) + 1)[codes] for codes in factors.values()]
    others += [values[:, None] for values in numbers.values()]
    steps = [float((row.review_no or 0) if is_within else row.cohort_year) for row in rows]
    weights = [row.weight for row in rows]
    return Documents(
        rows=tuple(rows),
        step=np.array(steps),
        engagement=np.array([engagement[row.case] for row in rows]),
        quality=np.array([quality[row.case] for row in rows]),
        others=np.hstack(others) if others else np.zeros((len(rows), 0)),
        plans=encode([row.plan_id for row in rows])[0],
        weights=None if None in weights or is_within else np.array([float(w or 1.0) for w in weights]),
        is_within=is_within,
    )


def _measure_a(documents: Documents) -> Uncertainty | None:
    """The change of engagement a year or a review, with the errors of the one rule."""
    import numpy as np

    cohorts = np.array([row.cohort_year for row in documents.rows])
    if documents.is_within:
        first = cohort_of_plans(documents.rows)
        cohorts = np.array([first[row.plan_id] for row in documents.rows])
        return measure_within(
            documents.engagement, documents.step, documents.others, documents.plans, cohorts
        )
    constant = np.ones((len(cohorts), 1))
    columns = np.column_stack([documents.step - documents.step.mean(), constant, documents.others])
    by_case = first_coefficient(documents.engagement, columns, documents.plans, weights=documents.weights)
    years, codes = np.unique(cohorts, return_inverse=True)
    by_year = slope_over_years(years.tolist(), _means_by_year(documents, codes, len(years)))
    if by_case is None or by_year is None:
        return None
    return Uncertainty(
        estimate=by_case.estimate,
        case_error=by_case.standard_error,
        case_freedom=by_case.degrees_of_freedom,
        year_error=by_year.standard_error,
        year_freedom=by_year.degrees_of_freedom,
    )


def _means_by_year(documents: Documents, codes: "Codes", n_years: int) -> list[float]:
    """Each cohort's mean engagement, what is held still being held still."""
    import numpy as np

    weights = np.ones(len(codes)) if documents.weights is None else documents.weights
    root = np.sqrt(weights)[:, None]
    columns = np.column_stack([np.eye(n_years)[codes], documents.others])
    fitted = np.linalg.lstsq(columns * root, documents.engagement * root[:, 0], rcond=1e-9)[0]
    means: list[float] = fitted[:n_years].tolist()
    return means


def _held_with_quality(documents: Documents) -> "Array":
    """The step as a factor and all that is held still."""
    import numpy as np

    codes = np.unique(documents.step, return_inverse=True)[1]
    factor: Array = np.column_stack([np.eye(int(codes.max()) + 1)[codes], documents.others])
    return factor


def _columns(documents: Documents) -> "tuple[Array, Array, Array, Array]":
    """Step (with a constant and what is held still), engagement, quality, and what is held still with
    quality; less each plan's mean where plans are compared with themselves."""
    import numpy as np

    step = np.column_stack([documents.step - documents.step.mean(), np.ones(len(documents.step))])
    exposure = np.column_stack([step, documents.others])
    held = _held_with_quality(documents)
    if not documents.is_within:
        return exposure, documents.engagement, documents.quality, held
    everything = np.column_stack([exposure, documents.engagement, documents.quality, held])
    within = less_plan_means(everything, documents.plans)
    split = exposure.shape[1]
    return within[:, :split], within[:, split], within[:, split + 1], within[:, split + 2 :]


def _measure_b(documents: Documents) -> Coefficient | None:
    """How quality goes with engagement among documents of the same year (or reviews of the same number)."""
    import numpy as np

    _, engagement, quality, held = _columns(documents)
    columns = np.column_stack([engagement, held])
    return first_coefficient(quality, columns, documents.plans, weights=documents.weights)


def _indirect(documents: Documents, plan: AnalysisPlan) -> IndirectEffect | None:
    exposure, engagement, quality, held = _columns(documents)
    effect = indirect_effect(
        exposure,
        engagement,
        quality,
        held,
        documents.plans,
        weights=documents.weights,
        draws=plan.bootstrap_draws,
        seed=plan.seed,
    )
    return effect if effect.interval(0.5) is not None else None


def _describe(
    documents: Documents,
    trend: str,
    a: Decision,
    b: Coefficient,
    effect: IndirectEffect,
    plan: AnalysisPlan,
) -> dict[str, Any]:
    """What the claim prints: the steps, their product, and how strong a hidden cause would have to be."""
    import numpy as np
    from scipy import stats  # type: ignore[import-untyped]

    half = float(stats.t.ppf(1 - plan.alpha, b.degrees_of_freedom)) * b.standard_error
    of_b = Interval(b.estimate - half, b.estimate + half, 1 - 2 * plan.alpha, "t, errors robust over plans")
    exposure, engagement, quality, held = _columns(documents)
    hidden = mediation_sensitivity(
        exposure[:, 0].tolist(), engagement.tolist(), quality.tolist(), covariates=_spanning(exposure, held)
    )
    spread_of_quality = _spread(quality, held)
    of_engagement = _spread(engagement, held)
    scale = of_engagement / spread_of_quality if spread_of_quality > 0 else 0.0
    e_value = e_value_of_difference(b.estimate * scale, b.standard_error * scale)
    draws = effect.draws
    return {
        "trend": trend,
        "estimate": effect.estimate,
        "interval": effect.interval(1 - 2 * plan.alpha),
        "descriptive_interval": effect.interval(PATH_LEVEL),
        "p_value": float((1 + np.sum(draws >= 0)) / (1 + len(draws))),
        "margin": plan.margin,
        "a": PathEstimate(estimate=a.estimate, interval=a.interval),
        "b": PathEstimate(estimate=b.estimate, interval=of_b),
        "rho_at_zero": hidden.rho_at_zero if hidden else None,
        "e_value": e_value.estimate,
        "e_value_limit": e_value.limit,
        "groups": _group(documents, plan),
    }


def _group(documents: Documents, plan: AnalysisPlan) -> tuple[EngagementGroup, ...]:
    """Documents in three groups by how much was contributed, as even as equal shares allow."""
    import numpy as np

    _, _, quality, held = _columns(documents)
    left = quality - held @ np.linalg.lstsq(held, quality, rcond=1e-9)[0] + documents.quality.mean()
    bounds = np.quantile(documents.engagement, [1 / 3, 2 / 3], method="lower")
    group = np.searchsorted(bounds, documents.engagement, side="left")
    found = []
    for number in range(N_GROUPS):
        members = group == number
        if members.any():
            own = documents.engagement[members]
            values = left[members].tolist()
            found.append(
                EngagementGroup(
                    n_cases=len(values),
                    lowest=float(own.min()),
                    highest=float(own.max()),
                    mean_engagement=float(own.mean()),
                    mean_quality=mean_of(values),
                    interval=mean_interval(values, plan.confidence_level),
                )
            )
    return tuple(found)


def _spanning(exposure: "Array", held: "Array") -> Sequence[Sequence[float]]:
    """Columns that, with a constant and the step, say all that the held ones say, none twice."""
    import numpy as np

    base = np.column_stack([np.ones(len(held)), exposure[:, 0]])
    left = held - base @ np.linalg.lstsq(base, held, rcond=1e-9)[0]
    basis, sizes, _ = np.linalg.svd(left, full_matrices=False)
    spanning: list[list[float]] = basis[:, sizes > 1e-6 * max(1.0, float(sizes.max(initial=0.0)))].T.tolist()
    return spanning


def _spread(values: "Array", held: "Array") -> float:
    """The standard deviation of what the held columns do not say."""
    import numpy as np

    left = values - held @ np.linalg.lstsq(held, values, rcond=1e-9)[0]
    return sqrt(float(left @ left) / max(1, len(values) - 1))


def _judge(
    a: Decision, found: dict[str, Any], claim: Claim, *, is_answerable: bool, plan: AnalysisPlan
) -> tuple[Verdict, tuple[Doubt, ...]]:
    """Consistent if everything fits; not supported if the path is as good as nothing; else open."""
    if not is_answerable:
        return Verdict.CANNOT_TELL, (Doubt.NO_TREND_ANSWERABLE,)
    doubts = []
    if claim.verdict != Verdict.DECLINED:
        doubts.append(Doubt.NO_TREND_DECLINED)
    if not a.interval.high < 0:
        doubts.append(Doubt.CONTRIBUTIONS_DID_NOT_FALL)
    if not (found["b"].estimate > 0 and found["descriptive_interval"].high < 0):
        doubts.append(Doubt.INDIRECT_EFFECT_UNCLEAR)
    if any(control.moved for control in found["controls"]):
        doubts.append(Doubt.NEGATIVE_CONTROL_MOVED)
    if not doubts:
        return Verdict.CONSISTENT, ()
    is_nothing = plan.margin is not None and is_inside(found["interval"], plan.margin)
    if is_nothing or is_inside(a.interval, plan.engagement_margin):
        return Verdict.NOT_SUPPORTED, tuple(doubts)
    return Verdict.CANNOT_TELL, tuple(doubts)
