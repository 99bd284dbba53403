"""Whether quality goes with contributions, in plain words."""

from collections.abc import Sequence

from audit.domain.findings import Control, Doubt, PathEstimate, PathwayClaim, Verdict
from audit.domain.verdicts import is_inside
from audit.domain.words import AGENCIES
from audit.reporting.claim_parts import (
    OPEN,
    ClaimWords,
    list_changes,
    say_against_margin,
    say_confidence,
    say_counts,
    say_interval,
    say_why,
)
from audit.reporting.everyday import say_change
from audit.reporting.figures import counted, decimal

# An E-value (VanderWeele and Ding 2017) below the first is easily reached, above the second hardly.
_WEAK, _STRONG = 1.5, 3.0


def say_pathway(claim: PathwayClaim, engagement_margin: float) -> ClaimWords:
    """All that is said of the pathway; the margin is the change of contributions that matters, a share."""
    return ClaimWords(
        "pathway",
        "Does a change in quality go with a change in what agencies contributed?",
        claim.verdict,
        _answer_pathway(claim),
        tuple(_how_sure_of_path(claim, engagement_margin)),
        tuple(_hidden(claim)),
        list_changes(
            claim, ("A record of what else changed in the same years: staff, case numbers, forms, rules.",)
        ),
        tuple(_method_of_path(claim)),
    )


def _answer_pathway(claim: PathwayClaim) -> str:
    if claim.verdict == Verdict.CONSISTENT:
        return (
            "It fits: agencies contributed less as time went on, and documents to which they contributed "
            "less scored lower than others of the same time."
        )
    if claim.verdict == Verdict.NOT_SUPPORTED:
        return f"{_say_nothing_much(claim)} {_say_better(claim.b)}".rstrip()
    return f"{OPEN}: {say_why(claim)}."


def _say_nothing_much(claim: PathwayClaim) -> str:
    """Which of the two is too small to matter: what goes with contributions, or their own change."""
    step = "review" if claim.trend == "review" else "year"
    if claim.margin is None or claim.interval is None or not is_inside(claim.interval, claim.margin):
        return (
            f"No: what agencies contributed hardly changed from {step} to {step}, by less than what was said "
            "beforehand to matter, so little can go with that."
        )
    uncertain = ""
    if Doubt.CONTRIBUTIONS_DID_NOT_FALL in claim.reasons and claim.a is not None and claim.a.estimate < 0:
        uncertain = " What agencies contributed may have fallen, but too little is known to be sure."
    return (
        f"Not by enough to matter: the part of a {step}’s change in quality that goes with a change in "
        f"contributions is smaller than what was said beforehand to matter.{uncertain}"
    )


def _say_better(b: PathEstimate | None) -> str:
    """Whether documents with more contributions score higher, which is not what the verdict is about."""
    if b is None:
        return ""
    if b.interval.low <= 0 <= b.interval.high:
        return (
            "That does not mean that contributions make no difference: whether documents to which agencies "
            "contributed more are better than others, we cannot tell."
        )
    how = "lower" if b.interval.high < 0 else "higher"
    return f"Yet documents to which agencies contributed more did score {how} than others of the same time."


def _how_sure_of_path(claim: PathwayClaim, engagement_margin: float) -> list[str]:
    n = claim.counts.get("n_cases_in_path", 0)
    if not n or claim.a is None or claim.b is None:
        return []
    said = [
        f"This rests on {counted(n, 'document')} with both scores and records of contributions. Contributed "
        "means here: advice that came in time, and meetings attended, of what agencies were asked for. What "
        "families gave is not counted."
    ]
    step = "review" if claim.trend == "review" else "year"
    said.append(f"{_say_a(claim.a, step)} Beforehand {_points_of(engagement_margin)} were said to matter.")
    said.append(
        "Where everybody contributed instead of nobody, it is as if "
        f"{say_change(claim.b.estimate, claim.b.interval)}."
    )
    if claim.estimate is not None and claim.interval is not None:
        said.append(
            f"Put together, this is what goes with the change in contributions each {step}: it is as if "
            f"{say_change(claim.estimate, claim.interval)}."
        )
        if claim.margin is not None:
            said.append(say_against_margin(claim.interval, claim.margin))
        said.append(say_confidence(claim.interval))
    moved = [control for control in claim.controls if control.moved]
    if claim.controls:
        said.append(
            "As a check we looked at the sections that an agency has no part in: "
            + (
                f"with the contributions of {_name_agencies(moved)} they moved as well, so something else "
                "may be at work."
                if moved
                else "no clear movement with its contributions was seen in them."
            )
        )
    elif not claim.controls_available:
        said.append(
            "There was no check with sections that an agency has no part in: who feeds which section is not "
            "recorded, or every agency feeds all."
        )
    return said


def _name_agencies(controls: Sequence[Control]) -> str:
    """By their names; agencies of somebody else's tables by what these call them."""
    return ", ".join(AGENCIES.get(each.agency, each.agency.replace("_", " ")) for each in controls)


def _say_a(a: PathEstimate, step: str) -> str:
    """How contributions changed, of every 100 that were asked for."""
    ends = [_points(a.interval.low), _points(a.interval.high)]
    if a.interval.high < 0:
        ends.reverse()
    return (
        f"Of every 100 contributions that were asked for, {_points(a.estimate)} came each {step} than the "
        f"{step} before (likely between {ends[0]} and {ends[1]})."
    )


def _points(share: float) -> str:
    return f"{_points_of(share)} {'fewer' if share < 0 else 'more'}"


def _points_of(share: float) -> str:
    return decimal(abs(share) * 100, 1).removesuffix(".0")


def _hidden(claim: PathwayClaim) -> list[str]:
    said = [
        "It does not show that one led to the other. Something that nobody recorded, and that moved both, "
        "would look the same."
    ]
    if claim.e_value is not None and claim.b is not None and claim.verdict != Verdict.NOT_SUPPORTED:
        said.append(
            f"{_strength(claim.e_value)} would be enough to account for what goes with contributions: one "
            f"that makes both few contributions and low quality about {decimal(claim.e_value, 1)} times as "
            "likely."
        )
    return said


def _strength(e_value: float) -> str:
    if e_value < _WEAK:
        return "Even a weak hidden cause"
    return "Only a strong hidden cause" if e_value >= _STRONG else "A hidden cause of middling strength"


def _method_of_path(claim: PathwayClaim) -> list[str]:
    said = []
    if claim.a is not None and claim.b is not None:
        said.append(
            f"a = {decimal(claim.a.estimate, 3)} ({say_interval(claim.a.interval)}), "
            f"b = {decimal(claim.b.estimate, 3)} ({say_interval(claim.b.interval)}), "
            f"ab = {decimal(claim.estimate, 3)} ({say_interval(claim.interval)}; descriptive "
            f"{say_interval(claim.descriptive_interval)})."
        )
        said.append(
            f"Sensitivity: ab = 0 at an error correlation (rho) of {decimal(claim.rho_at_zero)}; E-value "
            f"{decimal(claim.e_value)}, of the limit {decimal(claim.e_value_limit)}."
        )
    said.append(say_counts(claim.counts))
    return said
