"""Which year's programme a round belongs to."""

from datetime import date

import pytest

from audit.domain.programme import YearKind, kind_of_year, programme_year


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
