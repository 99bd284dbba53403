"""Starting and changing rounds."""

from datetime import date

import pytest
import sqlalchemy as sa
from round_steps import Lead

from audit.domain.access import Conflict, NotAllowed, NotFound
from audit.domain.case import ChosenBy
from audit.domain.programme import YearKind
from audit.store.audit_round import AuditRound, Programme, RoundStatus
from audit.store.trail import Event
from audit.workflow.editing import Refused, Stale
from audit.workflow.rounds import change_round, get_round, list_rounds, plan_round

LATER = {"due_on": date(2026, 12, 18), "meets_on": date(2027, 1, 8), "reminds": False}


def test_starting_a_round_makes_its_programme_once_and_leaves_lines_in_the_history(lead: Lead):
    first, second = lead.plan("One"), lead.plan("Two")
    with lead.reading() as session:
        programme = session.scalars(sa.select(Programme)).one()
        verbs = list(session.scalars(sa.select(Event.verb).order_by(Event.sequence)))
    assert programme.title == "2026 to 2027"
    assert first.programme_id == second.programme_id == programme.row_id
    assert verbs == ["programme_started", "round_planned", "round_planned"]


def test_a_double_submit_starts_one_round(lead: Lead):
    first, second = lead.plan(request_key="r1"), lead.plan(request_key="r1")
    assert first.key == second.key
    with lead.reading() as session:
        assert len(list_rounds(session, lead.cast.actor("Lee"))) == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "x" * 121}),
        ("audit_year", {"audit_year": 1999}),
        ("audit_month", {"audit_month": 13}),
        ("due_on", {"due_on": date(1999, 1, 1)}),
        ("meets_on", {"due_on": date(2027, 1, 2), "meets_on": date(2027, 1, 1)}),
        ("chosen_by", {"chosen_by": ChosenBy.LINK}),
        ("double_percent", {"double_share": 1.5}),
    ],
)
def test_what_cannot_be_a_round_is_refused_at_its_field(lead: Lead, field, changes):
    asked = {"title": "A", "audit_year": 2026, "audit_month": 1, **changes}
    with pytest.raises(Refused) as refusal, lead.writing() as session:
        plan_round(
            session,
            lead.cast.actor("Lee"),
            year_kind=YearKind.ACADEMIC,
            rubric_key=lead.rubric_key,
            **asked,
        )
    assert refusal.value.field == field


def test_a_change_moves_the_round_to_the_programme_of_its_month(lead: Lead):
    audit_round = lead.plan()
    with lead.writing() as session:
        changed = change_round(
            session,
            lead.cast.actor("Lee"),
            key=audit_round.key,
            version=audit_round.version,
            title="July plans",
            audit_year=2026,
            audit_month=7,
            **LATER,
        )
        assert changed.programme.title == "2025 to 2026"
        assert (changed.due_on, changed.meets_on, changed.reminds) == tuple(LATER.values())


def test_a_stale_change_is_refused(lead: Lead):
    audit_round = lead.plan()
    asked = {
        "key": audit_round.key,
        "version": audit_round.version,
        "audit_year": 2026,
        "audit_month": 11,
        **LATER,
    }
    with lead.writing() as session:
        change_round(session, lead.cast.actor("Lee"), title="First", **asked)
    with lead.writing() as session:
        with pytest.raises(Stale) as stale:
            change_round(session, lead.cast.actor("Lee"), title="Second", **asked)
        assert stale.value.row.title == "First"


def test_a_closed_round_keeps_its_title(lead: Lead):
    audit_round = lead.plan()
    with lead.writing() as session:
        session.get_one(AuditRound, audit_round.row_id).status = RoundStatus.CLOSED
    with pytest.raises(Conflict), lead.writing() as session:
        change_round(
            session,
            lead.cast.actor("Lee"),
            key=audit_round.key,
            version=2,
            title="Later",
            audit_year=2026,
            audit_month=11,
            **LATER,
        )


@pytest.mark.parametrize("name", ["Ama", "Pat", "Max"])
def test_only_leads_and_administrators_see_the_list_of_rounds(lead: Lead, name):
    with pytest.raises(NotAllowed), lead.reading(name) as session:
        list_rounds(session, lead.cast.actor(name))


def test_a_round_of_another_area_is_not_there(lead: Lead):
    audit_round = lead.plan()
    outsider = lead.cast.outsider
    with lead.sessions.reading(outsider) as session:
        assert list_rounds(session, outsider) == []
        with pytest.raises(NotFound):
            get_round(session, outsider, key=audit_round.key)
