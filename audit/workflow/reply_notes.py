"""The note behind a reply link: read and answered by whoever holds the link, and by nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, ActorKind, Conflict, NotFound, Permission
from audit.store.area import Area
from audit.store.base import now
from audit.store.boxes import read_boxes, read_message, write_box
from audit.store.case import AuditCase
from audit.store.correction import Correction, CorrectionStatus
from audit.store.free_text import Box
from audit.store.queries import get_by_key
from audit.store.reply_link import ReplyLink
from audit.store.trail import record
from audit.workflow.corrections import EVIDENCE_LENGTH, REPLY_LENGTH, shorten
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs
from audit.workflow.sign_in import Front, hash_token, show_area


@dataclass(frozen=True)
class LinkVisit:
    """Somebody who came by a link that still counts."""

    actor: Actor
    front: Front
    was_opened: bool


@dataclass(frozen=True)
class NoteLine:
    """One thing to put right, as its writer sees it. `reason`: why they are asked again."""

    correction: Correction
    task: str
    reply: str
    evidence: str
    reason: str

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is wanted."""
        return self.correction.status == CorrectionStatus.DONE


@dataclass(frozen=True)
class Note:
    """All that the holder of a link sees of the audit."""

    case: AuditCase
    kind: str
    message: str
    expires_at: datetime
    lines: Sequence[NoteLine]


@dataclass(frozen=True)
class NoteAnswer:
    """What was typed about one of them, and from which version its page was made."""

    key: str
    reply: str
    evidence: str
    version: int


@needs(Permission.SIGN_IN)
def find_link(session: Session, actor: Actor, *, token: str) -> LinkVisit:
    """Who comes by this link; `NotFound` if it has ended, is too old, or never was."""
    query = sa.select(ReplyLink).where(
        ReplyLink.token_hash == hash_token(token),
        ReplyLink.ended_at.is_(None),
        ReplyLink.expires_at > now(),
    )
    link = session.scalars(query).one_or_none()
    if link is None:
        raise NotFound("the link has ended or never was")
    area = session.get_one(Area, link.area_id)
    visiting = Actor(ActorKind.LINK, f"reply link {link.key}", area_id=link.area_id, link_id=link.row_id)
    return LinkVisit(visiting, show_area(area), link.opened_at is not None)


@needs(Permission.ANSWER_NOTE)
def note_opened(session: Session, actor: Actor) -> None:
    """Remember that the note was opened, the first time."""
    link = _own_link(session)
    if link.opened_at is None:
        link.opened_at = now()
        record(session, actor, "note_opened", f"reply link {link.key}")


@needs(Permission.ANSWER_NOTE)
def show_note(session: Session, actor: Actor) -> Note:
    """The message, the case's number and kind, and each thing to put right; nothing else."""
    link = _own_link(session)
    corrections = list(session.scalars(sa.select(Correction).order_by(Correction.row_id)))
    texts = read_boxes(session, corrections)
    lines = [
        NoteLine(
            each,
            *(texts.get((each.row_id, box), "") for box in (Box.TASK, Box.REPLY, Box.EVIDENCE, Box.REASON)),
        )
        for each in corrections
    ]
    kind = link.case.audit_round.rubric_version.kind
    return Note(link.case, kind, read_message(session, link), link.expires_at, lines)


@needs(Permission.ANSWER_NOTE)
def answer_note(session: Session, actor: Actor, *, answers: Sequence[NoteAnswer]) -> int:
    """Keep what the writer answered, all of it or nothing; returns how many answers are new or changed."""
    texts = {line.correction.key: line for line in show_note(session, actor).lines}
    changed = [each for each in map(_tidy, answers) if _is_changed(each, texts.get(each.key))]
    corrections = [get_by_key(session, Correction, each.key) for each in changed]
    if not changed and texts and not any(line.reply for line in texts.values()):
        raise Refused(f"reply-{next(iter(texts))}", "Say what was done, or why it was not")
    for each, correction in zip(changed, corrections, strict=True):
        check_version(correction, each.version)
        if correction.status == CorrectionStatus.DONE:
            raise Conflict("This was closed meanwhile: nothing more is wanted.")
        if not each.reply:
            raise Refused(f"reply-{each.key}", "Say what was done, or why it was not")
    for each, correction in zip(changed, corrections, strict=True):
        _keep(session, actor, correction, each)
    return len(changed)


def _keep(session: Session, actor: Actor, correction: Correction, answer: NoteAnswer) -> None:
    write_box(session, correction, Box.REPLY, answer.reply)
    write_box(session, correction, Box.EVIDENCE, answer.evidence)
    correction.status, correction.replied_at = CorrectionStatus.REPLIED, now()
    correction.done_at = None
    flag_modified(correction, "status")
    record(session, actor, "note_answered", f"correction {correction.key}")


def _tidy(answer: NoteAnswer) -> NoteAnswer:
    key = answer.key
    reply = shorten(f"reply-{key}", answer.reply, REPLY_LENGTH)
    return NoteAnswer(
        key, reply, shorten(f"evidence-{key}", answer.evidence, EVIDENCE_LENGTH), answer.version
    )


def _is_changed(answer: NoteAnswer, line: NoteLine | None) -> bool:
    if line is None:
        raise NotFound("nothing of that key is asked here")
    return (answer.reply, answer.evidence) != (line.reply, line.evidence)


def _own_link(session: Session) -> ReplyLink:
    """The one link that this session may see, if it still counts."""
    query = sa.select(ReplyLink).where(ReplyLink.ended_at.is_(None), ReplyLink.expires_at > now())
    link = session.scalars(query).one_or_none()
    if link is None:
        raise NotFound("the link has ended")
    return link
