"""The tipping point: could what was never seen turn the answer?

Sampled documents without a score and questions answered "not supplied" are missing; "not applicable" is not.
The worst that they could hide: that every missing answer lay at the end of the scale that speaks most against
what was found, early ones at the one end and late ones at the other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Verdict
from audit.domain.rating import Reason
from audit.domain.ratings import Ratings
from audit.domain.tables import CaseKey, CaseRow, Tables


@dataclass(frozen=True, slots=True)
class Place:
    """One point of a line: how far from the middle, what was seen there, and which share of it was not."""

    from_middle: float
    seen: float
    missing_share: float


def could_turn(
    tables: Tables, own: Ratings, estimate: float, verdict: Verdict, plan: AnalysisPlan, n_levels: int
) -> bool:
    """Would the worst that is missing turn the sign of the change from cohort to cohort, or take "no
    meaningful change" away?

    own: the ratings that the trend rests on. The slope over cohorts is the sum of (year - mean year) times
    the cohort's mean, over the sum of squares. A cohort whose share m of answers is missing moves by m times
    the distance from its mean of what was seen to an end of the scale; one of which nothing was seen starts
    from the mean of all.
    """
    rows = [row for row in tables.cases if row.in_sample and row.review_no == 0]
    shares = _missing_shares(tables, own, rows)
    levels: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    given = _sums(own)
    n_cases = Counter(row.cohort_year for row in rows)
    n_missing: dict[int, float] = defaultdict(float)
    for row in rows:
        n_missing[row.cohort_year] += shares[row.case]
        if row.case in given:
            total, n = given[row.case]
            levels[row.cohort_year][0] += total
            levels[row.cohort_year][1] += n
    overall = sum(total for total, _ in levels.values()) / max(1.0, sum(n for _, n in levels.values()))
    mean_year = sum(n_cases) / len(n_cases) if n_cases else 0.0
    places = [
        Place(
            from_middle=year - mean_year,
            seen=levels[year][0] / levels[year][1] if year in levels else overall,
            missing_share=n_missing[year] / n_of_year,
        )
        for year, n_of_year in sorted(n_cases.items())
    ]
    return _turns(places, estimate, verdict, plan, n_levels)


def reviews_could_turn(
    tables: Tables, own: Ratings, estimate: float, verdict: Verdict, plan: AnalysisPlan, n_levels: int
) -> bool:
    """The same for the change from review to review, where each document is held against its own plan.

    What is missing of a plan that was scored at least once starts from the line through its mean.
    """
    by_plan: dict[str, list[CaseRow]] = defaultdict(list)
    for row in tables.cases:
        if row.in_sample and row.review_no is not None:
            by_plan[row.plan_id].append(row)
    every = [row for rows in by_plan.values() for row in rows]
    shares = _missing_shares(tables, own, every)
    seen = {case: total / n for case, (total, n) in _sums(own).items()}
    places = []
    for rows in by_plan.values():
        scored = [row for row in rows if row.case in seen]
        if len(rows) < 2 or not scored:
            continue
        middle = sum(row.review_no or 0 for row in rows) / len(rows)
        mean = sum(seen[row.case] - estimate * ((row.review_no or 0) - middle) for row in scored)
        mean /= len(scored)
        for row in rows:
            step = (row.review_no or 0) - middle
            places.append(Place(step, mean + estimate * step, shares[row.case]))
    return _turns(places, estimate, verdict, plan, n_levels)


def _turns(
    places: Iterable[Place], estimate: float, verdict: Verdict, plan: AnalysisPlan, n_levels: int
) -> bool:
    up, down, square = 0.0, 0.0, 0.0
    for place in places:
        to_top = max(0.0, n_levels - place.seen) * place.missing_share
        to_bottom = max(0.0, place.seen - 1) * place.missing_share
        up += abs(place.from_middle) * (to_top if place.from_middle > 0 else to_bottom)
        down += abs(place.from_middle) * (to_bottom if place.from_middle > 0 else to_top)
        square += place.from_middle**2
    if not square or not (up or down):
        return False
    highest, lowest = estimate + up / square, estimate - down / square
    if verdict == Verdict.NO_MEANINGFUL_CHANGE:
        margin = plan.margin or 0.0
        return highest >= margin or lowest <= -margin
    return highest >= 0 if estimate < 0 else lowest <= 0


def _sums(own: Ratings) -> dict[CaseKey, tuple[float, int]]:
    """By document: the sum of the levels that the trend rests on, and how many."""
    import numpy as np

    n = np.bincount(own.case, minlength=len(own.cases))
    totals = np.bincount(own.case, weights=own.level, minlength=len(own.cases))
    return {
        own.cases[number].case: (float(totals[number]), int(n[number]))
        for number in np.flatnonzero(n).tolist()
    }


def _missing_shares(tables: Tables, own: Ratings, rows: Iterable[CaseRow]) -> dict[CaseKey, float]:
    """By document: which share of what should have been scored was not; all of it where nothing was."""
    given = {case: n for case, (_, n) in _sums(own).items()}
    wanted = {row.case for row in rows}
    absent: Counter[CaseKey] = Counter()
    for score in tables.newest_scores:
        if (
            score.reason == Reason.NOT_SUPPLIED
            and score.level is None
            and score.case in wanted
            and score.source == tables.counted_source
            and score.criterion not in tables.legal_criteria
        ):
            absent[score.case] += 1
    return {
        case: 1.0 if case not in given else absent[case] / (given[case] + absent[case]) for case in wanted
    }
