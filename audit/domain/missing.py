"""The tipping point: could what was never seen turn the answer?

Sampled cases without a score and questions answered "not supplied" are missing; "not applicable" is not. The
worst that they could hide: that every missing answer of the early years lay at one end of the scale and every
one of the late years at the other.
"""

from collections import Counter

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Verdict
from audit.domain.rating import Reason
from audit.domain.ratings import Ratings
from audit.domain.tables import CaseKey, Tables
from audit.statistics.interval import Interval


def could_turn(
    tables: Tables, own: Ratings, interval: Interval, verdict: Verdict, plan: AnalysisPlan, n_levels: int
) -> bool:
    """Would the worst that is missing turn the sign of a change, or take "no meaningful change" away?

    A slope is the sum over cohorts of (year - mean year) times the cohort's mean, over the sum of squares; a
    cohort whose share m of answers is missing may lie m times a whole scale (levels - 1) higher or lower than
    what was seen, whichever hurts. The estimate moves by at most that.
    """
    shift = _largest_shift(tables, own, n_levels)
    middle = (interval.low + interval.high) / 2
    if verdict == Verdict.NO_MEANINGFUL_CHANGE:
        return shift > 0 and abs(middle) + shift >= (plan.margin or 0.0)
    return abs(middle) <= shift


def _largest_shift(tables: Tables, own: Ratings, n_levels: int) -> float:
    shares = _missing_shares(tables, own, n_levels)
    years = list(shares)
    mean_year = sum(years) / len(years)
    square = sum((year - mean_year) ** 2 for year in years)
    if not square:
        return 0.0
    return sum(abs(year - mean_year) * share for year, share in shares.items()) / square * (n_levels - 1) / 2


def _missing_shares(tables: Tables, own: Ratings, n_levels: int) -> dict[int, float]:
    """By cohort: which share of what should have been scored was not."""
    sampled = {row.case: row.cohort_year for row in tables.cases if row.in_sample and row.review_no == 0}
    seen: set[CaseKey] = set()
    given: Counter[int] = Counter()
    not_supplied: Counter[int] = Counter()
    for score in tables.newest_scores:
        year = sampled.get(score.case)
        if year is None or score.source != tables.counted_source or score.criterion in tables.legal_criteria:
            continue
        if score.level is not None:
            seen.add(score.case)
            given[year] += 1
        elif score.reason == Reason.NOT_SUPPLIED:
            not_supplied[year] += 1
    n_cases = Counter(sampled.values())
    n_seen = Counter(sampled[case] for case in seen)
    shares = {}
    for year in sorted(n_seen):
        unscored = 1 - n_seen[year] / n_cases[year]
        absent = not_supplied[year] / (given[year] + not_supplied[year])
        shares[year] = unscored + (1 - unscored) * absent
    return shares
