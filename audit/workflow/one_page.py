"""A whole scoresheet on one page, typed in by a lead: from paper for its author, or for a meeting."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict
from audit.domain.case import Fact
from audit.domain.rubric import Criterion, Rubric
from audit.store.audit_round import AuditRound
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.entry import Entry, read_boxes, read_entries, write_boxes, write_entries
from audit.store.scoresheet import Scoresheet
from audit.store.trail import record
from audit.workflow.editing import Refused
from audit.workflow.rubric_of import rubric_of
from audit.workflow.scoresheets import (
    Findings,
    Stamp,
    check_fresh,
    differs,
    guard_closing,
    guard_entries,
    tidy_closing,
    tidy_entry,
)
from audit.workflow.sheet_view import (
    CLOSING_BOXES,
    BoxesOfSheet,
    Closing,
    SectionProgress,
    closing_of,
    list_progress,
    state_of,
)
from audit.workflow.submission import ask_for_corrections


@dataclass(frozen=True)
class OnePage(BoxesOfSheet):
    """All questions of one sheet that its case is asked, with what was put down so far."""

    sheet: Scoresheet
    case: AuditCase
    rubric: Rubric
    sections: tuple[SectionProgress, ...]
    entries: Mapping[str, Entry]
    closing: Closing
    held_back: Mapping[str, Findings] = field(default_factory=dict)

    @property
    def audit_round(self) -> AuditRound:
        return self.case.audit_round

    @property
    def asked(self) -> tuple[Criterion, ...]:
        return tuple(criterion for part in self.sections for criterion in part.asked)

    @property
    def state(self) -> str:
        """A fingerprint of all that it holds."""
        entries = [self.entries.get(criterion.key, Entry(criterion.key)) for criterion in self.asked]
        return state_of([*entries, self.closing])


def read_page(session: Session, sheet: Scoresheet, lens: str) -> OnePage:
    """The page of one sheet."""
    case = sheet.case
    rubric, facts = rubric_of(case.audit_round), {Fact(fact) for fact in case.facts}
    entries = read_entries(session, [sheet.row_id])[sheet.row_id]
    sections = list_progress(rubric, lens, facts, entries)
    closing = closing_of(sheet, read_boxes(session, sheet.row_id))
    return OnePage(sheet, case, rubric, sections, entries, closing)


def keep_page(
    session: Session,
    actor: Actor,
    before: OnePage,
    *,
    entries: Iterable[Entry],
    closing: Closing,
    stamp: Stamp,
    keep: Collection[str],
) -> dict[str, Findings]:
    """Keep what was typed; questions that are not among `entries` stay as they were.

    Returns the boxes that were held back, since whoever types is asked about them first; `keep` names those
    of which they said that the words must stay.
    """
    sheet, asked = before.sheet, {criterion.key for criterion in before.asked}
    tidied = [tidy_entry(before.rubric, asked, entry) for entry in entries]
    saved, held_back = guard_entries(before, tidied, keep)
    wanted = [entry for entry in saved if differs(before.entries.get(entry.criterion), entry)]
    closing, held_at_end = guard_closing(before, tidy_closing(before.rubric, closing), keep)
    held_back |= held_at_end
    is_same = not wanted and (closing, closing.kept) == (before.closing, before.closing.kept)
    if is_same and not held_back:
        return held_back
    check_fresh(sheet, stamp, lambda: before.state)
    if is_same:
        return held_back
    changed = write_entries(session, sheet, wanted)
    texts = {box: str(getattr(closing, box)) for box in CLOSING_BOXES}
    write_boxes(session, sheet, texts, kept=closing.kept)
    sheet.own_grade, sheet.minutes_spent = closing.own_grade or None, closing.minutes
    sheet.saved_at, sheet.saved_from = now(), stamp.page
    record(session, actor, "scoresheet_saved", f"scoresheet {sheet.key}", {"questions": changed})
    return held_back


def hand_in(session: Session, actor: Actor, page: OnePage, verb: str) -> None:
    """Submit a sheet that was typed in for somebody; raises `Refused` while an answer is missing."""
    if page.unanswered:
        _, first = page.unanswered[0]
        raise Refused(f"answer-{first.key}", "Some questions have no answer yet.")
    if page.unasked:
        raise Conflict("Some words look like personal data. Take them out, or say that they must stay.")
    ask_for_corrections(session, page.sheet, page.closing.put_right)
    page.sheet.submitted_at = now()
    details = {"answers": page.n_answered, "edition": page.sheet.edition}
    record(session, actor, verb, f"scoresheet {page.sheet.key}", details)
