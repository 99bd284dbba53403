"""Asking somebody without an account, by a link, to put right what was found in one case."""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from audit.domain.access import Actor, Conflict, NotAllowed, Permission
from audit.domain.asking import LASTS, asking_letter
from audit.domain.reminding import day_of, takes_mail
from audit.reporting.figures import day
from audit.store.area import Area
from audit.store.base import now
from audit.store.boxes import read_message, write_box
from audit.store.case import AuditCase
from audit.store.correction import Correction, CorrectionStatus
from audit.store.free_text import Box
from audit.store.mail import MailPurpose, queue_mail
from audit.store.queries import get_by_key
from audit.store.reply_link import ReplyLink
from audit.store.trail import record
from audit.workflow.corrections import OWNER_LENGTH, CorrectionLine, read_lines, shorten
from audit.workflow.editing import Refused, check_version, find_by_request_key
from audit.workflow.needs import needs
from audit.workflow.sign_in import hash_token

MESSAGE_LENGTH, EMAIL_LENGTH = 5_000, 254
MADE_ALREADY = (
    "This link was made a moment ago, by the same page. A link is shown only once: if you did not copy it,"
    " open the list of links and make it anew."
)


class LinkState(StrEnum):
    """How far a link is."""

    ASKED = "asked"
    OPENED = "opened"
    ANSWERED = "answered"
    EXPIRED = "expired"
    ENDED = "ended"


_ADDRESS = re.compile(r"[^@\s<>,;?\"]+@[^@\s<>,;?\"]+\.[^@\s<>,;?\"]+")


@dataclass(frozen=True)
class LinkLine:
    """One link: what it asks, and how far that is. Its token is known to nobody here."""

    link: ReplyLink
    lines: Sequence[CorrectionLine]
    message: str = ""

    @property
    def n_answered(self) -> int:
        """How many of its corrections were answered or are done."""
        return sum(line.correction.status != CorrectionStatus.OPEN for line in self.lines)

    @property
    def state(self) -> LinkState:
        """Where it stands now."""
        if self.link.ended_at is not None:
            return LinkState.ENDED
        if self.lines and self.n_answered == len(self.lines):
            return LinkState.ANSWERED
        if self.link.expires_at <= now():
            return LinkState.EXPIRED
        return LinkState.OPENED if self.link.opened_at else LinkState.ASKED


@dataclass(frozen=True)
class FreshLink:
    """A link just made: the one time that its token is there."""

    link: ReplyLink
    token: str
    is_mailed: bool


@needs(Permission.CORRECT)
def prepare_asking(
    session: Session, actor: Actor, *, case_key: str, today: date
) -> tuple[AuditCase, list[CorrectionLine]]:
    """The case, and what in it is still open or was answered."""
    case = get_by_key(session, AuditCase, case_key)
    is_left = Correction.status != CorrectionStatus.DONE
    return case, read_lines(session, today, Correction.case_id == case.row_id, is_left)


@needs(Permission.CORRECT)
def ask_by_link(
    session: Session,
    actor: Actor,
    *,
    case_key: str,
    keys: Collection[str],
    owner: str,
    email: str,
    due_on: date | None,
    message: str,
    address: str,
    request_key: str,
    today: date,
) -> FreshLink:
    """Ask one owner about one or several corrections of a case; the link works for 30 days."""
    if find_by_request_key(session, ReplyLink, request_key) is not None:
        raise Conflict(MADE_ALREADY)
    case, found = prepare_asking(session, actor, case_key=case_key, today=today)
    asked = [line.correction for line in found if line.correction.key in keys]
    name, words = _check(asked, owner, email, due_on, message, today)
    token = secrets.token_urlsafe(32)
    link = ReplyLink(
        area_id=case.area_id,
        token_hash=hash_token(token),
        case_id=case.row_id,
        owner=name,
        email=email.strip(),
        made_by_id=_person_id(actor),
        expires_at=now() + LASTS,
        request_key=request_key,
    )
    session.add(link)
    session.flush()
    write_box(session, link, Box.MESSAGE, words)
    for correction in asked:
        correction.owner, correction.due_on, correction.reply_link_id = name, due_on, link.row_id
    is_mailed = _mail(session, link, case, len(asked), token, address)
    details = {"case": case.key, "n_corrections": len(asked), "is_mailed": is_mailed}
    record(session, actor, "asked_by_link", f"reply link {link.key}", details)
    return FreshLink(link, token, is_mailed)


@needs(Permission.CORRECT)
def list_reply_links(session: Session, actor: Actor, *, today: date) -> list[LinkLine]:
    """Every link that was made, the newest first."""
    query = sa.select(ReplyLink).options(joinedload(ReplyLink.case).joinedload(AuditCase.audit_round))
    links = session.scalars(query.order_by(ReplyLink.row_id.desc())).all()
    lines: dict[int | None, list[CorrectionLine]] = {}
    for line in read_lines(session, today, Correction.reply_link_id.is_not(None)):
        lines.setdefault(line.correction.reply_link_id, []).append(line)
    return [LinkLine(link, lines.get(link.row_id, [])) for link in links]


@needs(Permission.CORRECT)
def show_reply_link(session: Session, actor: Actor, *, key: str, today: date) -> LinkLine:
    """One link with what it asks and what was answered."""
    link = get_by_key(session, ReplyLink, key)
    lines = read_lines(session, today, Correction.reply_link_id == link.row_id)
    return LinkLine(link, lines, read_message(session, link))


@needs(Permission.CORRECT)
def end_reply_link(session: Session, actor: Actor, *, key: str, version: int) -> ReplyLink:
    """The link works no longer; what was answered stays."""
    link = get_by_key(session, ReplyLink, key)
    check_version(link, version)
    if link.ended_at is None:
        link.ended_at = now()
        record(session, actor, "reply_link_ended", f"reply link {link.key}")
    return link


@needs(Permission.CORRECT)
def renew_reply_link(session: Session, actor: Actor, *, key: str, version: int, address: str) -> FreshLink:
    """A fresh link to the same note, for 30 days more; the one before works no longer."""
    link = get_by_key(session, ReplyLink, key)
    check_version(link, version)
    token = secrets.token_urlsafe(32)
    link.token_hash, link.expires_at = hash_token(token), now() + LASTS
    link.opened_at = link.ended_at = None
    n_asked = session.scalars(
        sa.select(sa.func.count(Correction.row_id)).where(Correction.reply_link_id == link.row_id)
    ).one()
    is_mailed = _mail(session, link, link.case, n_asked, token, address)
    record(session, actor, "reply_link_renewed", f"reply link {link.key}", {"is_mailed": is_mailed})
    return FreshLink(link, token, is_mailed)


def _check(
    asked: Sequence[Correction], owner: str, email: str, due_on: date | None, message: str, today: date
) -> tuple[str, str]:
    """Who is asked and what they are told; refuses what is missing."""
    if not asked:
        raise Refused("corrections", "Choose what they should put right")
    name = shorten("owner", owner, OWNER_LENGTH)
    if not name:
        raise Refused("owner", "Say who is asked: a person or a service")
    address = email.strip()
    if address and (
        not _ADDRESS.fullmatch(address) or not takes_mail(address) or len(address) > EMAIL_LENGTH
    ):
        raise Refused("email", "Enter an e-mail address like name@example.gov.uk, or leave this empty")
    if due_on is None or due_on < today:
        raise Refused("due_on", "Enter a day from today on by which it should be put right")
    return name, shorten("message", message, MESSAGE_LENGTH)


def _mail(
    session: Session, link: ReplyLink, case: AuditCase, n_things: int, token: str, address: str
) -> bool:
    if not link.email:
        return False
    area = session.scalars(sa.select(Area).where(Area.row_id == link.area_id)).one()
    letter = asking_letter(
        area.name,
        case_number=case.number,
        n_things=n_things,
        link=f"{address}/answer/{token}",
        until=day(day_of(link.expires_at)),
        is_example=area.is_example,
    )
    mail = queue_mail(
        session,
        area_id=link.area_id,
        purpose=MailPurpose.NOTE,
        address=link.email,
        letter=letter,
        round_id=case.round_id,
    )
    return mail is not None


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed("Only a person can ask.")
    return actor.person_id
