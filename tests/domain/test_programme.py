"""Which year's programme a round belongs to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.programme import (
    YearKind,
    find_next,
    kind_of_year,
    later_month,
    list_months,
    move_on,
    programme_year,
    rename_month,
)


@pytest.mark.parametrize(
    ("kind", "year", "month", "title", "starts_on", "ends_on"),
    [
        (YearKind.ACADEMIC, 2026, 11, "2026 to 2027", date(2026, 9, 1), date(2027, 8, 31)),
        (YearKind.ACADEMIC, 2026, 8, "2025 to 2026", date(2025, 9, 1), date(2026, 8, 31)),
        (YearKind.FINANCIAL, 2026, 3, "2025 to 2026", date(2025, 4, 1), date(2026, 3, 31)),
        (YearKind.FINANCIAL, 2026, 4, "2026 to 2027", date(2026, 4, 1), date(2027, 3, 31)),
        (YearKind.CALENDAR, 2026, 1, "2026", date(2026, 1, 1), date(2026, 12, 31)),
        (YearKind.ACADEMIC, 2026, None, "2026 to 2027", date(2026, 9, 1), date(2027, 8, 31)),
    ],
)
def test_a_month_lies_in_one_year_of_each_kind(kind, year, month, title, starts_on, ends_on):
    found = programme_year(kind, year, month)
    assert (found.title, found.starts_on, found.ends_on) == (title, starts_on, ends_on)


@pytest.mark.parametrize("kind", list(YearKind))
def test_the_first_day_tells_how_the_year_is_counted(kind):
    assert kind_of_year(programme_year(kind, 2026, 6).starts_on) is kind


@given(st.dates(date(2014, 1, 1), date(2090, 1, 1)), st.integers(0, 24))
def test_a_day_moved_on_keeps_its_number_or_is_the_last_of_a_shorter_month(day: date, n_months: int) -> None:
    moved = move_on(day, n_months)
    assert (moved.year, moved.month) == later_month(day.year, day.month, n_months)
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@pytest.mark.parametrize("kind", YearKind)
def test_a_programme_has_twelve_months_from_its_first_on(kind: YearKind) -> None:
    year = programme_year(kind, 2026, 11)
    months = list_months(year.starts_on, year.ends_on)
    assert len(months) == 12
    assert months[0] == (year.starts_on.year, year.starts_on.month)
    assert months[-1] == (year.ends_on.year, year.ends_on.month)


@pytest.mark.parametrize(
    ("title", "renamed"),
    [
        ("Plan audit, November 2026", "Plan audit, December 2026"),
        ("November plans", "December plans"),
        ("Autumn plans", "Autumn plans"),
    ],
)
def test_a_title_that_names_its_month_gets_the_new_one(title: str, renamed: str) -> None:
    assert rename_month(title, (2026, 11), (2026, 12)) == renamed


def test_the_next_board_is_the_first_that_has_not_passed() -> None:
    days = ["2027-03-01", "2026-11-26", "2026-01-01"]
    assert find_next(days, date(2026, 11, 26)) == date(2026, 11, 26)
    assert find_next(days, date(2027, 4, 1)) is None
