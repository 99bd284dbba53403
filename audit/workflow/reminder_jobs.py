"""The worker's side of reminders: once a day, in every area, whoever is due to be reminded."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.domain.reminding import (
    correction_letter,
    find_occasion,
    once_key,
    say_due,
    takes_mail,
)
from audit.reporting.figures import day
from audit.store.area import Area
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.correction import Correction, CorrectionStatus
from audit.store.mail import MailPurpose, queue_mail
from audit.store.reply_link import ReplyLink
from audit.store.trail import record
from audit.workflow.needs import needs
from audit.workflow.reminders import list_remindable, write_reminder


@needs(Permission.WORK)
def list_areas(session: Session, actor: Actor) -> list[int]:
    """Every area, in which the worker then looks by itself."""
    return list(session.scalars(sa.select(Area.row_id).order_by(Area.row_id)))


@needs(Permission.REMIND)
def write_reminders(session: Session, actor: Actor, *, today: date, address: str) -> int:
    """Today's reminders of one area; returns how many. A second look on the same day writes nothing."""
    open_rounds = sa.select(AuditRound).where(
        AuditRound.status == RoundStatus.OPEN, AuditRound.reminds, AuditRound.due_on.is_not(None)
    )
    n_scoring = sum(
        _remind_scorers(session, actor, each, today=today, address=address)
        for each in session.scalars(open_rounds.order_by(AuditRound.row_id)).all()
    )
    return n_scoring + _remind_owners(session, actor, today)


def _remind_scorers(
    session: Session, actor: Actor, audit_round: AuditRound, *, today: date, address: str
) -> int:
    due_on, occasion = audit_round.due_on, find_occasion(audit_round.due_on, today)
    if occasion is None or due_on is None:
        return 0
    n_written = 0
    for given in list_remindable(session, audit_round, today):
        once = once_key(audit_round.key, given.person.key, occasion, due_on)
        written = write_reminder(session, audit_round, given, today=today, address=address, once=once)
        n_written += written
    if n_written:
        details = {"n_people": n_written, "occasion": occasion}
        record(session, actor, "reminded", f"round {audit_round.key}", details)
    return n_written


def _remind_owners(session: Session, actor: Actor, today: date) -> int:
    """Whoever was asked by link, has an address and has not answered: one letter a link and day."""
    query = (
        sa.select(ReplyLink, Correction)
        .join(Correction, Correction.reply_link_id == ReplyLink.row_id)
        .where(
            Correction.status == CorrectionStatus.OPEN,
            Correction.due_on.is_not(None),
            ReplyLink.ended_at.is_(None),
            ReplyLink.email != "",
        )
        .order_by(ReplyLink.row_id, Correction.row_id)
    )
    waiting: dict[tuple[ReplyLink, date], list[Correction]] = {}
    for link, correction in session.execute(query):
        if correction.due_on is not None:
            waiting.setdefault((link, correction.due_on), []).append(correction)
    return sum(
        _remind_owner(session, actor, link, due_on, found, today) for (link, due_on), found in waiting.items()
    )


def _remind_owner(
    session: Session,
    actor: Actor,
    link: ReplyLink,
    due_on: date,
    waiting: Sequence[Correction],
    today: date,
) -> bool:
    occasion, audit_round = find_occasion(due_on, today), link.case.audit_round
    if occasion is None or not takes_mail(link.email) or not audit_round.reminds:
        return False
    area = session.scalars(sa.select(Area).where(Area.row_id == link.area_id)).one()
    letter = correction_letter(
        area.name,
        audit_round.title,
        case_number=link.case.number,
        n_left=len(waiting),
        due=say_due(due_on, today, day(due_on)),
        is_example=area.is_example,
    )
    mail = queue_mail(
        session,
        area_id=link.area_id,
        purpose=MailPurpose.REMINDER,
        address=link.email,
        letter=letter,
        round_id=audit_round.row_id,
        once=once_key(link.key, "owner", occasion, due_on),
    )
    if mail is not None:
        record(session, actor, "owner_reminded", f"reply link {link.key}", {"occasion": occasion})
    return mail is not None
