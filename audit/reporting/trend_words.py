"""Whether quality changed, in plain words."""

from dataclasses import dataclass

from audit.domain.findings import Claim, Doubt, Verdict
from audit.reporting.claim_parts import (
    OPEN,
    ClaimWords,
    list_changes,
    say_against_margin,
    say_confidence,
    say_why,
)
from audit.reporting.everyday import say_chance, say_change, say_size
from audit.reporting.figures import counted
from audit.reporting.trend_method import say_method


@dataclass(frozen=True)
class TrendWords:
    """The words in which two trends differ."""

    key: str
    question: str
    later: str
    earlier: str
    a_step: str
    rests_on: tuple[str, str]


COHORTS = TrendWords(
    "cohort_trend",
    "Has quality changed from one year’s documents to the next?",
    "documents of later years",
    "those of earlier years",
    "year",
    ("document, one for each child", "documents, one for each child"),
)


REVIEWS = TrendWords(
    "review_trend",
    "Does the same child’s plan change from one review to the next?",
    "later documents of the same plan",
    "its earlier ones",
    "review",
    ("plan that was followed", "plans that were followed"),
)


def _answer_trend(claim: Claim, trend: TrendWords) -> str:
    if claim.verdict == Verdict.CANNOT_TELL or claim.estimate is None or claim.interval is None:
        return f"{OPEN}: {say_why(claim)}."
    size = say_change(claim.estimate, claim.interval)
    if claim.verdict == Verdict.NO_MEANINGFUL_CHANGE:
        return (
            f"No, not by any amount that matters. From {trend.a_step} to {trend.a_step} it is as if {size}."
        )
    how = "lower" if claim.verdict == Verdict.DECLINED else "higher"
    matters = "" if claim.beyond_margin else " Whether by enough to matter is not certain."
    return (
        f"Yes: {trend.later} score {how} than {trend.earlier}. Each {trend.a_step} it is as if {size}."
        f"{matters}"
    )


def _how_sure(claim: Claim, trend: TrendWords) -> list[str]:
    n = claim.counts.get("n_plans_with_reviews" if trend is REVIEWS else "n_cases_in_means", 0)
    rests = f"This rests on {counted(n, *trend.rests_on)}."
    if claim.interval is None or claim.estimate is None:
        return [rests, *_as_they_stand(claim, trend)] if n else []
    said = [rests]
    if claim.verdict == Verdict.CANNOT_TELL:
        start = "" if claim.reasons == (Doubt.INTERVAL_TOO_WIDE,) else "Leaving aside what stands above, "
        change = say_change(claim.estimate, claim.interval)
        sentence = f"{start}from {trend.a_step} to {trend.a_step} it is as if {change}."
        said.append(sentence[0].upper() + sentence[1:])
    said.append(say_confidence(claim.interval))
    if claim.p_value is not None and claim.verdict in (Verdict.DECLINED, Verdict.IMPROVED):
        how = "fall" if claim.verdict == Verdict.DECLINED else "rise"
        said.append(
            f"If nothing had changed, a {how} as clear as this would turn up by chance in "
            f"{say_chance(claim.p_value)}."
        )
    if claim.margin is not None:
        said.append(say_against_margin(claim.interval, claim.margin))
    if claim.smallest_detectable is not None:
        said.append(
            f"With {counted(n, 'document')} a change of less than {say_size(claim.smallest_detectable)} each "
            f"{trend.a_step} can easily be missed.{_say_missed(claim)}"
        )
    return said


def _say_missed(claim: Claim) -> str:
    if claim.margin is None or claim.smallest_detectable is None or claim.smallest_detectable <= claim.margin:
        return ""
    return " That is more than what was said to matter, so even that could have been missed."


def _as_they_stand(claim: Claim, trend: TrendWords) -> list[str]:
    said = []
    # of fewer than three years there is no line to speak of
    if claim.unadjusted_slope is not None and Doubt.FEWER_THAN_3_COHORTS not in claim.reasons:
        said.append(
            f"Taken as they stand, whoever marked them, from {trend.a_step} to {trend.a_step} it is as if "
            f"{say_change(claim.unadjusted_slope, claim.unadjusted_slope_interval)}."
        )
        if claim.unadjusted_slope_interval is not None:
            said.append(say_confidence(claim.unadjusted_slope_interval))
    if claim.explaining_drift is not None and claim.explaining_drift:
        stricter = "stricter" if claim.explaining_drift < 0 else "more lenient"
        said.append(
            f"If everybody had marked a little {stricter} each {trend.a_step}, that alone would look the "
            "same."
        )
    return said


def _not_shown(claim: Claim, trend: TrendWords) -> list[str]:
    said = [
        "It does not say why.",
        "It speaks for the documents on the lists that were drawn from, and for no others: not for those "
        "left off a list, such as restricted cases and often plans that have ended.",
    ]
    if trend is REVIEWS and claim.counts.get("n_plans_with_reviews"):
        said.append("Plans that ended early are compared with themselves only while they lasted.")
    if claim.counts.get("n_cohorts", 0) and claim.counts["n_cohorts"] <= 5:
        said.append("Five years or fewer say little about the years to come.")
    return said


def say_trend(claim: Claim, trend: TrendWords) -> ClaimWords:
    """All that is said of one trend."""
    return ClaimWords(
        trend.key,
        trend.question,
        claim.verdict,
        _answer_trend(claim, trend),
        tuple(_how_sure(claim, trend)),
        tuple(_not_shown(claim, trend)),
        list_changes(
            claim,
            (
                "A dozen of the earlier documents, scored again next year, that come out differently: then "
                "it is the marking that has moved.",
                f"A further {trend.a_step} of documents that comes out differently.",
            ),
        ),
        tuple(say_method(claim, is_over_reviews=trend is REVIEWS)),
    )
