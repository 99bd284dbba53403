"""When somebody is reminded of a day, and in what words: before it, the day after, and a week after."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from audit.domain.letter import Letter, compose


class Occasion(StrEnum):
    """What a reminder is sent for."""

    SOON = "soon"
    LATE = "late"
    VERY_LATE = "very_late"


# From how many days after the day (before it, if negative), and until when it may still be sent.
_WINDOWS: Sequence[tuple[Occasion, int, int]] = (
    (Occasion.SOON, -3, 0),
    (Occasion.LATE, 1, 6),
    (Occasion.VERY_LATE, 7, 20),
)
# Addresses that nobody has; RFC 2606 keeps this ending free.
_NO_MAIL = ".invalid"


def find_occasion(due_on: date | None, today: date) -> Occasion | None:
    """What to remind of today. A day on which nobody looked is made up for; old ones are let lie."""
    if due_on is None:
        return None
    n_days = (today - due_on).days
    return next((occasion for occasion, first, last in _WINDOWS if first <= n_days <= last), None)


def takes_mail(address: str) -> bool:
    """Whether a letter can reach this address at all."""
    return "@" in address and not address.endswith(_NO_MAIL)


def day_of(at: datetime) -> date:
    """The day in London on which something happened."""
    return at.astimezone(ZoneInfo("Europe/London")).date()


def once_key(about: str, whom: str, occasion: Occasion, due_on: date) -> str:
    """What makes a reminder the same reminder. A day that was moved is a new one."""
    return f"remind {about} {whom} {occasion} {due_on.isoformat()}"


def by_hand_key(about: str, whom: str, today: date) -> str:
    """What makes the lead's own reminder the same one: whoever clicks twice sends one a day."""
    return f"by hand {about} {whom} {today.isoformat()}"


def scoring_letter(
    area: str, title: str, *, n_left: int, due: str, link: str, is_guest: bool, is_example: bool
) -> Letter:
    """A reminder to score. `due` is how the day is put: "is due by 5 March 2027", or nothing."""
    cases = "1 case" if n_left == 1 else f"{n_left} cases"
    way = (
        "Open the link that you were sent to go on. If you no longer have it, ask for a new one."
        if is_guest
        else f"Sign in to go on: {link}"
    )
    paragraphs = [f"You have {cases} left to score in “{title}”.", way]
    if due:
        paragraphs.insert(1, f"Your scoring {due}.")
    ending = "If you know the child or wrote the document, hand the case back there. Thank you."
    return compose(area, f"{cases} left to score", *paragraphs, ending, is_example=is_example)


def correction_letter(
    area: str, title: str, *, case_number: int, n_left: int, due: str, is_example: bool
) -> Letter:
    """A reminder to whoever was asked by link to put something right. Nobody knows the link any more."""
    things = "1 thing" if n_left == 1 else f"{n_left} things"
    return compose(
        area,
        "waiting for your answer",
        f"You were asked to put {things} right in case {case_number} of “{title}”. Your answer {due}.",
        "Use the link that you were sent. If you no longer have it, or it has ended, ask whoever asked you"
        " for a new one.",
        is_example=is_example,
    )


def say_due(due_on: date, today: date, day: str) -> str:
    """How a letter puts the day; `day` is the day as people write it."""
    n_days = (due_on - today).days
    if n_days < 0:
        return f"was due by {day}"
    return {0: f"is due today, {day}", 1: f"is due tomorrow, {day}"}.get(n_days, f"is due by {day}")
