"""Today, as the calendar on the wall in London has it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def today() -> date:
    """The day that it is now for people here."""
    return datetime.now(LONDON).date()


def say_due(due_on: date | None) -> str:
    """How long there is until a day: "3 days left", "due today", "2 days late"; nothing without a day."""
    if due_on is None:
        return ""
    n_left = (due_on - today()).days
    if n_left == 0:
        return "due today"
    n, word = abs(n_left), "day" if abs(n_left) == 1 else "days"
    return f"{n} {word} {'left' if n_left > 0 else 'late'}"
