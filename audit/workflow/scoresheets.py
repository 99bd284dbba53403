"""Scoring: showing a scoresheet and keeping what its author puts down, section by section."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.rating import AnswerError, check_answer
from audit.domain.rubric import Rubric
from audit.domain.typed_text import clean_text
from audit.store.assignment import get_own_sheet
from audit.store.base import now
from audit.store.entry import Entry, write_boxes, write_entries
from audit.store.panel import AssignmentStatus
from audit.store.scoresheet import Scoresheet
from audit.store.trail import record
from audit.workflow.editing import Refused, Stale
from audit.workflow.needs import needs
from audit.workflow.sheet_view import CLOSING_BOXES, Closing, SheetView, build_view, find_barrier

EVIDENCE_LENGTH, PAGE_LENGTH, BOX_LENGTH, MOST_MINUTES = 5_000, 60, 10_000, 1_440


@dataclass(frozen=True)
class Stamp:
    """From what a page was made: the sheet's version, what it showed, and the page's own request key."""

    version: int
    state: str = ""
    page: str | None = None


@needs(Permission.SCORE)
def show_sheet(session: Session, actor: Actor, *, key: str) -> SheetView:
    """The actor's own scoresheet."""
    return build_view(session, actor, get_own_sheet(session, actor, key))


@needs(Permission.SCORE)
def get_editable_sheet(session: Session, actor: Actor, *, key: str) -> Scoresheet:
    """The actor's own sheet while it may be changed; raises `Conflict` with the reason when it may not."""
    sheet = get_own_sheet(session, actor, key)
    if sheet.assignment is None or sheet.assignment.status == AssignmentStatus.HANDED_BACK:
        raise Conflict("You have handed this case back, so nothing more can be saved in it.")
    barrier = find_barrier(session, actor, sheet, sheet.assignment.case)
    if barrier:
        raise Conflict(barrier)
    return sheet


@needs(Permission.SCORE)
def save_section(
    session: Session, actor: Actor, *, key: str, section_key: str, entries: Iterable[Entry], stamp: Stamp
) -> SheetView:
    """Keep the answers of one section; questions that are not among `entries` stay as they were."""
    sheet = get_editable_sheet(session, actor, key=key)
    before = build_view(session, actor, sheet)
    asked = {criterion.key for criterion in before.part(section_key).asked}
    sound = [tidy_entry(before.rubric, asked, entry) for entry in entries]
    wanted = [
        entry for entry in sound if before.entries.get(entry.criterion, Entry(entry.criterion)) != entry
    ]
    if not wanted:
        return before
    check_fresh(sheet, stamp, before.section_state(section_key))
    changed = write_entries(session, sheet, wanted)
    _mark_saved(session, actor, sheet, stamp, {"section": section_key, "questions": changed})
    return build_view(session, actor, sheet)


@needs(Permission.SCORE)
def save_closing(session: Session, actor: Actor, *, key: str, closing: Closing, stamp: Stamp) -> SheetView:
    """Keep the overall judgement, the three boxes and the minutes."""
    sheet = get_editable_sheet(session, actor, key=key)
    before = build_view(session, actor, sheet)
    wanted = tidy_closing(before.rubric, closing)
    if wanted == before.closing:
        return before
    check_fresh(sheet, stamp, before.closing_state)
    texts = (wanted.works, wanted.better, wanted.put_right)
    changed = write_boxes(session, sheet, dict(zip(CLOSING_BOXES, texts, strict=True)))
    sheet.own_grade, sheet.minutes_spent = wanted.own_grade or None, wanted.minutes
    _mark_saved(session, actor, sheet, stamp, {"section": "closing", "boxes": changed})
    return build_view(session, actor, sheet)


def check_fresh(sheet: Scoresheet, stamp: Stamp, state: str) -> None:
    """Raise `Stale` if another page changed the same part since this one was made."""
    same_page = stamp.page is not None and sheet.saved_from == stamp.page
    if sheet.version != stamp.version and not same_page and state != stamp.state:
        raise Stale(sheet)


def _mark_saved(
    session: Session, actor: Actor, sheet: Scoresheet, stamp: Stamp, details: Mapping[str, object]
) -> None:
    sheet.saved_at, sheet.saved_from = now(), stamp.page
    record(session, actor, "scoresheet_saved", f"scoresheet {sheet.key}", details)


def tidy_entry(rubric: Rubric, asked: Collection[str], entry: Entry) -> Entry:
    """The entry, tidied; raises `Refused` with what to do instead."""
    if entry.criterion not in asked:
        raise Refused(f"answer-{entry.criterion}", "This question is not asked of this document.")
    if entry.answer is not None:
        try:
            check_answer(rubric, entry.answer)
        except AnswerError as error:
            raise Refused(f"answer-{entry.criterion}", str(error)) from None
    evidence = _short(f"evidence-{entry.criterion}", entry.evidence, EVIDENCE_LENGTH)
    return Entry(
        entry.criterion, entry.answer, evidence, _short(f"page-{entry.criterion}", entry.page, PAGE_LENGTH)
    )


def tidy_closing(rubric: Rubric, closing: Closing) -> Closing:
    """The closing words, tidied; raises `Refused` with what to do instead."""
    if closing.own_grade and closing.own_grade not in rubric.grades:
        raise Refused("own_grade", "Choose one of the judgements shown.")
    if closing.minutes is not None and not 0 <= closing.minutes <= MOST_MINUTES:
        raise Refused("minutes", f"Minutes must be a number between 0 and {MOST_MINUTES:,}.")
    names = ("works", "better", "put_right")
    works, better, put_right = (_short(name, getattr(closing, name), BOX_LENGTH) for name in names)
    return Closing(closing.own_grade, works, better, put_right, closing.minutes)


def _short(field: str, typed: str, most: int) -> str:
    text = clean_text(typed)
    if len(text) > most:
        raise Refused(field, f"This is {len(text):,} characters long. The most that can be kept is {most:,}.")
    return text
