"""What must be put right: the list with owner, date and reply, and following it up until it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.typed_text import clean_text
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.boxes import read_boxes, write_box
from audit.store.case import AuditCase
from audit.store.correction import Correction, CorrectionStatus
from audit.store.free_text import Box
from audit.store.panel import TO_SCORE, Assignment
from audit.store.queries import get_by_key
from audit.store.reply_link import ReplyLink
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs

OWNER_LENGTH, REPLY_LENGTH, EVIDENCE_LENGTH, REASON_LENGTH = 120, 5_000, 5_000, 2_000


class Show(StrEnum):
    """Which corrections a list shows."""

    OPEN = "open"
    ANSWERED = "answered"
    OVERDUE = "overdue"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True)
class CorrectionLine:
    """One thing to put right, with its words. `reason`: why it was asked about again; `link`: by which."""

    correction: Correction
    task: str
    reply: str
    is_overdue: bool
    evidence: str = ""
    reason: str = ""
    link: ReplyLink | None = None

    @property
    def case(self) -> AuditCase:
        return self.correction.case


@dataclass(frozen=True)
class CorrectionList:
    """What was asked for, and how many there are of each."""

    lines: Sequence[CorrectionLine]
    counts: dict[Show, int]
    is_partly_hidden: bool
    audit_round: AuditRound | None
    owners: Sequence[str] = ()


@needs(Permission.CORRECT)
def list_corrections(
    session: Session,
    actor: Actor,
    *,
    today: date,
    show: Show = Show.OPEN,
    round_key: str | None = None,
    owner: str | None = None,
) -> CorrectionList:
    """The corrections of one round or of all; the most overdue first, those without a date last."""
    audit_round = get_by_key(session, AuditRound, round_key) if round_key else None
    found = read_lines(session, today, AuditCase.round_id == audit_round.row_id if audit_round else None)
    owners = sorted({line.correction.owner for line in found if line.correction.owner})
    lines = [line for line in found if owner is None or line.correction.owner == owner]
    shown = {each: [line for line in lines if _is_in(line, each)] for each in Show}
    counts = {each: len(found) for each, found in shown.items()}
    return CorrectionList(shown[show], counts, _has_cases_to_score(session, actor), audit_round, owners)


@needs(Permission.CORRECT)
def get_correction(session: Session, actor: Actor, *, key: str, today: date) -> CorrectionLine:
    """One correction."""
    correction = get_by_key(session, Correction, key)
    [line] = read_lines(session, today, Correction.row_id == correction.row_id)
    return line


@needs(Permission.CORRECT)
def change_correction(
    session: Session,
    actor: Actor,
    *,
    key: str,
    owner: str,
    due_on: date | None,
    reply: str,
    is_done: bool,
    version: int,
    today: date,
    evidence: str | None = None,
) -> Correction:
    """Say who puts it right by when, what they answered, what shows it, and whether it is done."""
    line = get_correction(session, actor, key=key, today=today)
    correction = line.correction
    words = shorten("reply", reply, REPLY_LENGTH)
    shown = line.evidence if evidence is None else shorten("evidence", evidence, EVIDENCE_LENGTH)
    name = shorten("owner", owner, OWNER_LENGTH)
    if (name, due_on, words, shown, is_done) == _kept(line):
        return correction
    check_version(correction, version)
    if is_done and not words:
        raise Refused("reply", "Say what was done before you mark it as put right.")
    changed = write_box(session, correction, Box.REPLY, words)
    has_evidence = write_box(session, correction, Box.EVIDENCE, shown)
    before = (correction.owner, correction.due_on, correction.status)
    correction.owner, correction.due_on = name, due_on
    _move(correction, _status(correction, words, is_done, changed=changed))
    if changed or has_evidence or before != (name, due_on, correction.status):
        # The words are rows of their own: the correction's version must move with them.
        flag_modified(correction, "status")
        correction.replied_at = (now() if changed else correction.replied_at) if words else None
        details = {"status": correction.status, "due_on": str(due_on or ""), "reply_changed": changed}
        record(session, actor, "correction_changed", f"correction {correction.key}", details)
    return correction


@needs(Permission.CORRECT)
def accept_answer(session: Session, actor: Actor, *, key: str, version: int) -> Correction:
    """What was answered is enough: it is put right."""
    correction = get_by_key(session, Correction, key)
    check_version(correction, version)
    if correction.status != CorrectionStatus.REPLIED:
        raise Conflict("Only what was answered can be accepted as put right. Open it to see how it stands.")
    _move(correction, CorrectionStatus.DONE)
    record(session, actor, "answer_accepted", f"correction {correction.key}")
    return correction


@needs(Permission.CORRECT)
def ask_again(session: Session, actor: Actor, *, key: str, reason: str, version: int) -> Correction:
    """What was answered is not enough: it is open again, and whoever was asked sees why."""
    correction = get_by_key(session, Correction, key)
    words = shorten("reason", reason, REASON_LENGTH)
    if not words:
        raise Refused("reason", "Say what is still missing: whoever was asked will read it.")
    check_version(correction, version)
    if correction.status == CorrectionStatus.OPEN:
        raise Conflict("This has not been answered since it was last asked.")
    write_box(session, correction, Box.REASON, words)
    _move(correction, CorrectionStatus.OPEN)
    flag_modified(correction, "status")
    record(session, actor, "asked_again", f"correction {correction.key}")
    return correction


def _move(correction: Correction, status: CorrectionStatus) -> None:
    if status != correction.status:
        correction.status = status
        correction.done_at = now() if status == CorrectionStatus.DONE else None


def _kept(line: CorrectionLine) -> tuple[str, date | None, str, str, bool]:
    correction = line.correction
    is_done = correction.status == CorrectionStatus.DONE
    return correction.owner, correction.due_on, line.reply, line.evidence, is_done


def _status(correction: Correction, reply: str, is_done: bool, *, changed: bool) -> CorrectionStatus:
    """An answer that was not enough answers nothing until it is changed."""
    if is_done:
        return CorrectionStatus.DONE
    is_asked_again = correction.status == CorrectionStatus.OPEN and not changed
    return CorrectionStatus.REPLIED if reply and not is_asked_again else CorrectionStatus.OPEN


def read_lines(session: Session, today: date, *conditions: Any) -> list[CorrectionLine]:
    """Corrections with their words, the most urgent first, as far as the session's actor may see them."""
    query = (
        sa.select(Correction)
        .join(Correction.case)
        .join(AuditCase.audit_round)
        .options(contains_eager(Correction.case).contains_eager(AuditCase.audit_round))
        .where(*(condition for condition in conditions if condition is not None))
    )
    corrections = list(session.scalars(query))
    texts, links = read_boxes(session, corrections), _read_links(session, corrections)

    def line(each: Correction) -> CorrectionLine:
        words = {box: texts.get((each.row_id, box), "") for box in Box}
        return CorrectionLine(
            each,
            words[Box.TASK],
            words[Box.REPLY],
            _is_overdue(each, today),
            words[Box.EVIDENCE],
            words[Box.REASON],
            links.get(each.reply_link_id),
        )

    return sorted(map(line, corrections), key=_urgency)


def _read_links(session: Session, corrections: Sequence[Correction]) -> dict[int | None, ReplyLink]:
    ids = {each.reply_link_id for each in corrections if each.reply_link_id is not None}
    if not ids:
        return {}
    return {
        link.row_id: link for link in session.scalars(sa.select(ReplyLink).where(ReplyLink.row_id.in_(ids)))
    }


def _urgency(line: CorrectionLine) -> tuple[bool, date, int, int]:
    correction = line.correction
    is_done = correction.status == CorrectionStatus.DONE
    return is_done, correction.due_on or date.max, line.case.number, correction.row_id


def _is_overdue(correction: Correction, today: date) -> bool:
    is_late = correction.due_on is not None and correction.due_on < today
    return is_late and correction.status != CorrectionStatus.DONE


def _is_in(line: CorrectionLine, show: Show) -> bool:
    status = line.correction.status
    return {
        Show.OPEN: status == CorrectionStatus.OPEN,
        Show.ANSWERED: status == CorrectionStatus.REPLIED,
        Show.OVERDUE: line.is_overdue,
        Show.DONE: status == CorrectionStatus.DONE,
        Show.ALL: True,
    }[show]


def _has_cases_to_score(session: Session, actor: Actor) -> bool:
    """Whether the row filter may hide corrections: those of cases that the actor still has to score."""
    query = (
        sa.select(Assignment.row_id)
        .join(Assignment.case)
        .join(AuditCase.audit_round)
        .where(Assignment.person_id == actor.person_id, AuditRound.status == RoundStatus.OPEN)
        .where(Assignment.status.in_(TO_SCORE))
    )
    return session.scalars(query).first() is not None


def shorten(field: str, typed: str, most: int) -> str:
    """Tidy text that is not too long for its box; refused at its field if it is."""
    text = clean_text(typed)
    if len(text) > most:
        raise Refused(field, f"This is {len(text):,} characters long. The most that can be kept is {most:,}.")
    return text
