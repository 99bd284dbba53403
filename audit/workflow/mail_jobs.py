"""The worker's side of mail: taking a message by lease, and saying what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.letter import Letter
from audit.store.base import now
from audit.store.mail import Mail, MailStatus
from audit.store.trail import record
from audit.workflow.needs import needs

LEASE = timedelta(minutes=5)
# How long to wait after each try that failed; after the last one nobody tries any more.
PAUSES: Sequence[timedelta] = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
MOST_TRIES = len(PAUSES) + 1
STOPPED = "The worker stopped each time while it was sending this."


@dataclass(frozen=True)
class MailJob:
    """A message that one worker holds until its lease runs out; `version` is the proof that it does."""

    mail_id: int
    version: int
    key: str
    queued_at: datetime
    address: str
    letter: Letter


@needs(Permission.WORK)
def claim_mail(session: Session, actor: Actor) -> MailJob | None:
    """Take the oldest message that waits, or whose worker has gone; None when there is nothing to send."""
    at = now()
    is_due = sa.or_(Mail.leased_until.is_(None), Mail.leased_until < at)
    waits = Mail.status.in_((MailStatus.QUEUED, MailStatus.LEASED))
    mail = session.scalars(sa.select(Mail).where(waits, is_due).order_by(Mail.row_id).limit(1)).one_or_none()
    if mail is None:
        return None
    if mail.n_tries >= MOST_TRIES:
        _give_up(session, actor, mail, STOPPED)
        return claim_mail(session, actor)
    mail.status, mail.leased_until, mail.n_tries = MailStatus.LEASED, at + LEASE, mail.n_tries + 1
    session.flush()
    letter = Letter(mail.subject, mail.body)
    return MailJob(mail.row_id, mail.version, mail.key, mail.queued_at, mail.address, letter)


@needs(Permission.WORK)
def mark_sent(session: Session, actor: Actor, *, job: MailJob) -> None:
    """The message is on its way; what it said is kept no longer."""
    mail = _held(session, job)
    mail.status, mail.sent_at, mail.leased_until = MailStatus.SENT, now(), None
    mail.body, mail.failure = "", None
    details = {"purpose": mail.purpose, "tries": mail.n_tries}
    record(session, actor, "mail_sent", f"mail {mail.key}", details, area_id=mail.area_id)


@needs(Permission.WORK)
def mark_not_sent(session: Session, actor: Actor, *, job: MailJob, reason: str, is_final: bool) -> None:
    """The message could not be sent: it waits a while, longer each time, or is given up."""
    mail = _held(session, job)
    if is_final or mail.n_tries >= MOST_TRIES:
        _give_up(session, actor, mail, reason)
        return
    mail.status, mail.failure = MailStatus.QUEUED, reason[:300]
    mail.leased_until = now() + PAUSES[mail.n_tries - 1]


def _give_up(session: Session, actor: Actor, mail: Mail, reason: str) -> None:
    mail.status, mail.failure, mail.leased_until = MailStatus.FAILED, reason[:300], None
    details = {"purpose": mail.purpose, "tries": mail.n_tries}
    record(session, actor, "mail_failed", f"mail {mail.key}", details, area_id=mail.area_id)


def _held(session: Session, job: MailJob) -> Mail:
    mail = session.get(Mail, job.mail_id)
    if mail is None or mail.version != job.version or mail.status != MailStatus.LEASED:
        raise Conflict("Another worker has taken this message over.")
    return mail
