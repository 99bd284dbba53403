"""Sharing cases out to the panel."""

from collections import Counter

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.access import Conflict, NotAllowed
from audit.store.case import AuditCase
from audit.store.panel import Assignment, Interest
from audit.store.trail import Event
from audit.workflow.assignments import assign_case, show_giving
from audit.workflow.editing import Refused, Stale
from audit.workflow.sharing import preview_sharing, share_out_cases


def _drawn(lead: Lead, *names: str, total: int = 10, **more):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60))
    lead.draw(audit_round, total=total)
    lead.join(audit_round, *names, **more)
    return audit_round


def _preview(lead: Lead, audit_round, double_share=0.2):
    with lead.reading() as session:
        return preview_sharing(
            session, lead.cast.actor("Lee"), round_key=audit_round.key, double_share=double_share
        )


def _assignments(lead: Lead) -> list[Assignment]:
    with lead.reading() as session:
        return list(session.scalars(sa.select(Assignment)))


def test_a_preview_counts_by_person_and_writes_nothing(lead: Lead):
    audit_round = _drawn(lead, "Ama", "Chidi", "Dana")
    preview = _preview(lead, audit_round)
    assert sum(share.n_cases for share in preview.shares) == 12
    assert preview.n_double == 2
    assert preview.shortfalls == []
    assert _assignments(lead) == []


def test_each_double_marked_case_has_two_agencies(lead: Lead):
    audit_round = _drawn(lead, "Ama", "Ben", "Chidi")
    lead.share_out(audit_round, 0.5)
    with lead.reading() as session:
        doubles = set(session.scalars(sa.select(AuditCase.row_id).where(AuditCase.double_marked)))
    rows = _assignments(lead)
    assert len(doubles) == 5
    for case_id in doubles:
        assert len({row.agency for row in rows if row.case_id == case_id}) == 2


def test_loads_are_even(lead: Lead):
    lead.share_out(_drawn(lead, "Ama", "Chidi", "Dana", total=30), 0)
    loads = Counter(row.person_id for row in _assignments(lead))
    assert sorted(loads.values()) == [10, 10, 10]


def test_an_agency_scores_its_own_sections_beside_the_whole(lead: Lead):
    audit_round = _drawn(lead, "Ama", "Dana")
    lead.join(audit_round, "Chidi", lens="health")
    lead.share_out(audit_round, 0)
    rows = _assignments(lead)
    assert Counter(row.lens for row in rows) == {"whole": 10, "health": 10}


def test_what_cannot_be_had_is_said_in_words(lead: Lead):
    audit_round = _drawn(lead, "Ama", most_cases=4)
    preview = _preview(lead, audit_round)
    assert len([text for text in preview.shortfalls if text.startswith("Case ")]) == 6
    assert any("different agencies" in text for text in preview.shortfalls)


def test_it_can_be_done_again_before_the_round_opens(lead: Lead):
    audit_round = _drawn(lead, "Ama")
    lead.share_out(audit_round, 0)
    lead.join(audit_round, "Chidi")
    lead.share_out(audit_round, 0)
    loads = Counter(row.person_id for row in _assignments(lead))
    assert sorted(loads.values()) == [5, 5]


def test_a_double_submit_shares_out_once(lead: Lead):
    audit_round = _drawn(lead, "Ama", "Chidi")
    version = lead.version_of(audit_round)
    for _click in range(2):
        with lead.writing() as session:
            share_out_cases(
                session,
                lead.cast.actor("Lee"),
                round_key=audit_round.key,
                version=version,
                double_share=0.2,
            )
    with lead.reading() as session:
        assert list(session.scalars(sa.select(Event.verb))).count("cases_shared_out") == 1


def test_a_panel_that_changed_meanwhile_makes_the_sharing_stale(lead: Lead):
    audit_round = _drawn(lead, "Ama")
    version = lead.version_of(audit_round)
    lead.join(audit_round, "Chidi")
    with pytest.raises(Stale), lead.writing() as session:
        share_out_cases(
            session, lead.cast.actor("Lee"), round_key=audit_round.key, version=version, double_share=0
        )


def test_a_case_given_by_hand_meanwhile_makes_the_sharing_stale(lead: Lead):
    audit_round = _drawn(lead, "Ama", "Chidi")
    lead.share_out(audit_round, 0)
    version = lead.version_of(audit_round)
    with lead.reading() as session:
        case = session.scalars(sa.select(AuditCase).where(AuditCase.number == 1)).one()
    with lead.writing() as session:
        lee = lead.cast.actor("Lee")
        place = {"round_key": audit_round.key, "case_key": case.key}
        member = show_giving(session, lee, **place).members[0]
        given = assign_case(session, lee, member_key=member.key, **place)
    with pytest.raises(Stale), lead.writing() as session:
        share_out_cases(
            session, lead.cast.actor("Lee"), round_key=audit_round.key, version=version, double_share=1.0
        )
    assert given.key in {row.key for row in _assignments(lead)}


def test_nobody_gets_a_case_in_which_they_have_an_interest(lead: Lead):
    audit_round = _drawn(lead, "Ama", "Chidi", total=20)
    ama = lead.cast.people["Ama"].row_id
    with lead.writing() as session:
        hashes = list(session.scalars(sa.select(AuditCase.own_hash).where(AuditCase.number <= 8)))
        session.add_all(Interest(person_id=ama, own_hash=own_hash) for own_hash in hashes)
    lead.share_out(audit_round, 1.0)
    with lead.reading() as session:
        query = sa.select(AuditCase.own_hash).join(Assignment, Assignment.case_id == AuditCase.row_id)
        assert not set(session.scalars(query.where(Assignment.person_id == ama))) & set(hashes)


def test_peers_get_nothing_by_sharing_out(lead: Lead):
    audit_round = _drawn(lead, "Ama", "Pat")
    lead.share_out(audit_round, 1.0)
    assert {row.person_id for row in _assignments(lead)} == {lead.cast.people["Ama"].row_id}


def test_it_waits_for_the_draw_and_for_a_panel_and_ends_with_opening(lead: Lead):
    audit_round = lead.plan()
    with pytest.raises(Conflict, match="Draw the sample"):
        _preview(lead, audit_round)
    lead.bring_in(audit_round, make_list(60))
    lead.draw(audit_round)
    with pytest.raises(Conflict, match="panel"):
        _preview(lead, audit_round)
    lead.join(audit_round, "Ama")
    lead.open(lead.share_out(audit_round))
    with pytest.raises(Conflict, match="open"):
        lead.share_out(audit_round, 1.0)


def test_a_share_that_is_none_is_refused(lead: Lead):
    audit_round = _drawn(lead, "Ama")
    with pytest.raises(Refused) as refusal:
        _preview(lead, audit_round, 1.5)
    assert refusal.value.field == "double_share"


def test_a_manager_shares_nothing_out(lead: Lead):
    audit_round = _drawn(lead, "Ama")
    with pytest.raises(NotAllowed), lead.reading("Max") as session:
        preview_sharing(session, lead.cast.actor("Max"), round_key=audit_round.key, double_share=0)
