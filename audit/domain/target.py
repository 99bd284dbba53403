"""A target of the area's statement: what is measured, what share is wanted by when, and whether it is met."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from audit.domain.engagement import Count
from audit.statistics.share import wilson


class Measure(StrEnum):
    """What can be measured from what is recorded here, or comes from elsewhere."""

    ADVICE_ON_TIME = "advice_on_time"
    ADVICE_RECEIVED = "advice_received"
    ADVICE_USED = "advice_used"
    ATTENDED = "attended"
    CIRCULATED = "circulated"
    CONTRIBUTED = "contributed"
    PLANNING_MEETING = "planning_meeting"
    BY_HAND = "by_hand"


OF_SERVICES = frozenset(
    {
        Measure.ADVICE_ON_TIME,
        Measure.ADVICE_RECEIVED,
        Measure.ADVICE_USED,
        Measure.ATTENDED,
        Measure.CIRCULATED,
        Measure.CONTRIBUTED,
    }
)
_LIMIT = "limit:"
# What arithmetic leaves over: 0.6 of 20 is 12.
_NOTHING = 1e-9


def measure_of_limit(key: str) -> str:
    """What a measure is called that counts how often one of the law's limits was kept."""
    return f"{_LIMIT}{key}"


def limit_of(measure: str) -> str | None:
    """The key of the limit that a measure counts, if it does."""
    return measure.removeprefix(_LIMIT) if measure.startswith(_LIMIT) else None


class Verdict(StrEnum):
    """Whether a target is met."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"


class Why(StrEnum):
    """What the verdict rests on."""

    WHOLE_COUNT = "whole_count"
    BEYOND_CHANCE = "beyond_chance"
    NOTHING_KNOWN = "nothing_known"
    TOO_MUCH_UNKNOWN = "too_much_unknown"
    TOO_FEW = "too_few"
    ALL_OF_A_SAMPLE = "all_of_a_sample"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and what it rests on."""

    verdict: Verdict
    why: Why


def count_wanted(wanted_share: float, n_all: int) -> int:
    """The least count of `n_all` whose share is no less than what is wanted.

    >>> count_wanted(0.75, 114), count_wanted(0.6, 20), count_wanted(1, 7)
    (86, 12, 7)
    """
    return ceil(wanted_share * n_all - _NOTHING)


def judge_target(count: Count, wanted_share: float, *, is_whole: bool) -> Judgement:
    """Met only if the lower limit reaches what is wanted even though all that is not known were a no.

    Not met only if the upper limit misses it even though all of that were a yes. A figure of everybody
    (`is_whole`) has no limits but itself. The limits are Wilson's, at 95%.
    """
    n_all = count.n_known + count.n_unknown
    if not count.n_known:
        return Judgement(Verdict.CANNOT_TELL, Why.NOTHING_KNOWN)
    lowest, highest = count.n_yes, count.n_yes + count.n_unknown
    if is_whole:
        low, high, why = lowest / n_all, highest / n_all, Why.WHOLE_COUNT
    else:
        weight, why = count.weight, Why.BEYOND_CHANCE
        low = wilson(lowest * weight, n_all * weight).low
        high = wilson(highest * weight, n_all * weight).high
    if low >= wanted_share:
        return Judgement(Verdict.MET, why)
    if high < wanted_share:
        return Judgement(Verdict.NOT_MET, why)
    return Judgement(Verdict.CANNOT_TELL, _why_open(count, wanted_share, n_all))


def _why_open(count: Count, wanted_share: float, n_all: int) -> Why:
    known = count.interval
    if count.n_unknown and known and (known.low >= wanted_share or known.high < wanted_share):
        return Why.TOO_MUCH_UNKNOWN
    return Why.ALL_OF_A_SAMPLE if count.n_yes == n_all and wanted_share == 1 else Why.TOO_FEW
