"""The worker's side of reports: taking one by lease, saying how far it is, keeping what was made."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, ActorKind, Conflict, MembershipStatus, Permission, Role
from audit.store.account import Membership, Person
from audit.store.audit_round import AuditRound
from audit.store.base import now
from audit.store.report import Report, ReportFile, ReportKind, ReportRound, ReportStatus
from audit.store.trail import record
from audit.workflow.needs import needs

LEASE = timedelta(minutes=5)
MOST_TRIES = 3


@dataclass(frozen=True)
class File:
    """One finished file."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Job:
    """A report that one worker holds until its lease runs out; `round_key` is any one of its rounds."""

    report_id: int
    report_key: str
    kind: ReportKind
    round_key: str
    token: str
    requester: Actor


@needs(Permission.WORK)
def claim(session: Session, actor: Actor) -> Job | None:
    """Take the oldest report that waits, or whose worker has gone; None when there is nothing to do."""
    at = now()
    lost = sa.and_(Report.status == ReportStatus.LEASED, Report.leased_until < at)
    report = session.scalars(
        sa.select(Report)
        .where(sa.or_(Report.status == ReportStatus.QUEUED, lost))
        .order_by(Report.row_id)
        .limit(1)
    ).one_or_none()
    if report is None:
        return None
    if report.n_tries >= MOST_TRIES:
        _give_up(
            session,
            actor,
            report,
            f"It was tried {MOST_TRIES} times and stopped each time. Ask for it again.",
        )
        return None
    report.status, report.leased_until, report.n_tries = ReportStatus.LEASED, at + LEASE, report.n_tries + 1
    report.lease_token = secrets.token_hex(16)
    round_key = session.scalar(
        sa.select(AuditRound.key)
        .join(ReportRound, ReportRound.round_id == AuditRound.row_id)
        .where(ReportRound.report_id == report.row_id)
        .limit(1)
    )
    requester, kind = _requester(session, report), ReportKind(report.kind)
    return Job(report.row_id, report.key, kind, round_key or "", report.lease_token, requester)


def _requester(session: Session, report: Report) -> Actor:
    """Who asked, with the roles that they hold now: a right that was taken away counts at once."""
    roles = session.scalars(
        sa.select(Membership.role)
        .join(Person, Person.row_id == Membership.person_id)
        .where(
            Membership.person_id == report.requested_by_id,
            Membership.area_id == report.area_id,
            Membership.status == MembershipStatus.ACTIVE,
            Person.active,
        )
    )
    return Actor(
        kind=ActorKind.WORKER,
        label="worker",
        area_id=report.area_id,
        person_id=report.requested_by_id,
        roles=frozenset(Role(role) for role in roles),
    )


@needs(Permission.WORK)
def tell_progress(session: Session, actor: Actor, *, job: Job, share: float, text: str) -> None:
    """Say how far a report is, and hold on to it a little longer."""
    report = _held(session, job)
    report.progress_share, report.progress_text = share, text
    report.leased_until = now() + LEASE


@needs(Permission.WORK)
def fail(session: Session, actor: Actor, *, job: Job, reason: str) -> None:
    """The report cannot be made; the reason is shown to who asked."""
    _give_up(session, actor, _held(session, job), reason)


def _give_up(session: Session, actor: Actor, report: Report, reason: str) -> None:
    report.status, report.failure, report.finished_at = ReportStatus.FAILED, reason[:500], now()
    details = {"tries": report.n_tries}
    record(session, actor, "report_failed", f"report {report.key}", details, area_id=report.area_id)


@needs(Permission.MAKE_REPORT)
def finish(
    session: Session, actor: Actor, *, job: Job, files: list[File], fingerprint: str
) -> Mapping[str, str]:
    """Keep all files at once; returns name to SHA-256. A worker that lost its lease keeps none."""
    report = _held(session, job)
    hashes = {file.name: hashlib.sha256(file.content).hexdigest() for file in files}
    for file in files:
        session.add(
            ReportFile(
                area_id=report.area_id,
                report_id=report.row_id,
                name=file.name,
                media_type=file.media_type,
                sha256=hashes[file.name],
                content=file.content,
            )
        )
    report.status, report.finished_at, report.fingerprint = ReportStatus.DONE, now(), fingerprint
    report.progress_share, report.progress_text = 1.0, ""
    record(session, actor, "report_made", f"report {report.key}", hashes)
    return hashes


def _held(session: Session, job: Job) -> Report:
    report = session.get(Report, job.report_id)
    if report is not None and report.status == ReportStatus.CANCELLED:
        raise Conflict("Somebody stopped it. Nothing of it was kept.")
    if report is None or report.lease_token != job.token or report.status != ReportStatus.LEASED:
        raise Conflict("Another worker has taken this report over.")
    return report
