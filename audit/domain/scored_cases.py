"""What each case scored: the mean of its levels, over raters first and over criteria then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from math import fsum

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.tables import CaseKey, CaseRow, ScoreRow, Tables
from audit.statistics.mean import mean_of

LevelsByCriterion = Mapping[str, list[int]]


@dataclass(frozen=True)
class ScoredCase:
    """One case with a score. `levels` holds its original quality levels by criterion, one per rater;
    `rating_spread` and `good_spread` half the squared difference of each pair of raters who both scored it
    in one audit year, in mean level and in good or not, over the criteria that both answered."""

    row: CaseRow
    mean: float
    is_good: bool
    levels: LevelsByCriterion
    n_raters: int
    rating_spread: tuple[float, ...]
    good_spread: tuple[float, ...]


def weighted_level(levels: LevelsByCriterion, plan: AnalysisPlan) -> float:
    """The mean over criteria of each criterion's mean over raters, with the rubric's weights if it has
    any."""
    if not plan.criterion_weights:
        return mean_of([mean_of(given) for given in levels.values()])
    weights = {criterion: plan.criterion_weights.get(criterion, 1.0) for criterion in levels}
    total = fsum(weights.values())
    return fsum(weights[criterion] * mean_of(given) for criterion, given in levels.items()) / total


def score_cases(tables: Tables, plan: AnalysisPlan) -> dict[CaseKey, ScoredCase]:
    """The score of every case that has one, in a fixed order; cases without a level are left out."""
    by_case: dict[CaseKey, list[ScoreRow]] = defaultdict(list)
    for score in tables.quality_scores:
        by_case[score.case].append(score)
    rows = sorted(tables.cases, key=case_order)
    return {row.case: _score_case(row, by_case[row.case], plan) for row in rows if row.case in by_case}


def whole_cases(scored: Mapping[CaseKey, ScoredCase]) -> dict[CaseKey, ScoredCase]:
    """Those whose every section was scored: only their means speak for a whole document."""
    return {case: found for case, found in scored.items() if found.row.is_whole}


def case_order(row: CaseRow) -> tuple[int, str, int]:
    """Cohort, plan, review; a document outside both trends comes after the plan's numbered ones."""
    return (row.cohort_year, row.plan_id, row.review_no if row.review_no is not None else 10**9)


def _score_case(row: CaseRow, scores: Iterable[ScoreRow], plan: AnalysisPlan) -> ScoredCase:
    levels: dict[str, list[int]] = defaultdict(list)
    by_rater: dict[tuple[int, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for score in scores:
        if score.level is not None:
            levels[score.criterion].append(score.level)
            if score.author == "auditor" and score.source == "original":
                by_rater[score.audit_year, score.rater_id][score.criterion].append(score.level)
    in_order = {criterion: sorted(levels[criterion]) for criterion in sorted(levels)}
    mean = weighted_level(in_order, plan)
    pairs = [pair for pair in _pairs_of_raters(by_rater, plan) if pair is not None]
    return ScoredCase(
        row=row,
        mean=mean,
        is_good=mean >= plan.good_threshold,
        levels=in_order,
        n_raters=len(by_rater),
        rating_spread=tuple(sorted((one - other) ** 2 / 2 for one, other in pairs)),
        good_spread=tuple(
            float((one >= plan.good_threshold) != (other >= plan.good_threshold)) / 2 for one, other in pairs
        ),
    )


def _pairs_of_raters(
    by_rater: Mapping[tuple[int, str], LevelsByCriterion], plan: AnalysisPlan
) -> Iterable[tuple[float, float] | None]:
    by_year: dict[int, list[LevelsByCriterion]] = defaultdict(list)
    for (audit_year, _), given in by_rater.items():
        by_year[audit_year].append(given)
    for one, other in chain.from_iterable(combinations(together, 2) for together in by_year.values()):
        shared = one.keys() & other.keys()
        if shared:
            yield (
                weighted_level({criterion: one[criterion] for criterion in shared}, plan),
                weighted_level({criterion: other[criterion] for criterion in shared}, plan),
            )


def rating_variance(cases: Iterable[ScoredCase], *, of_good: bool) -> float | None:
    """The part of a case's variance that comes from marking it; None where no case has two raters."""
    scored = list(cases)
    spreads = [spread for case in scored for spread in (case.good_spread if of_good else case.rating_spread)]
    if not spreads:
        return None
    return mean_of(spreads) / mean_of([max(1, case.n_raters) for case in scored])
