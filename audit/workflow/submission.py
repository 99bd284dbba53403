"""Handing in a scoresheet, once and for good; a later correction of it is a new edition."""

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.typed_text import clean_text
from audit.store.assignment import get_own_sheet
from audit.store.audit_round import RoundStatus
from audit.store.base import now
from audit.store.correction import Correction
from audit.store.entry import read_boxes, read_rows, write_boxes, write_entries
from audit.store.free_text import Box, FreeText
from audit.store.panel import AssignmentStatus
from audit.store.scoresheet import Scoresheet, find_newest_sheet
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs
from audit.workflow.scoresheets import open_draft
from audit.workflow.sheet_view import CLOSING_BOXES

REASON_LENGTH = 2_000


@needs(Permission.SCORE)
def submit_sheet(session: Session, actor: Actor, *, key: str, version: int) -> Scoresheet:
    """Hand in the sheet as its author last saw it. Doing so twice is doing so once."""
    sheet = get_own_sheet(session, actor, key)
    if sheet.submitted_at is not None:
        return sheet
    draft, assignment = open_draft(session, actor, key=key), sheet.assignment
    check_version(sheet, version)
    if draft.unanswered:
        raise Conflict("Some questions have no answer yet.")
    if draft.unasked:
        raise Conflict("Some words look like personal data. Take them out, or say that they must stay.")
    ask_for_corrections(session, sheet, draft.closing.put_right)
    if assignment is not None:
        assignment.status = AssignmentStatus.SUBMITTED
    sheet.submitted_at = now()
    details = {"answers": draft.n_answered, "edition": sheet.edition}
    record(session, actor, "scoresheet_submitted", f"scoresheet {sheet.key}", details)
    return sheet


def ask_for_corrections(session: Session, sheet: Scoresheet, put_right: str) -> None:
    """Make one correction a line; lines of an earlier edition are already on the list."""
    known: set[str] = set()
    if sheet.replaces_id is not None:
        known = set(split_lines(read_boxes(session, sheet.replaces_id).get(Box.PUT_RIGHT, "")))
    tasks = [line for line in split_lines(put_right) if line not in known]
    for task in tasks:
        correction = Correction(area_id=sheet.area_id, case_id=sheet.case_id, scoresheet_id=sheet.row_id)
        session.add(correction)
        session.flush()
        owner = {"area_id": sheet.area_id, "correction_id": correction.row_id}
        session.add(FreeText(**owner, box=Box.TASK, text=task))


def split_lines(text: str) -> list[str]:
    """One thing to put right a line; list marks at the beginning of a line are no part of it."""
    lines = (line.strip().lstrip("-*•").strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


@needs(Permission.SCORE)
def reopen_sheet(
    session: Session, actor: Actor, *, key: str, reason: str, request_key: str | None = None
) -> Scoresheet:
    """Begin a new edition of a submitted sheet, for a reason. The submitted one stays as it is."""
    old = get_own_sheet(session, actor, key)
    assignment = old.assignment
    if assignment is None or old.submitted_at is None:
        raise Conflict("This scoresheet has not been submitted, so it can be changed as it is.")
    newest = find_newest_sheet(session, assignment.row_id)
    if newest is not None and newest.edition > old.edition:
        return newest
    if assignment.case.audit_round.status != RoundStatus.OPEN:
        raise Conflict("This audit has been closed, so its scoresheets stay as they are.")
    words = check_reason(reason)
    sheet = copy_sheet(session, old, request_key)
    write_boxes(session, sheet, {Box.REASON: words})
    assignment.status = AssignmentStatus.STARTED
    record(session, actor, "scoresheet_reopened", f"scoresheet {sheet.key}", {"edition": sheet.edition})
    return sheet


def check_reason(reason: str) -> str:
    """Why a submitted sheet is corrected, tidied; raises `Refused` without one."""
    words = clean_text(reason)
    if not words:
        raise Refused("reason", "Say what has to be corrected and why.")
    if len(words) > REASON_LENGTH:
        raise Refused("reason", f"Keep the reason to {REASON_LENGTH:,} characters.")
    return words


def copy_sheet(session: Session, old: Scoresheet, request_key: str | None) -> Scoresheet:
    """The next edition, with all that the old one says; its own author writes it."""
    sheet = Scoresheet(
        area_id=old.area_id,
        case_id=old.case_id,
        author_kind=old.author_kind,
        assignment_id=old.assignment_id,
        person_id=old.person_id,
        meeting_id=old.meeting_id,
        instead_of_own=old.instead_of_own,
        edition=old.edition + 1,
        replaces_id=old.row_id,
        own_grade=old.own_grade,
        minutes_spent=old.minutes_spent,
        request_key=request_key,
    )
    session.add(sheet)
    session.flush()
    rows = read_rows(session, old.row_id)
    write_entries(session, sheet, rows.entries(old.row_id).values())
    boxes = {box: text for box, text in rows.boxes().items() if box in CLOSING_BOXES}
    write_boxes(session, sheet, boxes, kept=rows.kept_boxes())
    return sheet
