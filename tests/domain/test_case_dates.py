from datetime import date

import pytest

from audit.domain.case_dates import Days, find_faults, judge_case, moments_of
from audit.domain.clock import Moment, Move, Outcome
from audit.intake.clocks import load_clocks

BOOK = load_clocks()
TODAY = date(2026, 11, 23)


def outcomes(days: Days, kind: str) -> dict[str, Outcome]:
    judged = judge_case(days, BOOK, kind=kind, today=TODAY)
    return {clock.key: found.outcome for clock, found in judged}


@pytest.mark.parametrize("year", [2013, 2101, 9999])
def test_a_day_out_of_range_is_told_the_range(year: int):
    faults = find_faults(Days(final_on=date(year, 1, 1)), today=TODAY)
    assert list(faults) == [("final_on", "Enter a day from September 2014 to December 2100")]


def test_a_plan_is_judged_by_six_sixteen_and_twenty_weeks():
    days = Days(request_on=date(2026, 1, 5), decision_on=date(2026, 2, 16), final_on=date(2026, 6, 1))
    assert outcomes(days, "plan") == {
        "decision_6_weeks": Outcome.MET,
        "draft_16_weeks": Outcome.UNKNOWN,
        "final_20_weeks": Outcome.MISSED,
    }


def test_a_review_is_judged_by_four_and_twelve_weeks_and_by_its_change_of_school():
    days = Days(
        meeting_on=date(2026, 1, 12),
        review_decision_on=date(2026, 2, 9),
        amended_on=date(2026, 2, 14),
        move=Move.SCHOOL,
        move_on=date(2026, 9, 1),
    )
    assert set(outcomes(days, "review").values()) == {Outcome.MET}
    assert set(outcomes(days, "review")) == {"review_4_weeks", "amended_12_weeks", "move_school"}


def test_only_the_days_that_a_kind_needs_are_asked_for():
    assert Moment.MEETING not in moments_of(BOOK, "assessment")
    assert Moment.REQUEST not in moments_of(BOOK, "review")
    assert len(moments_of(BOOK, "early_help_plan")) == 8
    assert moments_of(BOOK, "advice") == ()


def test_days_in_the_wrong_order_or_in_the_future_are_named():
    wrong = Days(request_on=date(2026, 5, 1), decision_on=date(2026, 4, 1), final_on=date(2027, 1, 1))
    assert {name for name, _ in find_faults(wrong, today=TODAY)} == {"decision_on", "final_on"}
    assert [name for name, _ in find_faults(Days(move=Move.SCHOOL), today=TODAY)] == ["move_on"]
    assert list(find_faults(Days(move=Move.SCHOOL, move_on=date(2027, 9, 1)), today=TODAY)) == []
