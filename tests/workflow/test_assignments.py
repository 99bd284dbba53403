"""Giving single cases by hand, and the key list."""

import csv
import io

import pytest
import sqlalchemy as sa
from cast import let_lead
from round_steps import Lead, make_list
from sqlalchemy.exc import IntegrityError

from audit.domain.access import INSTALLER, Conflict, MembershipStatus, NotAllowed, NotFound
from audit.store.account import Membership
from audit.store.case import AuditCase
from audit.store.panel import Assignment, AssignmentStatus, Interest, Purpose
from audit.store.trail import Event
from audit.workflow.assignments import assign_case, list_gaps, show_giving
from audit.workflow.editing import Refused
from audit.workflow.key_list import export_key_list
from audit.workflow.panel import show_panel
from audit.workflow.progress import show_progress


def _first_case(lead: Lead, audit_round) -> AuditCase:
    with lead.reading() as session:
        query = sa.select(AuditCase).where(AuditCase.round_id == audit_round.row_id)
        return session.scalars(query.order_by(AuditCase.number).limit(1)).one()


def _member_keys(lead: Lead, audit_round) -> dict[str, str]:
    with lead.reading() as session:
        page = show_panel(session, lead.cast.actor("Lee"), round_key=audit_round.key)
        return {member.membership.person.name: member.key for member in page.members}


def _give(lead: Lead, audit_round, case: AuditCase, name: str, **more) -> Assignment:
    member_key = _member_keys(lead, audit_round)[name]
    with lead.writing() as session:
        return assign_case(
            session,
            lead.cast.actor("Lee"),
            round_key=audit_round.key,
            case_key=case.key,
            member_key=member_key,
            **more,
        )


def _hand_back(lead: Lead, audit_round, case: AuditCase) -> None:
    with lead.writing() as session:
        for row in session.scalars(sa.select(Assignment).where(Assignment.case_id == case.row_id)):
            row.status = AssignmentStatus.HANDED_BACK


def test_a_case_that_was_handed_back_is_a_gap_until_somebody_takes_it(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama"))
    case = _first_case(lead, audit_round)
    _hand_back(lead, audit_round, case)
    lead.join(audit_round, "Chidi")
    with lead.reading() as session:
        gaps = list_gaps(session, lead.cast.actor("Lee"), round_key=audit_round.key)
        assert [gap.number for gap in gaps] == [case.number]
    _give(lead, audit_round, case, "Chidi")
    with lead.reading() as session:
        assert list_gaps(session, lead.cast.actor("Lee"), round_key=audit_round.key) == []


def test_whoever_handed_a_case_back_does_not_get_it_again(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama"))
    case = _first_case(lead, audit_round)
    _hand_back(lead, audit_round, case)
    with pytest.raises(Refused, match="has or had"):
        _give(lead, audit_round, case, "Ama")


def test_nobody_is_given_a_case_twice_and_the_database_refuses_it_too(lead: Lead):
    audit_round = lead.prepare("Ama")
    case = _first_case(lead, audit_round)
    with pytest.raises(Refused, match="already"):
        _give(lead, audit_round, case, "Ama")
    with pytest.raises(IntegrityError), lead.writing() as session:
        row = session.scalars(sa.select(Assignment).where(Assignment.case_id == case.row_id)).one()
        session.add(
            Assignment(case_id=row.case_id, person_id=row.person_id, agency=row.agency, lens=row.lens)
        )


def test_a_double_submit_gives_once(lead: Lead):
    audit_round = lead.prepare("Ama")
    lead.join(audit_round, "Chidi")
    case = _first_case(lead, audit_round)
    first = _give(lead, audit_round, case, "Chidi", request_key="a1")
    assert _give(lead, audit_round, case, "Chidi", request_key="a1").key == first.key


def test_a_second_whole_score_makes_a_case_double_marked(lead: Lead):
    audit_round = lead.prepare("Ama")
    lead.join(audit_round, "Chidi")
    case = _first_case(lead, audit_round)
    assert not case.double_marked
    _give(lead, audit_round, case, "Chidi")
    assert _first_case(lead, audit_round).double_marked


def _set_status(lead: Lead, name: str, status: MembershipStatus) -> None:
    with lead.sessions.writing(INSTALLER) as session:
        session.get_one(Membership, lead.cast.memberships[name].row_id).status = status


@pytest.mark.parametrize("status", [MembershipStatus.SUSPENDED, MembershipStatus.REVOKED])
def test_nobody_without_an_active_account_is_given_a_case(lead: Lead, status: MembershipStatus):
    audit_round = lead.prepare("Ama")
    lead.join(audit_round, "Chidi")
    _set_status(lead, "Chidi", status)
    with pytest.raises(Refused, match="from the list"):
        _give(lead, audit_round, _first_case(lead, audit_round), "Chidi")
    lead.share_out(audit_round, 1.0)
    with lead.reading() as session:
        assert set(session.scalars(sa.select(Assignment.person_id))) == {lead.cast.people["Ama"].row_id}


def test_the_cases_of_an_account_that_ended_need_somebody_but_not_those_of_a_suspended_one(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama", "Chidi"))
    lead.submit_sheets(2)
    with lead.reading() as session:
        ama = sa.select(Assignment).where(Assignment.person_id == lead.cast.people["Ama"].row_id)
        left = {row.case_id for row in session.scalars(ama) if row.status == AssignmentStatus.WAITING}
        doubles = set(session.scalars(sa.select(AuditCase.row_id).where(AuditCase.double_marked)))
    for status, wanted in ((MembershipStatus.SUSPENDED, set()), (MembershipStatus.REVOKED, left - doubles)):
        _set_status(lead, "Ama", status)
        with lead.reading() as session:
            lee = lead.cast.actor("Lee")
            gaps = list_gaps(session, lee, round_key=audit_round.key)
            page = show_progress(session, lee, round_key=audit_round.key)
        assert {gap.row_id for gap in gaps} == wanted
        assert {line.case.row_id for line in page.cases if line.needs_somebody} == wanted
    assert wanted


def test_whoever_has_an_interest_is_barred(lead: Lead):
    audit_round = lead.prepare("Ama")
    lead.join(audit_round, "Chidi")
    case = _first_case(lead, audit_round)
    with lead.writing() as session:
        session.add(Interest(person_id=lead.cast.people["Chidi"].row_id, own_hash=case.own_hash))
    with pytest.raises(Refused, match="must not score"):
        _give(lead, audit_round, case, "Chidi")


def test_a_lead_is_given_no_case_whose_answers_they_may_have_read(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama"))
    lead.join(audit_round, "Chidi")
    chidi = let_lead(lead.sessions, lead.cast, "Chidi")
    early = _give(lead, audit_round, _first_case(lead, audit_round), "Chidi")
    with lead.writing() as session:
        session.delete(session.get_one(Assignment, early.row_id))
    lead.submit_sheets(1)
    case = _first_case(lead, audit_round)
    with pytest.raises(Refused, match="may have read"):
        _give(lead, audit_round, case, "Chidi")
    member = _member_keys(lead, audit_round)["Chidi"]
    with lead.sessions.reading(chidi) as session:
        page = show_giving(session, chidi, round_key=audit_round.key, case_key=case.key)
        assert [person.key for person in page.informed] == [member]


def test_a_peer_gets_a_case_for_assurance(lead: Lead):
    audit_round = lead.prepare("Ama")
    lead.join(audit_round, "Pat")
    case = _first_case(lead, audit_round)
    assert _give(lead, audit_round, case, "Pat").purpose == Purpose.ASSURANCE
    assert not _first_case(lead, audit_round).double_marked
    pat = lead.cast.actor("Pat")
    with lead.sessions.reading(pat) as session:
        assert [found.number for found in session.scalars(sa.select(AuditCase))] == [case.number]


def test_a_case_or_person_of_another_round_is_not_there(lead: Lead):
    first = lead.prepare("Ama")
    second = lead.plan("Two")
    case = _first_case(lead, first)
    with pytest.raises(NotFound), lead.reading() as session:
        show_giving(session, lead.cast.actor("Lee"), round_key=second.key, case_key=case.key)
    lead.join(second, "Chidi")
    foreign = _member_keys(lead, second)["Chidi"]
    with pytest.raises(Refused, match="from the list"), lead.writing() as session:
        assign_case(
            session,
            lead.cast.actor("Lee"),
            round_key=first.key,
            case_key=case.key,
            member_key=foreign,
        )


def test_no_case_is_given_before_the_draw_or_after_the_close(lead: Lead):
    audit_round = lead.prepare("Ama")
    lead.join(audit_round, "Chidi")
    case = _first_case(lead, audit_round)
    with lead.writing() as session:
        session.get_one(type(audit_round), audit_round.row_id).status = "closed"
    with pytest.raises(Conflict):
        _give(lead, audit_round, case, "Chidi")


def test_the_key_list_leads_back_to_the_councils_numbers_and_is_recorded(lead: Lead):
    audit_round = lead.prepare("Ama")
    with lead.writing() as session:
        content = export_key_list(
            session, lead.cast.actor("Lee"), round_key=audit_round.key, keys_folder=lead.keys_folder
        )
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    assert [row[0] for row in rows] == [str(number) for number in range(1, 11)]
    assert all(row[1].startswith("EHC") for row in rows)
    with lead.reading() as session:
        verbs = list(session.scalars(sa.select(Event.verb).order_by(Event.sequence)))
    assert verbs[-1] == "key_list_downloaded"


def test_a_number_that_looks_like_a_formula_is_neutralised(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(0, extra=("=2+3,14/03/2024,,,ASD,primary,,",)))
    lead.draw(audit_round, total=1)
    with lead.writing() as session:
        content = export_key_list(
            session, lead.cast.actor("Lee"), round_key=audit_round.key, keys_folder=lead.keys_folder
        )
    assert b"1,'=2+3" in content


@pytest.mark.parametrize("name", ["Ama", "Pat", "Max", "Adi"])
def test_only_the_lead_takes_the_key_list(lead: Lead, name):
    audit_round = lead.prepare("Ama")
    with pytest.raises(NotAllowed), lead.writing(name) as session:
        export_key_list(
            session, lead.cast.actor(name), round_key=audit_round.key, keys_folder=lead.keys_folder
        )
