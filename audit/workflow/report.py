"""Reports: asked for by somebody, found again, taken away."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.correction import Correction
from audit.store.report import Report, ReportFile, ReportKind, ReportRound, ReportStatus
from audit.store.trail import record
from audit.workflow.needs import needs


@needs(Permission.OPEN_ROUND)
def queue_reports(session: Session, actor: Actor, *, audit_round: AuditRound) -> Report:
    """Ask for the report of a round that is being closed, and freeze what may still change after it."""
    session.flush()  # while the database takes the round for open, a lead who still scores sees less of it
    audit_round.closing_corrections = _corrections_now(session, audit_round)
    return _queue(session, actor, audit_round, request_key=None)


@needs(Permission.MAKE_REPORT)
def ask_again(
    session: Session, actor: Actor, *, audit_round: AuditRound, request_key: str | None = None
) -> Report:
    """Make the findings and the report of a closed round once more; one at a time."""
    if audit_round.status != RoundStatus.CLOSED:
        raise Conflict("The report is made when the round is closed. Close the round first.")
    waiting = find_newest(session, actor, audit_round=audit_round)
    if waiting and waiting.status in (ReportStatus.QUEUED, ReportStatus.LEASED):
        return waiting
    return _queue(session, actor, audit_round, request_key=request_key)


def _queue(session: Session, actor: Actor, audit_round: AuditRound, *, request_key: str | None) -> Report:
    report = Report(
        area_id=audit_round.area_id,
        kind=ReportKind.ROUND,
        requested_by_id=actor.person_id,
        request_key=request_key,
    )
    session.add(report)
    session.flush()
    session.add(
        ReportRound(area_id=audit_round.area_id, report_id=report.row_id, round_id=audit_round.row_id)
    )
    record(session, actor, "report_asked_for", f"report {report.key}", {"round": audit_round.key})
    return report


def _corrections_now(session: Session, audit_round: AuditRound) -> list[dict[str, object]]:
    rows = session.scalars(
        sa.select(Correction).join(Correction.case).where(Correction.case.has(round_id=audit_round.row_id))
    )
    return [
        {
            "case_number": row.case.number,
            "owner": row.owner,
            "status": str(row.status),
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "replied_on": row.replied_at.date().isoformat() if row.replied_at else None,
        }
        for row in sorted(rows, key=lambda row: (row.case.number, row.row_id))
    ]


@needs(Permission.READ_FINDINGS)
def find_newest(
    session: Session, actor: Actor, *, audit_round: AuditRound, done: bool = False
) -> Report | None:
    """The newest report of a round; with `done`, the newest that was finished."""
    query = (
        sa.select(Report)
        .join(ReportRound, ReportRound.report_id == Report.row_id)
        .where(ReportRound.round_id == audit_round.row_id, Report.kind == ReportKind.ROUND)
        .order_by(Report.row_id.desc())
        .limit(1)
    )
    if done:
        query = query.where(Report.status == ReportStatus.DONE)
    return session.scalars(query).one_or_none()


@needs(Permission.READ_FINDINGS)
def get_file(session: Session, actor: Actor, *, report: Report, name: str) -> ReportFile:
    """One file of a finished report; raises `NotFound`."""
    file = session.scalars(
        sa.select(ReportFile).where(ReportFile.report_id == report.row_id, ReportFile.name == name)
    ).one_or_none()
    if file is None:
        raise NotFound(name)
    return file


@needs(Permission.READ_FINDINGS)
def download(session: Session, actor: Actor, *, report: Report, name: str) -> ReportFile:
    """A file that leaves the workbench: the history says who took it and its fingerprint."""
    file = get_file(session, actor, report=report, name=name)
    record(session, actor, "report_downloaded", f"report {report.key}", {"file": name, "sha256": file.sha256})
    return file
