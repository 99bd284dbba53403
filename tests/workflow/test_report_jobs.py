"""What the history tells of the worker's jobs."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from round_steps import Lead

from audit.domain.access import INSTALLER, WORKER
from audit.store.base import now
from audit.store.report import Report, ReportStatus
from audit.store.trail import Event, record, verify
from audit.workflow.report_jobs import MOST_TRIES, claim, fail
from audit.workflow.round_stages import close_round


@pytest.fixture
def waiting(lead: Lead) -> Lead:
    """A closed round whose report waits; the other area has a history too."""
    audit_round = lead.open(lead.prepare())
    lead.submit_sheets()
    version = lead.version_of(audit_round)
    with lead.writing() as session:
        close_round(session, lead.cast.actor("Lee"), key=audit_round.key, version=version)
    with lead.sessions.writing(lead.cast.outsider) as session:
        record(session, lead.cast.outsider, "tested", "far 1")
    return lead


def check_told(lead: Lead) -> None:
    with lead.sessions.reading(INSTALLER) as session:
        report = session.scalars(sa.select(Report)).one()
        newest = session.scalars(
            sa.select(Event).where(Event.area_id == report.area_id).order_by(Event.sequence.desc())
        ).first()
        assert newest is not None and report.status == ReportStatus.FAILED
        assert (newest.verb, newest.subject, newest.actor) == (
            "report_failed",
            f"report {report.key}",
            "worker",
        )
        assert verify(session, lead.cast.area.row_id) is None
        assert verify(session, lead.cast.far_area.row_id) is None


def test_a_report_that_cannot_be_made_is_in_the_history(waiting: Lead):
    with waiting.sessions.writing(WORKER) as session:
        job = claim(session, WORKER)
    assert job is not None
    with waiting.sessions.writing(WORKER) as session:
        fail(session, WORKER, job=job, reason="The disk is full.")
    check_told(waiting)


def test_a_report_that_is_given_up_is_in_the_history(waiting: Lead):
    for _try in range(MOST_TRIES):
        with waiting.sessions.writing(WORKER) as session:
            assert claim(session, WORKER) is not None
        with waiting.sessions.writing(INSTALLER) as session:
            session.scalars(sa.select(Report)).one().leased_until = now() - timedelta(seconds=1)
    with waiting.sessions.writing(WORKER) as session:
        assert claim(session, WORKER) is None
    check_told(waiting)
