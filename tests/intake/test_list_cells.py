from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.intake.list_cells import UnreadableCell, day_of, fold, has_control_characters, text_of, tidy

DAY = date(2024, 1, 31)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2024, 1, 31, 9, 30),  # noqa: DTZ001 - as a workbook gives it
        DAY,
        "31/01/2024",
        " 31 / 1 / 2024 ",
        "31-01-2024",
        "31.01.24",
        "31/01/2024 00:00:00",
        "2024-01-31",
        "2024-01-31T09:30:00Z",
        "2024-Jan-31 00:00:00",
        "31 January 2024",
        "31st of January 2024",
        "31-Jan-24",
        "Wednesday 31 January 2024",
        "Wed, 31 Jan 2024",
        "January 31st, 2024",
        "20240131",
        20240131,
        45322,
        45322.75,
        "45322",
    ],
)
def test_a_day_is_read_in_every_form_that_lists_use(value):
    assert day_of(value) == DAY


@pytest.mark.parametrize(
    "value",
    ["31/02/2024", "01/25/2024", "soon", "", "#N/A", True, time(0, 0), -3, 0, 10**9, float("inf"), 
     float("nan"), "3 Nonember 2024", "31/01/2024\x00", "1/1/0000", "٣١/٠١/٢٠٢٤"],
)  # fmt: skip
def test_what_is_not_a_day_is_refused_without_being_quoted(value):
    with pytest.raises(UnreadableCell) as refused:
        day_of(value)
    assert not value or str(value) not in str(refused.value)


def test_day_numbers_follow_the_workbooks_own_date_system():
    assert day_of(1, date(1904, 1, 1)) == date(1904, 1, 2)
    assert day_of(43860, date(1904, 1, 1)) == DAY
    assert day_of(59) == date(1900, 2, 28)
    assert day_of(61) == date(1900, 3, 1)


def test_headings_compare_by_letters_and_digits():
    assert fold("Main education establishment – URN ") == fold("main education establishment - urn")
    assert fold("Known to children’s social care?") == fold("Known to children's  Social Care")


def test_text_is_made_safe():
    assert text_of(1234.0) == "1234"
    assert text_of("  A1\u202e2 ") == "A12"
    assert tidy("e\u0301") == "\u00e9"
    assert tidy("😀 ילד") == "😀 ילד"
    for value in ("a\x00b", "a\ud800", True, DAY, "#REF!"):
        with pytest.raises(UnreadableCell):
            text_of(value)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes()))
def test_any_cell_gives_a_day_or_a_plain_refusal(value):
    try:
        assert isinstance(day_of(value), date)
    except UnreadableCell as refused:
        assert str(refused)


@given(st.text())
def test_tidy_text_stays_tidy(text):
    assert tidy(tidy(text)) == tidy(text)
    assert has_control_characters("\x00" + text)
