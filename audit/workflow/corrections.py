"""What must be put right: the list with owner, date and reply, and following it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, Permission
from audit.domain.typed_text import clean_text
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.correction import Correction, CorrectionStatus
from audit.store.free_text import Box, FreeText
from audit.store.panel import TO_SCORE, Assignment
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs

OWNER_LENGTH, REPLY_LENGTH = 120, 5_000


class Show(StrEnum):
    """Which corrections a list shows."""

    OPEN = "open"
    ANSWERED = "answered"
    OVERDUE = "overdue"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True)
class CorrectionLine:
    """One thing to put right, with its words."""

    correction: Correction
    task: str
    reply: str
    is_overdue: bool

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


@needs(Permission.CORRECT)
def list_corrections(
    session: Session, actor: Actor, *, today: date, show: Show = Show.OPEN, round_key: str | None = None
) -> CorrectionList:
    """The corrections of one round or of all; the most overdue first, those without a date last."""
    audit_round = get_by_key(session, AuditRound, round_key) if round_key else None
    lines = _read_lines(session, today, audit_round)
    shown = {each: [line for line in lines if _is_in(line, each)] for each in Show}
    counts = {each: len(found) for each, found in shown.items()}
    return CorrectionList(shown[show], counts, _has_cases_to_score(session, actor), audit_round)


@needs(Permission.CORRECT)
def get_correction(session: Session, actor: Actor, *, key: str, today: date) -> CorrectionLine:
    """One correction."""
    correction = get_by_key(session, Correction, key)
    return next(
        line for line in _read_lines(session, today, None, correction.row_id) if line.correction is correction
    )


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
) -> Correction:
    """Say who puts it right by when, what they answered, and whether it is done."""
    line = get_correction(session, actor, key=key, today=today)
    correction = line.correction
    words = _short("reply", reply, REPLY_LENGTH)
    name = _short("owner", owner, OWNER_LENGTH)
    if (name, due_on, words, is_done) == _kept(line):
        return correction
    check_version(correction, version)
    if is_done and not words:
        raise Refused("reply", "Say what was done before you mark it as put right.")
    changed = _write_reply(session, correction, words)
    before = (correction.owner, correction.due_on, correction.status)
    correction.owner, correction.due_on = name, due_on
    correction.status = _status(words, is_done)
    if changed or before != (name, due_on, correction.status):
        # The reply is a row of its own: the correction's version must move with it.
        flag_modified(correction, "status")
        correction.replied_at = (now() if changed else correction.replied_at) if words else None
        details = {"status": correction.status, "due_on": str(due_on or ""), "reply_changed": changed}
        record(session, actor, "correction_changed", f"correction {correction.key}", details)
    return correction


def _kept(line: CorrectionLine) -> tuple[str, date | None, str, bool]:
    correction = line.correction
    is_done = correction.status == CorrectionStatus.DONE
    return correction.owner, correction.due_on, line.reply, is_done


def _status(reply: str, is_done: bool) -> CorrectionStatus:
    if is_done:
        return CorrectionStatus.DONE
    return CorrectionStatus.REPLIED if reply else CorrectionStatus.OPEN


def _write_reply(session: Session, correction: Correction, words: str) -> bool:
    query = sa.select(FreeText).where(FreeText.correction_id == correction.row_id, FreeText.box == Box.REPLY)
    kept = session.scalars(query).one_or_none()
    if (kept.text if kept else "") == words:
        return False
    if kept is None:
        owner = {"area_id": correction.area_id, "correction_id": correction.row_id}
        session.add(FreeText(**owner, box=Box.REPLY, text=words))
    else:
        kept.text = words
    return True


def _read_lines(
    session: Session, today: date, audit_round: AuditRound | None, correction_id: int | None = None
) -> list[CorrectionLine]:
    query = (
        sa.select(Correction)
        .join(Correction.case)
        .join(AuditCase.audit_round)
        .options(contains_eager(Correction.case).contains_eager(AuditCase.audit_round))
    )
    if audit_round is not None:
        query = query.where(AuditCase.round_id == audit_round.row_id)
    if correction_id is not None:
        query = query.where(Correction.row_id == correction_id)
    corrections = list(session.scalars(query))
    owned = FreeText.correction_id.in_([correction.row_id for correction in corrections])
    texts = {
        (text.correction_id, text.box): text.text
        for text in session.scalars(sa.select(FreeText).where(owned))
    }
    lines = [
        CorrectionLine(
            each,
            texts.get((each.row_id, Box.TASK), ""),
            texts.get((each.row_id, Box.REPLY), ""),
            _is_overdue(each, today),
        )
        for each in corrections
    ]
    return sorted(lines, key=_urgency)


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


def _short(field: str, typed: str, most: int) -> str:
    text = clean_text(typed)
    if len(text) > most:
        raise Refused(field, f"This is {len(text):,} characters long. The most that can be kept is {most:,}.")
    return text
