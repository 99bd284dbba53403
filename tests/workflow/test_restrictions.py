"""Restricted cases: named auditors only, whatever the order of things."""

import pytest
import sqlalchemy as sa
from builders import begin, build_round
from round_steps import Lead
from sqlalchemy.exc import IntegrityError

from audit.domain.access import Conflict, NotFound
from audit.domain.case import Restriction
from audit.store.case import AuditCase
from audit.store.panel import Assignment, NamedAuditor
from audit.store.trail import Event
from audit.workflow.assignments import assign_case, show_giving
from audit.workflow.case_page import CasePage, show_case
from audit.workflow.cases import list_my_cases
from audit.workflow.editing import Refused, Stale
from audit.workflow.panel import show_panel
from audit.workflow.restrictions import restrict_case

WHY = Restriction.ADOPTION


def page_of(lead: Lead, audit_round, number: int = 1) -> CasePage:
    with lead.reading() as session:
        query = sa.select(AuditCase).where(
            AuditCase.round_id == audit_round.row_id, AuditCase.number == number
        )
        key = session.scalars(query).one().key
        return show_case(session, lead.cast.actor("Lee"), round_key=audit_round.key, case_key=key)


def restrict(lead: Lead, audit_round, *names: str, because=WHY, number: int = 1, version: int | None = None):
    page = page_of(lead, audit_round, number)
    keys = {one.person.name: one.key for one in page.nameable}
    with lead.writing() as session:
        return restrict_case(
            session,
            lead.cast.actor("Lee"),
            round_key=audit_round.key,
            case_key=page.case.key,
            version=page.case.version if version is None else version,
            because=because,
            named=[keys.get(name, name) for name in names],
        )


def holders(lead: Lead, audit_round, number: int = 1) -> set[str]:
    return {row.person.name for row in page_of(lead, audit_round, number).held}


def test_whoever_is_not_named_and_has_not_begun_loses_the_case(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama", "Chidi", total=4))
    restrict(lead, audit_round, "Dana")
    assert holders(lead, audit_round) == set()
    page = page_of(lead, audit_round)
    assert (page.case.restricted, page.case.restricted_because) == (True, "adoption")
    assert page.case.double_marked is False
    with lead.reading() as session:
        verbs = session.scalars(sa.select(Event.verb).order_by(Event.sequence)).all()
    assert verbs[-1] == "case_restricted"


def test_whoever_is_named_keeps_it(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama", total=2))
    restrict(lead, audit_round, "Ama")
    assert holders(lead, audit_round) == {"Ama"}


def test_a_case_that_somebody_else_has_begun_is_not_restricted_until_they_are_named(lead: Lead):
    built = build_round(lead.sessions, lead.cast)
    begin(lead.sessions, lead.cast, built, 2, "Ben")
    with pytest.raises(Refused, match="Ben has begun or submitted"):
        restrict(lead, built.audit_round, "Ama", number=2)
    assert page_of(lead, built.audit_round, 2).case.restricted is False
    restrict(lead, built.audit_round, "Ben", number=2)
    assert holders(lead, built.audit_round, 2) == {"Ben"}


def test_a_peer_and_a_forum_member_cannot_be_named(lead: Lead):
    audit_round = lead.prepare("Ama", "Fay")
    offered = {one.person.name for one in page_of(lead, audit_round).nameable}
    assert {"Ama", "Ben", "Chidi", "Dana", "Lee"} <= offered
    assert not offered & {"Fay", "Pat", "Max", "Adi"}
    for name in ("Fay", "Pat"):
        with pytest.raises(Refused, match="cannot be named"):
            restrict(lead, audit_round, lead.cast.memberships[name].key)


def test_somebody_who_is_a_forum_member_besides_cannot_be_named(lead: Lead):
    with lead.writing() as session:
        session.merge(lead.cast.memberships["Ben"]).agency = "forum"
    assert "Ben" not in {one.person.name for one in page_of(lead, lead.prepare("Ama")).nameable}


def test_only_named_people_can_be_given_it_by_hand(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama", "Chidi", "Fay", total=2))
    lead.join(audit_round, "Pat", "Dana")
    restrict(lead, audit_round, "Dana")
    case_key = page_of(lead, audit_round).case.key
    place = {"round_key": audit_round.key, "case_key": case_key}
    lee = lead.cast.actor("Lee")
    with lead.reading() as session:
        giving = show_giving(session, lee, **place)
        panel = show_panel(session, lee, round_key=audit_round.key)
    keys = {member.membership.person.name: member.key for member in panel.members}
    assert [member.membership.person.name for member in giving.members] == ["Dana"]
    for name in ("Ama", "Chidi", "Fay", "Pat"):
        with pytest.raises(Refused, match="named for it"), lead.writing() as session:
            assign_case(session, lee, member_key=keys[name], **place)
    with lead.writing() as session:
        assign_case(session, lee, member_key=keys["Dana"], **place)
    assert holders(lead, audit_round) == {"Dana"}


def test_sharing_out_gives_it_to_named_people_only(lead: Lead):
    audit_round = lead.prepare("Ama", "Chidi", "Dana", "Fay", total=6)
    restrict(lead, audit_round, "Chidi", number=1)
    restrict(lead, audit_round, number=2)
    lead.share_out(audit_round, double_share=1)
    assert holders(lead, audit_round, 1) == {"Chidi"}
    assert holders(lead, audit_round, 2) == set()


def test_the_database_refuses_it_to_anybody_else_and_the_row_filter_hides_it(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama", total=2))
    lead.join(audit_round, "Dana")
    restrict(lead, audit_round, "Dana")
    case = page_of(lead, audit_round).case
    row = {"case_id": case.row_id, "agency": "education", "lens": "whole"}
    with pytest.raises(IntegrityError, match="named auditors only"), lead.writing() as session:
        session.add(Assignment(**row, person_id=lead.cast.people["Ben"].row_id))
    with pytest.raises(IntegrityError, match="named auditors only"), lead.writing() as session:
        taken = session.scalars(sa.select(Assignment).where(Assignment.case_id != case.row_id)).first()
        taken.case_id = case.row_id
    with lead.writing() as session:
        session.add(Assignment(**row, person_id=lead.cast.people["Dana"].row_id))
    assert number_of_cases(lead, "Dana") == 1
    with lead.writing() as session:
        session.execute(sa.delete(NamedAuditor))
    assert number_of_cases(lead, "Dana") == 0


def number_of_cases(lead: Lead, name: str) -> int:
    with lead.reading(name) as session:
        n_seen = len(session.scalars(sa.select(AuditCase)).all())
        assert len(list_my_cases(session, lead.cast.actor(name))) == n_seen
        return n_seen


def test_a_restriction_can_be_lifted_and_the_names_go(lead: Lead):
    audit_round = lead.prepare("Ama", total=2)
    restrict(lead, audit_round, "Ama")
    restrict(lead, audit_round, because=None)
    page = page_of(lead, audit_round)
    assert (page.case.restricted, page.case.restricted_because, page.named) == (False, None, frozenset())


def test_an_older_page_is_stale_and_a_double_submit_is_not(lead: Lead):
    audit_round = lead.prepare("Ama", total=2)
    version = page_of(lead, audit_round).case.version
    restrict(lead, audit_round, "Ama", version=version)
    restrict(lead, audit_round, "Ama", version=version)
    with pytest.raises(Stale):
        restrict(lead, audit_round, "Ama", "Ben", version=version)
    restrict(lead, audit_round, "Ama", "Ben")
    with pytest.raises(Stale):  # only the names had changed
        restrict(lead, audit_round, "Chidi", version=version + 1)


def test_nothing_changes_once_the_round_is_closed(lead: Lead):
    built = build_round(lead.sessions, lead.cast, status="closed")
    with pytest.raises(Conflict, match="until the round is closed"):
        restrict(lead, built.audit_round)


def test_a_case_of_another_round_is_not_found(lead: Lead):
    first, second = lead.prepare("Ama", title="One", total=2), lead.plan("Two")
    key = page_of(lead, first).case.key
    with pytest.raises(NotFound), lead.reading() as session:
        show_case(session, lead.cast.actor("Lee"), round_key=second.key, case_key=key)
