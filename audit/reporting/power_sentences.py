"""What a design can answer, in sentences for somebody who has never seen a statistic."""

from audit.domain.findings import DesignPower, Doubt
from audit.domain.power import LEAST_LINKS, USUAL_LINKS
from audit.reporting.figures import decimal, number

_HUNDRED = 100


def say_power(power: DesignPower) -> tuple[str, ...]:
    """Whether the comparison of years can be answered at all and, if so, what it would see."""
    if power.reason is not None:
        return (say_doubt(power),)
    if power.power_to_see_fall is None or power.power_to_say_no_change is None:
        return ()
    fall, margin = decimal(power.fall_in_levels), decimal(power.margin)
    return (
        f"{number(power.n_cohorts)} years of documents, {number(power.n_cases)} cases: a change in quality "
        "and stricter marking can be told apart.",
        f"If quality fell by {fall} of a level each year, {_of_a_hundred(power.power_to_see_fall)} such "
        f"audits would find the fall.{_say_small(power)}",
        f"If nothing changed, {_of_a_hundred(power.power_to_say_no_change)} such audits would find that any "
        f"change is smaller than {margin} of a level a year.{_say_others(power.power_to_say_no_change)}",
        f"The smallest fall that 8 in 10 such audits would find is "
        f"{decimal(power.smallest_fall_in_levels)} of a level a year.",
    )


def say_doubt(power: DesignPower) -> str:
    """Why nothing could be told from such audits, and what would help."""
    if power.reason == Doubt.FEWER_THAN_3_COHORTS:
        have = f"{power.n_cohorts} year" if power.n_cohorts == 1 else f"{power.n_cohorts} years"
        return (
            f"This holds documents of {have}. Whether quality changes from year to year can be answered from "
            "three years of documents on."
        )
    if power.reason == Doubt.NO_CASE_DOUBLE_SCORED:
        return (
            "No document would be scored by two people, so nobody could say how much of any difference comes "
            "from who scored it. Have some documents scored twice."
        )
    if power.reason == Doubt.WEAK_LINK:
        return (
            "Too few documents are scored in more than one audit year to tell a fall in quality from "
            f"stricter marking. At least {LEAST_LINKS} are needed in every year; {USUAL_LINKS} are usual."
        )
    return (
        "With each year's documents scored only in their own year, a fall in quality and stricter marking "
        f"look the same. Score {USUAL_LINKS} documents of an earlier audit again every year, or score the "
        "documents of several years together in one audit."
    )


def _say_small(power: DesignPower) -> str:
    """A fall within what matters is mostly no fall to the rule, whoever sees it."""
    if power.margin is None or power.fall_in_levels is None or abs(power.fall_in_levels) >= power.margin:
        return ""
    return " That is less than what was said to matter, so most would call it no change that matters."


def _say_others(share: float) -> str:
    return " The others would not be able to tell." if share < 1 else ""


def _of_a_hundred(share: float) -> str:
    """0.704 is "70 in 100"; only exactly none is 0 and only exactly all is 100."""
    if 0 < share < 0.01:
        return "fewer than 1 in 100"
    if 0.99 < share < 1:
        return "more than 99 in 100"
    return f"{decimal(share * _HUNDRED, 0)} in 100"


def say_first_audit(many: str) -> str:
    """What the first audit of its kind tells, and what the next one will need of it."""
    return (
        f"This is the first audit of {many} that the workbench holds. It will say how good these {many} are, "
        "but not yet whether quality changes from year to year."
    )


def say_alone(n_offered: int, many: str) -> str:
    """Why this year's scores by themselves would not do, and what would help."""
    return (
        f"Scored on its own this year, without {many} that were scored before, this audit cannot tell a fall "
        f"in quality from stricter marking. Add {number(n_offered)} {many} that were scored in an earlier "
        f"audit, or score past years’ {many} together in this one."
    )


def say_more(power: DesignPower, n_links: int, many: str) -> str:
    """What link cases would add to an answer that can be had without them."""
    share = _of_a_hundred(power.power_to_see_fall or 0.0)
    return f"With {number(n_links)} {many} of earlier audits scored again, {share} would find such a fall."
