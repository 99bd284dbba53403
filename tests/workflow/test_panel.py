"""Choosing the panel of a round."""

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.access import Conflict, MembershipStatus, NotAllowed, NotFound
from audit.store.account import Membership
from audit.store.panel import Assignment, PanelMember
from audit.workflow.editing import Refused
from audit.workflow.panel import add_member, remove_member, show_panel


def _add(lead: Lead, audit_round, name: str, **changes):
    asked = {"membership_key": lead.cast.memberships[name].key, "lens": "whole", **changes}
    with lead.writing() as session:
        return add_member(session, lead.cast.actor("Lee"), round_key=audit_round.key, **asked)


def test_active_auditors_and_peers_can_join_and_nobody_else(lead: Lead):
    audit_round = lead.plan()
    with lead.writing("Adi") as session:
        session.get_one(Membership, lead.cast.memberships["Ben"].row_id).status = MembershipStatus.SUSPENDED
    with lead.reading() as session:
        page = show_panel(session, lead.cast.actor("Lee"), round_key=audit_round.key)
    assert [one.person.name for one in page.candidates] == ["Ama", "Chidi", "Dana", "Fay", "Pat"]
    for name in ("Ben", "Max"):
        with pytest.raises(Refused, match="Choose somebody"):
            _add(lead, audit_round, name)


def test_nobody_joins_twice(lead: Lead):
    audit_round = lead.plan()
    _add(lead, audit_round, "Ama")
    with pytest.raises(Refused, match="already") as refusal:
        _add(lead, audit_round, "Ama")
    assert refusal.value.field == "membership"


def test_a_double_submit_adds_one(lead: Lead):
    audit_round = lead.plan()
    first = _add(lead, audit_round, "Ama", request_key="p1")
    assert _add(lead, audit_round, "Ama", request_key="p1").key == first.key


def test_a_lens_is_the_whole_or_the_persons_own_agency(lead: Lead):
    audit_round = lead.plan()
    assert _add(lead, audit_round, "Chidi", lens="health").lens == "health"
    with pytest.raises(Refused, match="own agency"):
        _add(lead, audit_round, "Ama", lens="health")
    with pytest.raises(Refused, match="own agency"):
        _add(lead, audit_round, "Pat", lens="other")


@pytest.mark.parametrize("most_cases", [0, -1, 501])
def test_the_most_cases_must_be_a_number_that_makes_sense(lead: Lead, most_cases):
    with pytest.raises(Refused) as refusal:
        _add(lead, lead.plan(), "Ama", most_cases=most_cases)
    assert refusal.value.field == "most_cases"


def test_whoever_leaves_before_opening_gives_back_their_cases(lead: Lead):
    audit_round = lead.prepare("Ama", "Chidi")
    with lead.reading() as session:
        members = {
            member.membership.person.name: member.key
            for member in show_panel(session, lead.cast.actor("Lee"), round_key=audit_round.key).members
        }
    with lead.writing() as session:
        remove_member(session, lead.cast.actor("Lee"), round_key=audit_round.key, key=members["Ama"])
    with lead.reading() as session:
        holders = set(session.scalars(sa.select(Assignment.person_id)))
        assert len(session.scalars(sa.select(PanelMember)).all()) == 1
    assert holders == {lead.cast.people["Chidi"].row_id}


def test_nobody_leaves_once_the_round_is_open(lead: Lead):
    audit_round = lead.open(lead.prepare())
    with lead.reading() as session:
        key = show_panel(session, lead.cast.actor("Lee"), round_key=audit_round.key).members[0].key
    with pytest.raises(Conflict), lead.writing() as session:
        remove_member(session, lead.cast.actor("Lee"), round_key=audit_round.key, key=key)


def test_a_member_of_another_round_is_not_there(lead: Lead):
    first, second = lead.plan("One"), lead.plan("Two")
    member = _add(lead, first, "Ama")
    with pytest.raises(NotFound), lead.writing() as session:
        remove_member(session, lead.cast.actor("Lee"), round_key=second.key, key=member.key)


def test_nobody_but_the_lead_of_the_area_sees_the_panel(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(5))
    for name in ("Ama", "Pat", "Max", "Adi"):
        with pytest.raises(NotAllowed), lead.reading(name) as session:
            show_panel(session, lead.cast.actor(name), round_key=audit_round.key)
    with pytest.raises(NotFound), lead.sessions.reading(lead.cast.outsider) as session:
        show_panel(session, lead.cast.outsider, round_key=audit_round.key)
