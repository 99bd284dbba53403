"""(b) Does the same plan score lower at each successive review?

Plans are compared with themselves only: good plans cease early, so the mean by review number falls though no
plan does. The unit is one rater's scoresheet of one document, freed from the difficulty of its questions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.answerable import doubts_of_linking, share_at_an_end
from audit.domain.cautions import CEILING_SHARE
from audit.domain.companions import order_reviews
from audit.domain.findings import Agreement, Claim, Doubt, ReviewStep, Verdict
from audit.domain.main_model import case_terms
from audit.domain.marking import doubts_of_the_marking
from audit.domain.missing import reviews_could_turn
from audit.domain.ratings import Ratings
from audit.domain.scored_cases import ScoredCase
from audit.domain.tables import CaseKey, CaseRow, Tables
from audit.domain.verdicts import Uncertainty, decide, is_beyond, judge_trend
from audit.statistics.terms import encode
from audit.statistics.within_groups import WithinGroups, fit_within_groups

if TYPE_CHECKING:
    import numpy as np

    from audit.domain.ratings import Codes, Mask

    Array = np.ndarray[Any, np.dtype[np.float64]]

LEAST_COHORTS = 3


@dataclass(frozen=True, eq=False)
class Sheets:
    """One rater's answers to one document in one audit year a row: their mean level less the difficulty of
    the questions answered, and how many they were."""

    value: "Array"
    n_ratings: "Array"
    case: "Codes"
    rater: "Codes"
    audit_year: "Codes"


def claim_review_trend(
    tables: Tables,
    ratings: Ratings,
    scored: Mapping[CaseKey, ScoredCase],
    agreement: Agreement,
    plan: AnalysisPlan,
    n_levels: int,
) -> Claim:
    """Its verdict by the one rule, from within-plan slopes; a mixed model never decides this."""
    own = ratings.where(_rows(ratings))
    followed = _followed(own)
    described: dict[str, Any] = {
        "margin": plan.margin,
        "counts": _count(own, followed),
        "steps": _steps(own, followed),
        "page_l": order_reviews(scored.values()),
    }
    doubts = [*_doubts_of_the_design(tables, own, followed, plan), *doubts_of_the_marking(agreement, plan)]
    can_fit = not {Doubt.NO_REVIEWS, Doubt.COHORT_AUDIT_YEAR_ALIASED} & set(doubts)
    uncertainty = _measure(own, followed, plan) if can_fit else None
    decision = decide(uncertainty, plan) if uncertainty else None
    if decision is None:
        reasons = doubts or [Doubt.NO_VARIATION]
        return Claim(verdict=Verdict.CANNOT_TELL, reasons=tuple(reasons), **described)
    shown = {**described, **decision.fields()}
    if doubts or plan.margin is None:
        return Claim(verdict=Verdict.CANNOT_TELL, reasons=tuple(doubts), **shown)
    verdict, open_because = judge_trend(decision.interval, plan.margin)
    if verdict == Verdict.NO_MEANINGFUL_CHANGE and share_at_an_end(own, n_levels) > CEILING_SHARE:
        verdict, open_because = Verdict.CANNOT_TELL, (Doubt.CEILING,)
    elif verdict != Verdict.CANNOT_TELL and reviews_could_turn(
        tables, own, decision.estimate, verdict, plan, n_levels
    ):
        verdict, open_because = Verdict.CANNOT_TELL, (Doubt.MISSING_COULD_TURN_IT,)
    return Claim(
        verdict=verdict,
        reasons=open_because,
        beyond_margin=is_beyond(decision.interval, plan.margin),
        **shown,
    )


def _rows(ratings: Ratings) -> "Mask":
    import numpy as np

    numbered = np.array([row.review_no is not None for row in ratings.cases], dtype=bool)
    drawn = np.array([row.in_sample for row in ratings.cases], dtype=bool)
    rows: Mask = (numbered & (drawn | ratings.links))[ratings.case] & ratings.by_people
    return rows


def _followed(own: Ratings) -> dict[str, set[int]]:
    """The review numbers of each plan drawn by chance that was scored at two or more."""
    import numpy as np

    reviews: dict[str, set[int]] = defaultdict(set)
    for number in np.unique(own.case).tolist():
        row = own.cases[number]
        if row.in_sample and row.review_no is not None:
            reviews[row.plan_id].add(row.review_no)
    return {plan_id: numbers for plan_id, numbers in reviews.items() if len(numbers) > 1}


def _count(own: Ratings, followed: dict[str, set[int]]) -> dict[str, int]:
    import numpy as np

    rated = [own.cases[number] for number in np.unique(own.case).tolist()]
    return {
        "n_ratings": len(own),
        "n_cases": len(rated),
        "n_plans": len({row.plan_id for row in rated}),
        "n_cohorts": _count_cohorts(own, followed),
        "n_audit_years": len(np.unique(own.audit_year)),
        "n_raters": len(np.unique(own.rater)),
        "n_plans_with_reviews": len(followed),
    }


def cohort_of_plans(rows: Iterable[CaseRow]) -> dict[str, int]:
    """A plan belongs to the cohort of its earliest document; later documents have years of their own."""
    first: dict[str, int] = {}
    for row in rows:
        first[row.plan_id] = min(first.get(row.plan_id, row.cohort_year), row.cohort_year)
    return first


def _count_cohorts(own: Ratings, followed: dict[str, set[int]]) -> int:
    first = cohort_of_plans(own.cases)
    return len({first[plan_id] for plan_id in followed})


def _steps(own: Ratings, followed: dict[str, set[int]]) -> tuple[ReviewStep, ...]:
    """How many plans were scored at each review number, and how many of them at a later one too."""
    import numpy as np

    last: dict[str, int] = {}
    seen: Counter[int] = Counter()
    for number in np.unique(own.case).tolist():
        row = own.cases[number]
        if row.in_sample and row.review_no is not None:
            seen[row.review_no] += 1
            last[row.plan_id] = max(last.get(row.plan_id, -1), row.review_no)
    if not followed:
        return ()
    ended = Counter(last.values())
    return tuple(
        ReviewStep(review_no=number, n_plans=seen[number], n_last=ended[number]) for number in sorted(seen)
    )


def _doubts_of_the_design(
    tables: Tables, own: Ratings, followed: dict[str, set[int]], plan: AnalysisPlan
) -> list[Doubt]:
    import numpy as np

    if not followed:
        return [Doubt.NO_REVIEWS]
    doubts = []
    if _count_cohorts(own, followed) < LEAST_COHORTS:
        doubts.append(Doubt.FEWER_THAN_3_COHORTS)
    reviews = np.array([-1 if row.review_no is None else row.review_no for row in own.cases])
    plans = encode([row.plan_id for row in own.cases])[0]
    doubts += doubts_of_linking(own, plan, target_of_case=reviews, constant_of_case=plans)
    if not own.is_bridged:
        doubts.append(Doubt.VERSIONS_NOT_BRIDGED)
    return doubts


def gather_sheets(own: Ratings) -> Sheets:
    """Scoresheets freed from the difficulty of their questions: level = question + sheet by least squares."""
    import numpy as np

    n_raters, n_years = len(own.raters), len(own.audit_years)
    label = (own.case * n_raters + own.rater) * n_years + own.audit_year
    labels, sheet = np.unique(label, return_inverse=True)
    n_ratings = np.bincount(sheet).astype(float)
    difficulty = _difficulties(own, sheet, n_ratings)
    rest = own.level - difficulty[own.criterion]
    return Sheets(
        value=np.bincount(sheet, weights=rest) / n_ratings,
        n_ratings=n_ratings,
        case=labels // (n_raters * n_years),
        rater=labels // n_years % n_raters,
        audit_year=labels % n_years,
    )


def _difficulties(own: Ratings, sheet: "Codes", n_ratings: "Array") -> "Array":
    """How much higher each question is scored than the average one, within scoresheets."""
    import numpy as np
    from scipy import sparse  # type: ignore[import-untyped]

    n_criteria = len(own.criteria)
    counts = sparse.csr_array((np.ones(len(own)), (sheet, own.criterion)), shape=(len(n_ratings), n_criteria))
    sums = np.bincount(sheet, weights=own.level)
    of_criterion = np.bincount(own.criterion, weights=own.level, minlength=n_criteria)
    shared = sparse.csr_array(counts.multiply(1 / n_ratings[:, None]))
    product = np.diag(np.asarray(counts.sum(axis=0)).ravel()) - np.asarray((counts.T @ shared).todense())
    wanted = of_criterion - shared.T @ sums
    difficulty: Array = np.linalg.pinv(product, hermitian=True, rcond=1e-10) @ wanted
    return difficulty


def _measure(own: Ratings, followed: dict[str, set[int]], plan: AnalysisPlan) -> Uncertainty | None:
    """The within-plan slope with its two errors: CR2 over plans, and the scatter of the cohorts' slopes."""
    import numpy as np

    sheets = gather_sheets(own)
    reviews = np.array([row.review_no or 0 for row in own.cases], dtype=float)[sheets.case]
    plans, names = encode([row.plan_id for row in own.cases])
    in_sample = np.array([row.plan_id in followed for row in own.cases], dtype=bool)[sheets.case]
    others = _held_still(own, sheets, plan)
    # A link case of another document says how years and raters differ, and nothing of its own reviews.
    target = np.where(in_sample, reviews, 0.0)
    first = cohort_of_plans(own.cases)
    years = np.array([first[row.plan_id] for row in own.cases])[sheets.case]
    cohorts = np.where(in_sample, years, -1)
    return measure_within(sheets.value, target, others, plans[sheets.case], cohorts, weights=sheets.n_ratings)


def measure_within(
    values: "Array",
    target: "Array",
    others: "Array",
    plans: "Codes",
    cohorts: "Codes",
    *,
    weights: "Array | None" = None,
) -> Uncertainty | None:
    """The slope of values on the target within plans, with both errors; None where one cannot be found.

    One entry a row; cohorts below 0 have no slope of their own. Error by years: that of the inverse-variance
    mean of the cohorts' slopes, from how these scatter, on cohorts - 1.
    """
    import numpy as np

    whole = fit_within_groups(values, np.column_stack([target, others]), plans, weights=weights)
    if whole is None:
        return None
    distinct = np.unique(cohorts[cohorts >= 0])
    by_cohort = target[:, None] * (cohorts[:, None] == distinct[None, :])
    varying = by_cohort[:, [_varies(column, plans) for column in by_cohort.T]]
    if varying.shape[1] < 2:
        return None
    columns = np.column_stack([varying, others])
    each = fit_within_groups(values, columns, plans, n_wanted=varying.shape[1], weights=weights)
    if each is None:
        return None
    return Uncertainty(
        estimate=float(whole.estimates[0]),
        case_error=float(whole.standard_errors[0]),
        case_freedom=max(1.0, float(whole.degrees_of_freedom[0])),
        year_error=_scatter(each),
        year_freedom=varying.shape[1] - 1,
    )


def _held_still(own: Ratings, sheets: Sheets, plan: AnalysisPlan) -> "Array":
    import numpy as np

    factors, numbers = case_terms(own.cases, plan)
    columns = [np.eye(len(own.raters))[sheets.rater], np.eye(len(own.audit_years))[sheets.audit_year]]
    columns += [np.eye(int(codes.max()) + 1)[codes][sheets.case] for codes in factors.values()]
    columns += [values[sheets.case][:, None] for values in numbers.values()]
    return np.hstack(columns)


def _varies(column: "Array", plans: "Codes") -> bool:
    import numpy as np

    for_plan = np.bincount(plans, weights=column) / np.maximum(np.bincount(plans), 1)
    return bool(np.abs(column - for_plan[plans]).max(initial=0.0) > 1e-9)


def _scatter(each: WithinGroups) -> float:
    """The standard error of the inverse-variance mean of the cohorts' slopes, from how they scatter.

    The variances are those of equal errors in all cohorts: a robust one of a cohort of one plan is nothing,
    and would leave that plan to say what the scatter is.
    """
    import numpy as np

    weights = 1 / each.pooled_variances
    mean = float(weights @ each.estimates / weights.sum())
    square = float(weights @ (each.estimates - mean) ** 2)
    return float(np.sqrt(square / (len(weights) - 1) / weights.sum()))
