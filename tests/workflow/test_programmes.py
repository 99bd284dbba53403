"""Programmes: targets, board dates, and how far the year is by month, by quarter and by kind."""

from datetime import date

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.access import NotAllowed, NotFound
from audit.domain.case import ChosenBy
from audit.store.audit_round import AuditRound, Programme, RoundStatus
from audit.store.case import AuditCase
from audit.store.panel import Assignment, AssignmentStatus
from audit.workflow.editing import Refused, Stale
from audit.workflow.programmes import (
    Counts,
    ProgrammePage,
    change_programme,
    list_programmes,
    read_days,
    show_programme,
)

TODAY = date(2026, 11, 23)


def show(lead: Lead, name: str = "Lee") -> ProgrammePage:
    with lead.reading(name) as session:
        key = session.scalars(sa.select(Programme.key)).one()
        return show_programme(session, lead.cast.actor(name), key=key, today=TODAY)


def change(lead: Lead, version: int = 1, **changes: object) -> Programme:
    asked = {"title": "2026 to 2027", "targets": {"plan": 60}, "board_dates": "", **changes}
    with lead.writing() as session:
        key = session.scalars(sa.select(Programme.key)).one()
        return change_programme(session, lead.cast.actor("Lee"), key=key, version=version, **asked)


def test_documents_are_counted_by_month_by_quarter_and_against_the_target(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama", "Chidi", total=10))
    lead.plan("Planned")
    change(lead)
    with lead.writing() as session:
        for row in session.scalars(sa.select(Assignment).join(Assignment.case)):
            # Case 1 is handed back by all who had it, 2 is half in where two score it, 3 on are in.
            late = row.case.double_marked and row.agency == "health"
            row.status = AssignmentStatus.WAITING if late else AssignmentStatus.SUBMITTED
            if row.case.number == 1:
                row.status = AssignmentStatus.HANDED_BACK
        cases = session.scalars(sa.select(AuditCase).where(AuditCase.number != 1))
        n_double = sum(case.double_marked for case in cases)
    page = show(lead)
    wanted = Counts(n_rounds=2, n_planned=1, n_drawn=10, n_scored=9 - n_double, n_closed=0)
    assert page.months[2].months == [(2026, 11)]
    assert page.months[2].at_random == page.quarters[0].at_random == wanted
    assert page.quarters[1].at_random == Counts()
    assert [(line.kind, line.target, line.at_random) for line in page.kinds] == [("plan", 60, wanted)]
    with lead.writing() as session:
        session.get_one(AuditRound, audit_round.row_id).status = RoundStatus.CLOSED
    assert show(lead).kinds[0].at_random.n_closed == 10


def test_thematic_rounds_and_dip_samples_count_apart(lead: Lead):
    audit_round = lead.plan(chosen_by=ChosenBy.THEMATIC)
    lead.bring_in(audit_round, make_list(20))
    lead.draw(audit_round)
    line = show(lead).kinds[0]
    assert line.at_random == Counts()
    assert (line.on_purpose.n_rounds, line.on_purpose.n_drawn) == (1, 10)


def test_a_round_of_the_whole_year_stands_by_itself(lead: Lead):
    audit_round = lead.plan()
    with lead.writing() as session:
        session.get_one(AuditRound, audit_round.row_id).audit_month = None
    page = show(lead)
    assert [one.row_id for one in page.whole_year.rounds] == [audit_round.row_id]
    assert not any(month.rounds for month in page.months)


def test_targets_and_board_dates_are_kept_and_the_next_one_is_found(lead: Lead):
    lead.plan()
    change(lead, board_dates="27 March 2027\n\n1/9/2026\n27 March 2027", targets={"plan": 40})
    page = show(lead)
    assert page.programme.board_dates == ["2026-09-01", "2027-03-27"]
    assert page.programme.targets == {"plan": 40}
    assert page.next_board_on == date(2027, 3, 27)
    with lead.reading() as session:
        lines = list_programmes(session, lead.cast.actor("Lee"), today=date(2027, 4, 1))
    assert [(line.n_rounds, line.next_board_on) for line in lines] == [(1, None)]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 121}),
        ("title", {"targets": {"dance": 3}}),
        ("target_plan", {"targets": {"plan": -1}}),
        ("board_dates", {"board_dates": "1 March 2027\nsoon"}),
        ("board_dates", {"board_dates": "1 March 1999"}),
        ("board_dates", {"board_dates": "1 March 2027\n" * 61}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(lead: Lead, field: str, changes: dict[str, object]):
    lead.plan()
    with pytest.raises(Refused) as refused:
        change(lead, **changes)
    assert refused.value.field == field


def test_the_line_that_is_no_day_is_named():
    with pytest.raises(Refused, match="Line 3 is not a date"):
        read_days("1 March 2027\n\nsoon")


def test_a_stale_change_is_refused(lead: Lead):
    lead.plan()
    change(lead)
    with pytest.raises(Stale):
        change(lead, title="Other")


def test_an_administrator_looks_at_rounds_and_no_numbers_and_changes_nothing(lead: Lead):
    lead.prepare()
    page = show(lead, "Adi")
    assert not page.has_numbers
    assert len(page.months[2].rounds) == 1
    with pytest.raises(NotAllowed), lead.writing("Adi") as session:
        change_programme(
            session, lead.cast.actor("Adi"), key="x", version=1, title="x", targets={}, board_dates=""
        )


def test_a_programme_of_another_area_is_not_there(lead: Lead):
    lead.plan()
    outsider = lead.cast.outsider
    with lead.reading() as session:
        key = session.scalars(sa.select(Programme.key)).one()
    with lead.sessions.reading(outsider) as session:
        assert list_programmes(session, outsider, today=TODAY) == []
        with pytest.raises(NotFound):
            show_programme(session, outsider, key=key, today=TODAY)
