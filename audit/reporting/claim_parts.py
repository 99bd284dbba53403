"""What is said of one question about change, and the words that several of them share."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.domain.findings import Claim, Verdict
from audit.domain.verdicts import is_beyond, is_inside
from audit.reporting.doubts import list_remedies, say_reason
from audit.reporting.everyday import say_size
from audit.reporting.figures import counted, method_of, percent, span
from audit.statistics.interval import Interval

OPEN = "We cannot tell"


@dataclass(frozen=True)
class ClaimWords:
    """One question and all that is said of it. `method` is for statisticians, folded away."""

    key: str
    question: str
    verdict: Verdict
    answer: str
    how_sure: tuple[str, ...]
    not_shown: tuple[str, ...]
    would_change: tuple[str, ...]
    method: tuple[str, ...] = ()


def list_changes(claim: Claim, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """What would change our mind: what an open answer lacks, else what could speak against it."""
    return list_remedies(claim) if claim.verdict == Verdict.CANNOT_TELL and claim.reasons else otherwise


def say_why(claim: Claim) -> str:
    """Why an answer is open."""
    if not claim.reasons:
        return "what was scored does not settle it"
    return "; ".join(say_reason(reason) for reason in claim.reasons)


_COUNTED: Mapping[str, tuple[str, str]] = {
    "n_ratings": ("rating", "ratings"),
    "n_cases": ("case", "cases"),
    "n_plans": ("plan", "plans"),
    "n_cohorts": ("cohort", "cohorts"),
    "n_audit_years": ("audit year", "audit years"),
    "n_raters": ("rater", "raters"),
    "n_link_cases": ("link case", "link cases"),
    "n_contributions": ("record of a contribution", "records of contributions"),
    "n_agencies": ("agency", "agencies"),
}


def say_counts(counts: Mapping[str, int]) -> str:
    """What an answer rests on, for statisticians."""
    known = [counted(counts[name], *words) for name, words in _COUNTED.items() if name in counts]
    return f"Used: {', '.join(known)}." if known else "Nothing was used."


def say_confidence(interval: Interval) -> str:
    """What "likely" promises."""
    chance = percent(interval.confidence_level).removesuffix("%")
    return f"Likely means: of 100 ranges worked out like this one, {chance} hold the true figure."


def say_against_margin(interval: Interval, margin: float) -> str:
    """A range held against the change that was said beforehand to matter."""
    matters = f"the change that was said beforehand to matter ({say_size(margin)})"
    is_sure = interval.high < 0 or interval.low > 0
    if is_inside(interval, margin):
        small = " A small change is there, but it is smaller than that." if is_sure else ""
        return f"All of the range is smaller than {matters}.{small}"
    if is_beyond(interval, margin):
        return f"Even the smallest change in the range is larger than {matters}."
    if is_sure:
        return f"The change may be smaller or larger than {matters}: the range holds both."
    return f"The range holds both: {matters}, and no change at all."


def say_interval(interval: Interval | None) -> str:
    """An interval with its method, for statisticians."""
    return f"{span(interval, 3)}; {method_of(interval)}" if interval else "no interval"
