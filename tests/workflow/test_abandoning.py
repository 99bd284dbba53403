"""A round that was started by mistake goes away while nothing was drawn, and the history keeps it."""

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.access import Conflict, NotAllowed, NotFound
from audit.domain.agency import Agency
from audit.store.audit_round import AuditRound
from audit.store.frame import Frame, FrameEntry, Locator
from audit.store.panel import PanelMember
from audit.store.trail import Event
from audit.workflow.abandoning import abandon_round
from audit.workflow.editing import Stale
from audit.workflow.history import check_history
from audit.workflow.inviting import Invitee, invite_people


def abandon(lead: Lead, audit_round: AuditRound, version: int | None = None, name: str = "Lee") -> None:
    version = lead.version_of(audit_round) if version is None else version
    with lead.writing(name) as session:
        abandon_round(session, lead.cast.actor(name), key=audit_round.key, version=version)


def test_the_round_its_list_and_its_panel_are_gone_and_the_history_is_whole(lead: Lead):
    kept, gone = lead.plan("Kept"), lead.plan("Gone")
    for one in (kept, gone):
        lead.bring_in(one, make_list(5))
        lead.join(one, "Ama")
    with lead.writing() as session:
        session.get_one(AuditRound, kept.row_id).copied_from_id = gone.row_id
        invite_people(
            session,
            lead.cast.actor("Lee"),
            round_key=gone.key,
            people=[Invitee(1, "Nia", "nia@trust.example", Agency.HEALTH)],
            link_of=str,
            request_key="r",
        )
    abandon(lead, gone)
    with lead.reading() as session:
        assert session.scalars(sa.select(AuditRound.title)).all() == ["Kept"]
        for model, n_rows in ((Frame, 1), (PanelMember, 1), (FrameEntry, 5), (Locator, 5)):
            assert len(session.scalars(sa.select(model)).all()) == n_rows
        assert session.scalars(sa.select(AuditRound.copied_from_id)).one() is None
        last = session.scalars(sa.select(Event).order_by(Event.sequence.desc()).limit(1)).one()
        assert (last.verb, last.subject) == ("round_abandoned", f"round {gone.key}")
        assert check_history(session, lead.cast.actor("Lee")).broken is None


def test_a_drawn_round_stays(lead: Lead):
    with pytest.raises(Conflict):
        abandon(lead, lead.prepare())


def test_a_round_that_somebody_changed_meanwhile_stays(lead: Lead):
    audit_round = lead.plan()
    with pytest.raises(Stale):
        abandon(lead, audit_round, version=7)


def test_only_leads_of_the_area_abandon(lead: Lead):
    audit_round = lead.plan()
    with pytest.raises(NotAllowed):
        abandon(lead, audit_round, name="Adi")
    outsider = lead.cast.outsider
    with pytest.raises(NotFound), lead.sessions.writing(outsider) as session:
        abandon_round(session, outsider, key=audit_round.key, version=1)
