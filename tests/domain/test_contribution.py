from datetime import date

import pytest

from audit.domain.clock import Outcome
from audit.domain.contribution import (
    Came,
    Part,
    all_of,
    any_of,
    complete,
    find_faults,
    has_contributed,
    is_involved,
    judge_advice,
)
from audit.intake.clocks import load_clocks

BOOK = load_clocks()
TODAY = date(2026, 11, 23)
ASKED = date(2026, 6, 1)


def in_time(part: Part):
    judged = judge_advice(part, BOOK.advice, BOOK.reasons, today=TODAY)
    return judged.outcome if judged else None


def test_not_known_is_neither_yes_nor_no():
    assert any_of([None, False]) is None and any_of([None, True]) is True
    assert all_of([None, True]) is None and all_of([None, False]) is False
    assert any_of([]) is None and all_of([]) is None
    assert in_time(Part()) is Outcome.UNKNOWN
    assert has_contributed(Part()) is None and is_involved(Part()) is None


@pytest.mark.parametrize(
    ("part", "outcome"),
    [
        (Part(sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=date(2026, 7, 13)), Outcome.MET),
        (Part(sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=date(2026, 7, 14)), Outcome.MISSED),
        (Part(sought=True, sought_on=ASKED, came=Came.NOT_RECEIVED), Outcome.MISSED),
        (Part(sought=True, sought_on=ASKED, came=Came.NOT_KNOWN), Outcome.MISSED),
        (Part(sought=True, sought_on=ASKED, came=Came.REFUSED, excuse="away"), Outcome.EXCUSED),
        (Part(sought=True, sought_on=ASKED), Outcome.UNKNOWN),
        (Part(sought=True, came=Came.RECEIVED, came_on=date(2026, 7, 13)), Outcome.UNKNOWN),
        (Part(sought=True, sought_on=date(2026, 11, 2), came=Came.NOT_RECEIVED), Outcome.UNKNOWN),
        (Part(sought=False), None),
        (Part(sought=True, came=Came.REUSED), None),
    ],
)
def test_advice_is_in_time_within_six_weeks_of_asking(part: Part, outcome: Outcome | None):
    assert in_time(part) is outcome


@pytest.mark.parametrize(
    ("part", "contributed"),
    [
        (Part(sought=True, came=Came.RECEIVED), True),
        (Part(came=Came.REUSED), True),
        (Part(sought=True, came=Came.NOT_RECEIVED), False),
        (Part(sought=True), None),
        (Part(invited=True, attended=True), True),
        (Part(invited=True, attended=False), False),
        (Part(invited=True, attended=False, came=Came.RECEIVED), True),
        (Part(invited=True, attended=False, sought=True), None),
        (Part(invited=True, came=Came.NOT_RECEIVED), None),
        (Part(sought=True, came=Came.NOT_RECEIVED, invited=False), False),
    ],
)
def test_a_service_contributed_if_it_attended_or_sent_current_advice(part: Part, contributed: bool | None):
    assert has_contributed(part) is contributed


def test_who_was_not_asked_is_not_blamed():
    assert is_involved(Part(sought=False)) is False
    assert is_involved(Part(sought=False, invited=True)) is True
    assert is_involved(Part(came=Came.REUSED)) is True


def test_a_day_says_that_it_happened():
    assert complete(Part(sought_on=ASKED, came_on=TODAY)) == Part(
        sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=TODAY
    )


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (Part(sought=True, sought_on=date(2027, 1, 1)), "sought_on"),
        (Part(sought=True, sought_on=date(1926, 1, 1)), "sought_on"),
        (Part(sought=False, sought_on=ASKED), "sought_on"),
        (Part(came=Came.REFUSED, came_on=ASKED), "came_on"),
        (Part(sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=date(2026, 5, 1)), "came_on"),
        (Part(sought=True, sought_on=ASKED, due_on=date(2026, 9, 1)), "excuse"),
        (Part(sought=True, sought_on=ASKED, due_on=date(2026, 5, 1), excuse="away"), "due_on"),
        (Part(excuse="weather"), "excuse"),
        (Part(came=Came.NOT_RECEIVED, used=True), "used"),
        (Part(came=Came.NOT_KNOWN, used=True), "used"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(part: Part, field: str):
    assert [name for name, _ in find_faults(part, today=TODAY, reasons=["away"])] == [field]


@pytest.mark.parametrize("name", ["sought_on", "came_on", "due_on"])
@pytest.mark.parametrize("day", [date(9999, 1, 1), date(2014, 8, 31)])
def test_a_day_out_of_range_is_told_the_range_and_nothing_else(name: str, day: date):
    part = Part(came=Came.REUSED, excuse="away", **{name: day})
    faults = find_faults(part, today=TODAY, reasons=["away"])
    assert list(faults) == [(name, "Enter a day from September 2014 to December 2100")]


def test_advice_may_be_used_where_nobody_knows_how_it_came():
    assert list(find_faults(Part(used=True), today=TODAY, reasons=[])) == []


def test_advice_of_before_may_be_older_than_the_asking():
    part = Part(sought=True, sought_on=ASKED, came=Came.REUSED, came_on=date(2026, 1, 1))
    assert list(find_faults(part, today=TODAY, reasons=[])) == []
