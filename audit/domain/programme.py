"""The year that a round belongs to: councils count by school year, by financial year or by the calendar."""

import re
from calendar import month_name, monthrange
from collections.abc import Iterable
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


def move_on(day: date, n_months: int) -> date:
    """The same day so many months later; the last day of a month that is too short for it."""
    year, month = later_month(day.year, day.month, n_months)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def later_month(year: int, month: int, n_months: int = 1) -> tuple[int, int]:
    """The month so many months later."""
    n_since = year * 12 + month - 1 + n_months
    return n_since // 12, n_since % 12 + 1


def list_months(starts_on: date, ends_on: date) -> list[tuple[int, int]]:
    """Every month of a programme, as (year, month)."""
    n_months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month + 1
    return [later_month(starts_on.year, starts_on.month, n) for n in range(n_months)]


def rename_month(title: str, before: tuple[int, int], after: tuple[int, int]) -> str:
    """A title with its month changed; as it was where it does not name the month."""
    said, wanted = (f"{month_name[month]} {year}" for year, month in (before, after))
    if said in title:
        return title.replace(said, wanted)
    return re.sub(rf"\b{month_name[before[1]]}\b", month_name[after[1]], title)


def find_next(days: Iterable[str], today: date) -> date | None:
    """The first of these days (as ISO text) that has not passed."""
    return min((day for day in map(date.fromisoformat, days) if day >= today), default=None)
