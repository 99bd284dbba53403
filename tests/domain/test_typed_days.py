"""Days as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.typed_days import parse_day

DAY = date(2027, 3, 27)


@pytest.mark.parametrize(
    "typed",
    ["27 March 2027", "27/3/2027", "27.03.2027", "2027-03-27", "Saturday 27th March 2027", "27 mar 2027"],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert parse_day(typed) == DAY


@pytest.mark.parametrize(
    "typed", ["", "soon", "31 2 2027", "27 March", "27/3/27", "1 2 3 4", "March 27th, 2027"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert parse_day(typed) is None


@given(st.dates(date(2014, 9, 1), date(2100, 1, 1)))
def test_every_day_comes_back_from_both_ways_of_writing(day: date) -> None:
    assert parse_day(day.isoformat()) == parse_day(f"{day.day} {day:%B} {day.year}") == day


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    assert parse_day(text) is None or isinstance(parse_day(text), date)
