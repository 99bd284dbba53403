"""Which messages of the area were sent, and sending a failed one again. What they say is shown to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.store.account import Person
from audit.store.mail import Mail, MailStatus
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.editing import check_version
from audit.workflow.needs import needs

PAGE = 50


@dataclass(frozen=True)
class MailLine:
    """One message: to whom, about what, how far it is; `name` where that is somebody with an account."""

    mail: Mail
    name: str


@dataclass(frozen=True)
class MailList:
    """A page of messages, the newest first, and how many of all could not be sent."""

    lines: Sequence[MailLine]
    page: int
    has_more: bool
    n_failed: int


@needs(Permission.REMIND)
def list_mail(session: Session, actor: Actor, *, page: int = 1, only_failed: bool = False) -> MailList:
    """The messages of the area."""
    query = sa.select(Mail, Person.name).outerjoin(Person, Person.row_id == Mail.person_id)
    is_failed = Mail.status == MailStatus.FAILED
    if only_failed:
        query = query.where(is_failed)
    found = session.execute(
        query.order_by(Mail.row_id.desc()).offset((page - 1) * PAGE).limit(PAGE + 1)
    ).all()
    lines = [MailLine(mail, name or "") for mail, name in found[:PAGE]]
    n_failed = session.scalars(sa.select(sa.func.count(Mail.row_id)).where(is_failed)).one()
    return MailList(lines, page, len(found) > PAGE, n_failed)


@needs(Permission.REMIND)
def send_again(session: Session, actor: Actor, *, key: str, version: int) -> Mail:
    """Let the worker try a failed message anew."""
    mail = get_by_key(session, Mail, key)
    if mail.status != MailStatus.FAILED:
        raise Conflict("Only a message that could not be sent can be sent again.")
    check_version(mail, version)
    mail.status, mail.n_tries, mail.leased_until, mail.failure = MailStatus.QUEUED, 0, None, None
    record(session, actor, "mail_sent_again", f"mail {mail.key}")
    return mail
