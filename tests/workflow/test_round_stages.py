"""Opening and closing a round, and what is still to do."""

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.access import Conflict, NotAllowed, NotFound
from audit.store.audit_round import RoundStatus
from audit.store.report import Report, ReportStatus
from audit.store.trail import Event, verify
from audit.workflow.editing import Refused, Stale
from audit.workflow.progress import show_progress
from audit.workflow.round_stages import WhyEarly, close_round, open_round
from audit.workflow.round_tasks import show_tasks
from audit.workflow.rounds import list_rounds


def _close(lead: Lead, audit_round, why_early: WhyEarly | None = None):
    version = lead.version_of(audit_round)
    with lead.writing() as session:
        return close_round(
            session, lead.cast.actor("Lee"), key=audit_round.key, version=version, why_early=why_early
        )


def _statuses(lead: Lead, audit_round) -> list[str]:
    with lead.reading() as session:
        page = show_tasks(session, lead.cast.actor("Lee"), key=audit_round.key)
    return [str(task.status) for task in page.tasks]


def test_the_tasks_follow_the_round(lead: Lead):
    audit_round = lead.plan()
    assert _statuses(lead, audit_round) == ["to_do", "not_yet", "to_do", "not_yet", "not_yet"]
    lead.bring_in(audit_round, make_list(60))
    assert _statuses(lead, audit_round) == ["done", "to_do", "to_do", "not_yet", "not_yet"]
    lead.draw(audit_round)
    assert _statuses(lead, audit_round) == ["done", "done", "to_do", "not_yet", "not_yet"]
    lead.join(audit_round, "Ama", most_cases=4)
    assert _statuses(lead, audit_round) == ["done", "done", "done", "to_do", "not_yet"]
    lead.share_out(audit_round)
    assert _statuses(lead, audit_round) == ["done", "done", "done", "needs_care", "not_yet"]
    lead.join(audit_round, "Chidi")
    lead.share_out(audit_round)
    assert _statuses(lead, audit_round) == ["done", "done", "done", "done", "to_do"]
    lead.open(audit_round)
    assert _statuses(lead, audit_round) == ["done"] * 5


def test_opening_freezes_the_plan_of_the_analysis(lead: Lead):
    opened = lead.open(lead.prepare())
    assert opened.status == RoundStatus.OPEN
    assert opened.analysis_plan is not None
    assert opened.analysis_plan["margin"] == 0.05
    assert opened.opened_at is not None


def test_a_round_opens_only_when_every_case_has_somebody(lead: Lead):
    audit_round = lead.plan()
    with pytest.raises(Conflict, match="Draw"):
        lead.open(audit_round)
    lead.bring_in(audit_round, make_list(60))
    lead.draw(audit_round)
    lead.join(audit_round, "Ama", most_cases=9)
    lead.share_out(audit_round)
    with pytest.raises(Conflict, match="1 case has nobody"):
        lead.open(audit_round)


def test_opening_twice_is_once_and_a_stale_page_opens_nothing(lead: Lead):
    audit_round = lead.prepare()
    with pytest.raises(Stale), lead.writing() as session:
        open_round(session, lead.cast.actor("Lee"), key=audit_round.key, version=1)
    lead.open(audit_round)
    lead.open(audit_round)
    with lead.reading() as session:
        assert list(session.scalars(sa.select(Event.verb))).count("round_opened") == 1


def test_closing_notes_the_head_of_the_history_and_asks_for_the_report(lead: Lead):
    audit_round = lead.open(lead.prepare())
    lead.submit_sheets()
    closed = _close(lead, audit_round)
    assert closed.status == RoundStatus.CLOSED
    with lead.reading() as session:
        assert verify(session, lead.cast.area.row_id) is None
        event = session.scalars(sa.select(Event).where(Event.sequence == closed.trail_sequence)).one()
        report = session.scalars(sa.select(Report)).one()
    assert (event.verb, event.chain_hash, event.at) == ("round_closed", closed.trail_hash, closed.trail_at)
    assert report.status == ReportStatus.QUEUED


def test_closing_with_sheets_missing_needs_a_reason(lead: Lead):
    audit_round = lead.open(lead.prepare())
    with pytest.raises(Conflict, match="No scoresheet"):
        _close(lead, audit_round)
    lead.submit_sheets(4)
    with pytest.raises(Refused) as refusal:
        _close(lead, audit_round)
    assert refusal.value.field == "why_early"
    assert _close(lead, audit_round, WhyEarly.OUT_OF_TIME).status == RoundStatus.CLOSED


def test_closing_twice_asks_for_one_report(lead: Lead):
    audit_round = lead.open(lead.prepare())
    lead.submit_sheets()
    _close(lead, audit_round)
    _close(lead, audit_round)
    with lead.reading() as session:
        assert len(session.scalars(sa.select(Report)).all()) == 1


def test_a_round_that_is_not_open_cannot_be_closed(lead: Lead):
    with pytest.raises(Conflict, match="Only a round that is open"):
        _close(lead, lead.prepare())


def test_progress_counts_by_person_and_by_case(lead: Lead):
    audit_round = lead.open(lead.prepare("Ama", "Chidi"))
    lead.submit_sheets(3, minutes=40)
    with lead.reading() as session:
        page = show_progress(session, lead.cast.actor("Lee"), round_key=audit_round.key)
        assert [person.person.name for person in page.people] == ["Ama", "Chidi"]
        assert sum(person.n_submitted for person in page.people) == 3
        assert {person.median_minutes for person in page.people} <= {40, None}
        assert len(page.cases) == 10
        assert not any(case.needs_somebody for case in page.cases)
        lines = list_rounds(session, lead.cast.actor("Lee"))
    assert [(line.n_submitted, line.n_given) for line in lines] == [(3, 12)]


def test_nobody_but_a_lead_of_the_area_opens_closes_or_sees_progress(lead: Lead):
    audit_round = lead.prepare()
    for name in ("Ama", "Max", "Adi"):
        actor = lead.cast.actor(name)
        with pytest.raises(NotAllowed), lead.writing(name) as session:
            open_round(session, actor, key=audit_round.key, version=1)
        with pytest.raises(NotAllowed), lead.reading(name) as session:
            show_progress(session, actor, round_key=audit_round.key)
    outsider = lead.cast.outsider
    with pytest.raises(NotFound), lead.sessions.writing(outsider) as session:
        open_round(session, outsider, key=audit_round.key, version=1)
