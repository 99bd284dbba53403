"""Today, as the calendar on the wall in London has it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def today() -> date:
    """The day that it is now for people here."""
    return datetime.now(LONDON).date()
