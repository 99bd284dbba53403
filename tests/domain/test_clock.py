from datetime import date

import pytest
from pydantic import ValidationError

from audit.domain.clock import ClockBook, Closure, Judged, Outcome, judge
from audit.intake.clocks import load_clocks

BOOK = load_clocks()
TODAY = date(2026, 11, 23)
CLOCKS = {clock.key: clock for clock in BOOK.clocks}


def run(key: str, start: date | None, end: date | None, **more) -> Judged:
    return judge(CLOCKS[key], BOOK.reasons, start=start, end=end, **{"today": TODAY, **more})


@pytest.mark.parametrize(
    ("key", "start", "last"),
    [
        ("advice_6_weeks", date(2026, 1, 5), date(2026, 2, 16)),
        ("draft_16_weeks", date(2026, 1, 5), date(2026, 4, 27)),
        ("final_20_weeks", date(2026, 1, 5), date(2026, 5, 25)),
        ("review_4_weeks", date(2026, 1, 5), date(2026, 2, 2)),
        ("amended_12_weeks", date(2026, 1, 5), date(2026, 3, 30)),
        ("move_school", date(2026, 9, 1), date(2026, 2, 15)),
        ("move_to_college", date(2026, 9, 1), date(2026, 3, 31)),
        ("move_between_colleges", date(2026, 9, 1), date(2026, 4, 1)),
    ],
)
def test_the_last_day_is_as_long_after_the_start_as_the_file_says(key: str, start: date, last: date):
    assert run(key, start, last) == Judged(Outcome.MET, last)
    late = last.replace(day=last.day + 1) if last.day < 28 else last.replace(month=last.month + 1, day=1)
    assert run(key, start, late).outcome is Outcome.MISSED


def test_what_is_not_known_is_never_met_and_never_missed():
    long_ago = date(2020, 11, 2)
    assert run("final_20_weeks", None, date(2026, 1, 1)).outcome is Outcome.UNKNOWN
    assert run("final_20_weeks", long_ago, None).outcome is Outcome.UNKNOWN
    assert run("final_20_weeks", long_ago, None, is_done=True).outcome is Outcome.UNKNOWN


def test_what_is_known_not_to_have_come_is_missed_once_its_day_has_passed():
    asked = date(2026, 10, 5)
    assert run("advice_6_weeks", asked, None, is_done=False).outcome is Outcome.MISSED
    assert run("advice_6_weeks", asked, None, is_done=False, today=date(2026, 11, 16)) == Judged(
        Outcome.UNKNOWN, date(2026, 11, 16)
    )


def test_days_that_contradict_one_another_say_nothing():
    assert run("final_20_weeks", date(2026, 5, 1), date(2026, 4, 1)).outcome is Outcome.UNKNOWN


def test_an_exception_excuses_only_what_the_law_lets_it_excuse():
    start, late = date(2026, 1, 5), date(2026, 9, 1)
    assert run("final_20_weeks", start, late, told={"away"}).because == ("away",)
    assert run("final_20_weeks", start, late, told={"missed_appointment"}).outcome is Outcome.MISSED
    assert run("review_4_weeks", start, late, told={"away"}).outcome is Outcome.MISSED


@pytest.mark.parametrize(
    ("start", "outcome"),
    [
        (date(2019, 12, 12), Outcome.MISSED),  # ends on 30 April 2020
        (date(2019, 12, 13), Outcome.EXCUSED),  # 1 May
        (date(2020, 5, 8), Outcome.EXCUSED),  # 25 September
        (date(2020, 5, 9), Outcome.MISSED),  # 26 September
    ],
)
def test_the_relaxation_of_2020_holds_where_the_last_day_falls_into_it(start: date, outcome: Outcome):
    assert run("final_20_weeks", start, date(2021, 3, 1)).outcome is outcome


@pytest.mark.parametrize(
    ("asked_on", "outcome"),
    [
        (date(2026, 7, 15), Outcome.MISSED),
        (date(2026, 7, 16), Outcome.EXCUSED),
        (date(2026, 8, 26), Outcome.EXCUSED),
        (date(2026, 8, 27), Outcome.MISSED),
    ],
)
def test_a_school_asked_from_a_week_before_a_long_closure_to_a_week_before_its_end_excuses(asked_on, outcome):
    summer = Closure(date(2026, 7, 23), date(2026, 9, 1))
    found = run(
        "final_20_weeks", date(2026, 6, 1), date(2026, 11, 20), closures=[summer], school_asked_on=asked_on
    )
    assert found.outcome is outcome


def test_a_closure_of_less_than_four_weeks_excuses_nothing():
    assert not Closure(date(2026, 12, 19), date(2027, 1, 4)).covers(date(2026, 12, 20))
    assert Closure(date(2026, 8, 1), date(2026, 8, 28)).is_long
    assert not Closure(date(2026, 8, 1), date(2026, 8, 27)).is_long


def test_another_last_day_takes_the_place_of_the_six_weeks():
    assert run("advice_6_weeks", date(2026, 1, 5), date(2026, 3, 1), due_on=date(2026, 3, 2)).outcome is (
        Outcome.MET
    )


def test_a_clock_has_one_length_and_its_reasons_exist():
    told = BOOK.model_dump(mode="json")
    told["clocks"][0]["months_before"] = 5
    with pytest.raises(ValidationError, match="only one of them"):
        ClockBook.model_validate(told)
    told = BOOK.model_dump(mode="json")
    told["clocks"][0]["excused_by"] = ["weather"]
    with pytest.raises(ValidationError, match="no reason called weather"):
        ClockBook.model_validate(told)


def test_every_limit_says_where_it_is_written():
    assert all("regulation" in clock.law for clock in BOOK.clocks)
    assert [clock.key for clock in BOOK.clocks if not clock.checked] == ["draft_16_weeks"]
