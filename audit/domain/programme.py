"""The year that a round belongs to: councils count by school year, by financial year or by the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class YearKind(StrEnum):
    """When a programme's year starts."""

    ACADEMIC = "academic"
    FINANCIAL = "financial"
    CALENDAR = "calendar"


FIRST_MONTH = {YearKind.ACADEMIC: 9, YearKind.FINANCIAL: 4, YearKind.CALENDAR: 1}
YEAR_NAMES = {
    YearKind.ACADEMIC: "Academic year (September to August)",
    YearKind.FINANCIAL: "Financial year (April to March)",
    YearKind.CALENDAR: "Calendar year (January to December)",
}


@dataclass(frozen=True)
class ProgrammeYear:
    """One year's programme of audits: its title and its first and last day."""

    title: str
    starts_on: date
    ends_on: date


def programme_year(kind: YearKind, year: int, month: int | None) -> ProgrammeYear:
    """The programme that a month lies in; a round for a whole year belongs to the one that starts in it."""
    first_month = FIRST_MONTH[kind]
    first_year = year - 1 if month is not None and month < first_month else year
    starts_on = date(first_year, first_month, 1)
    ends_on = date(first_year + 1, first_month, 1) - timedelta(days=1)
    title = f"{first_year}" if kind is YearKind.CALENDAR else f"{first_year} to {first_year + 1}"
    return ProgrammeYear(title, starts_on, ends_on)


def kind_of_year(starts_on: date) -> YearKind:
    """How a programme counts its year, told by its first day."""
    kinds = {month: kind for kind, month in FIRST_MONTH.items()}
    return kinds.get(starts_on.month, YearKind.CALENDAR)
