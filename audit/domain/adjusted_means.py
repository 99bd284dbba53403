"""The adjusted score of each document, and of each cohort at the average rater's hands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import sqrt
from typing import TYPE_CHECKING, Any

from audit.domain.adjusted_scores import AdjustedScores
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import PlanLine
from audit.domain.tables import CaseKey
from audit.statistics.interval import Interval
from audit.statistics.mean import WeightedMean, mean_of

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

MOST_LINES = 200


@dataclass(frozen=True, eq=False)
class CaseMean:
    """One document's adjusted mean over criteria, and how it changes with each contrast of the marking."""

    mean: float
    sensitivity: "Array"


def adjusted_means(
    adjusted: AdjustedScores, plan: AnalysisPlan, rows: "Mask | None" = None
) -> dict[CaseKey, CaseMean]:
    """The adjusted mean of each document: over raters of a criterion first, then over criteria.

    rows: which of the ratings count (True), for the mean of some sections alone.
    """
    import numpy as np
    from scipy import sparse  # type: ignore[import-untyped]

    ratings = adjusted.model.ratings
    counted = np.ones(len(ratings)) if rows is None else rows.astype(float)
    weight_of = np.array([plan.criterion_weights.get(name, 1.0) for name in ratings.criteria])
    n_criteria, n_cases = len(ratings.criteria), len(ratings.cases)
    unit = ratings.case * n_criteria + ratings.criterion
    n_in_unit = np.bincount(unit, weights=counted, minlength=n_cases * n_criteria)
    total = (n_in_unit > 0).reshape(n_cases, n_criteria) @ weight_of
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(
            counted > 0, weight_of[ratings.criterion] / n_in_unit[unit] / total[ratings.case], 0.0
        )
    gather = sparse.csr_array((share, (ratings.case, np.arange(len(ratings)))), shape=(n_cases, len(ratings)))
    means = gather @ adjusted.levels
    sensitivity = np.asarray((gather @ adjusted.sensitivity).todense())
    return {
        ratings.cases[number].case: CaseMean(float(means[number]), sensitivity[number])
        for number in np.flatnonzero(total > 0).tolist()
    }


def rating_variance_adjusted(adjusted: AdjustedScores, plan: AnalysisPlan) -> float | None:
    """The variance that marking adds to a document's adjusted mean; None where nobody was scored twice.

    Half the squared difference of each two raters of a document in one audit year, over the criteria that
    both answered, averaged and divided by the mean number of raters of a document drawn by chance.
    """
    import numpy as np

    ratings = adjusted.model.ratings
    weight_of = np.array([plan.criterion_weights.get(name, 1.0) for name in ratings.criteria])
    bounds = np.flatnonzero(np.diff(ratings.case, prepend=-1, append=-1))
    spreads, n_raters = [], []
    for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        sheets: dict[int, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        for row in range(start, stop):
            year, rater = int(ratings.audit_year[row]), int(ratings.rater[row])
            sheets[year][rater][int(ratings.criterion[row])] = float(adjusted.levels[row])
        if ratings.cases[ratings.case[start]].in_sample:
            n_raters.append(sum(len(together) for together in sheets.values()))
        pairs = chain.from_iterable(combinations(together.values(), 2) for together in sheets.values())
        for one, other in pairs:
            shared = sorted(one.keys() & other.keys())
            if shared:
                weights = weight_of[shared]
                difference = np.array([one[item] - other[item] for item in shared]) @ weights / weights.sum()
                spreads.append(float(difference) ** 2 / 2)
    return mean_of(spreads) / mean_of(n_raters) if spreads and n_raters else None


def widen(
    mean: WeightedMean,
    cases: Sequence[CaseMean],
    weights: Sequence[float],
    covariance: "Array",
    confidence_level: float,
) -> Interval | None:
    """A cohort mean's interval with the error of the raters' severities added, which no sample size removes.

    Its variance: that of the mean over documents, plus g'Vg, g the weighted mean of the documents'
    sensitivities (delta method). None where the mean has no interval.
    """
    import numpy as np
    from scipy import stats

    if mean.interval is None:
        return None
    shares = np.array(weights) / sum(weights)
    gradient = shares @ np.array([case.sensitivity for case in cases])
    of_raters = max(0.0, float(gradient @ covariance @ gradient))
    half = float(stats.t.ppf((1 + confidence_level) / 2, mean.degrees_of_freedom)) * sqrt(
        mean.standard_error**2 + of_raters
    )
    method = f"{mean.interval.method}, adjusted to the average rater"
    return Interval(mean.estimate - half, mean.estimate + half, confidence_level, method)


def lines_of_plans(adjusted: AdjustedScores, plan: AnalysisPlan) -> tuple[PlanLine, ...]:
    """The plans scored at two review numbers or more, each with its means; of very many, some of them by even
    steps."""
    means = adjusted_means(adjusted, plan)
    by_plan: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in adjusted.model.ratings.cases:
        if row.in_sample and row.review_no is not None and row.case in means:
            by_plan[row.plan_id].append((row.review_no, means[row.case].mean))
    lines = [
        PlanLine(
            review_nos=tuple(number for number, _ in documents),
            means=tuple(mean for _, mean in documents),
        )
        for documents in (sorted(by_plan[plan_id]) for plan_id in sorted(by_plan))
        if len(documents) > 1
    ]
    return tuple(lines[:: -(-len(lines) // MOST_LINES)]) if lines else ()


def means_of_case(cases: Mapping[CaseKey, CaseMean]) -> dict[CaseKey, float]:
    """Only the means."""
    return {case: found.mean for case, found in cases.items()}
