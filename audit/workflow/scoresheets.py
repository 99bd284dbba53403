"""Scoring: showing a scoresheet and keeping what its author puts down, section by section."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.domain.personal_data import Finding
from audit.domain.rating import AnswerError, check_answer
from audit.domain.rubric import Rubric, Section
from audit.domain.typed_text import clean_text
from audit.store.area import Area
from audit.store.assignment import load_own_sheet
from audit.store.entry import Entry, write_boxes, write_entries
from audit.store.own_sheet import OwnSheet, find_own_sheet, note_save
from audit.store.plain import AnySession
from audit.store.scoresheet import Scoresheet
from audit.store.trail import record
from audit.workflow.editing import Refused, Stale
from audit.workflow.needs import needs
from audit.workflow.personal_data import guard_words
from audit.workflow.sheet_view import (
    CLOSING_BOXES,
    BoxesOfSheet,
    Closing,
    Draft,
    SheetView,
    build_draft,
    build_view,
)

Findings = tuple[Finding, ...]
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
    sheet, is_known = load_own_sheet(session, actor, key)
    return build_view(session, sheet, is_known=is_known)


@needs(Permission.SCORE)
def list_other_sections(session: Session, actor: Actor, *, view: SheetView) -> tuple[Section, ...]:
    """The sections outside the actor's lens, where the area lets auditors read their questions."""
    own = {section.key for section in view.rubric.sections_for(view.assignment.lens)}
    others = tuple(section for section in view.rubric.sections if section.key not in own)
    if not others:
        return ()
    reads = session.scalars(sa.select(Area.lens_reads_all).where(Area.row_id == actor.area_id)).one_or_none()
    return others if reads else ()


@needs(Permission.SCORE)
def open_draft(session: AnySession, actor: Actor, *, key: str) -> Draft:
    """The actor's own sheet while it may be changed; raises `Conflict` with the reason when it may not."""
    return build_draft(session, find_own_sheet(session, actor, key))


@needs(Permission.SCORE)
def save_section(
    session: AnySession,
    actor: Actor,
    *,
    key: str,
    section_key: str,
    entries: Iterable[Entry],
    stamp: Stamp,
    keep: Collection[str] | None = None,
    before: Draft | None = None,
) -> Draft:
    """Keep the answers of one section; questions that are not among `entries` stay as they were.

    `keep`: the evidence boxes whose author says that what looks like personal data must stay; the others
    with such words are held back. `before`: the draft as this same transaction has read it.
    """
    draft = before or open_draft(session, actor, key=key)
    asked = {criterion.key for criterion in draft.part(section_key).asked}
    sound = [tidy_entry(draft.rubric, asked, entry) for entry in entries]
    saved, held_back = guard_entries(draft, sound, keep)
    wanted = [entry for entry in saved if differs(draft.entries.get(entry.criterion), entry)]
    # A page that shows all of the section as it is saved is as good as a fresh one, whenever it was made.
    if not wanted and not held_back and asked <= {entry.criterion for entry in sound}:
        return draft
    check_fresh(draft.sheet, stamp, lambda: draft.section_state(section_key))
    if not wanted:
        return replace(draft, held_back=held_back)
    changed = write_entries(session, draft.sheet, wanted, draft.rows)
    after = replace(draft.after(section_key, wanted), held_back=held_back)
    return _mark_saved(session, actor, after, stamp, {"section": section_key, "questions": changed})


def guard_entries(
    view: BoxesOfSheet, entries: Iterable[Entry], keep: Collection[str] | None
) -> tuple[list[Entry], dict[str, Findings]]:
    """What can be saved of these entries, and the evidence that its author is asked about first."""
    fields = None if keep is None else {f"evidence-{criterion}" for criterion in keep}
    guarded = [
        (each, guard_words(f"evidence-{each.criterion}", each.evidence, view.words(each.criterion), fields))
        for each in entries
    ]
    saved = [replace(each, evidence=guard.words.text, kept=guard.words.kept) for each, guard in guarded]
    return saved, {each.criterion: guard.asks for each, guard in guarded if guard.asks}


def guard_closing(
    view: BoxesOfSheet, closing: Closing, keep: Collection[str] | None
) -> tuple[Closing, dict[str, Findings]]:
    """The same of the boxes at the end."""
    guards = {
        box: guard_words(box, getattr(closing, box), view.closing.words(box), keep) for box in CLOSING_BOXES
    }
    texts = {str(box): guard.words.text for box, guard in guards.items()}
    kept = frozenset(box for box, guard in guards.items() if guard.words.kept)
    saved = Closing(closing.own_grade, minutes=closing.minutes, kept=kept, **texts)
    return saved, {str(box): guard.asks for box, guard in guards.items() if guard.asks}


def differs(before: Entry | None, entry: Entry) -> bool:
    """Whether there is anything to save."""
    known = before or Entry(entry.criterion)
    return known != entry or known.kept != entry.kept


@needs(Permission.SCORE)
def save_closing(
    session: AnySession,
    actor: Actor,
    *,
    key: str,
    closing: Closing,
    stamp: Stamp,
    keep: Collection[str] | None = None,
    before: Draft | None = None,
) -> Draft:
    """Keep the overall judgement, the three boxes and the minutes. `keep`, `before`: see `save_section`."""
    draft = before or open_draft(session, actor, key=key)
    wanted, held_back = guard_closing(draft, tidy_closing(draft.rubric, closing), keep)
    texts = {box: str(getattr(wanted, box)) for box in CLOSING_BOXES}
    after = replace(draft, closing=wanted, held_back=held_back)
    is_same = (wanted, wanted.kept) == (draft.closing, draft.closing.kept)
    if is_same and not held_back:
        return after
    check_fresh(draft.sheet, stamp, lambda: draft.closing_state)
    if is_same:
        return after
    changed = write_boxes(session, draft.sheet, texts, kept=wanted.kept, rows=draft.rows)
    return _mark_saved(session, actor, after, stamp, {"section": "closing", "boxes": changed})


def check_fresh(sheet: Scoresheet | OwnSheet, stamp: Stamp, state: Callable[[], str]) -> None:
    """Raise `Stale` if another page changed the same part since this one was made.

    `state` says what the part holds now; most saves need not ask.
    """
    same_page = stamp.page is not None and sheet.saved_from == stamp.page
    if sheet.version != stamp.version and not same_page and state() != stamp.state:
        raise Stale(sheet)


def _mark_saved(
    session: AnySession, actor: Actor, draft: Draft, stamp: Stamp, details: Mapping[str, object]
) -> Draft:
    closing = draft.closing
    sheet = note_save(
        session,
        draft.sheet,
        page=stamp.page,
        own_grade=closing.own_grade or None,
        minutes=closing.minutes,
    )
    record(session, actor, "scoresheet_saved", f"scoresheet {sheet.key}", details)
    return replace(draft, sheet=sheet)


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
