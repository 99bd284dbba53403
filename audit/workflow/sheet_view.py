"""A scoresheet as its own author sees it, and why it may no longer be changed."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from sqlalchemy.orm import Session

from audit.domain.access import Conflict, NotFound
from audit.domain.case import Fact
from audit.domain.personal_data import Finding
from audit.domain.rating import allowed_levels
from audit.domain.rubric import Criterion, Rubric, Section
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.entry import Entry, SheetRows, read_rows
from audit.store.free_text import Box
from audit.store.own_sheet import OwnSheet
from audit.store.panel import Assignment, AssignmentStatus
from audit.store.plain import AnySession
from audit.store.scoresheet import Scoresheet
from audit.workflow.personal_data import Words
from audit.workflow.rubric_of import rubric_by_sha256, rubric_of

_write = json.JSONEncoder().encode
CLOSING_BOXES = (Box.WORKS, Box.BETTER, Box.PUT_RIGHT)


@dataclass(frozen=True)
class SectionProgress:
    """One section of the author's lens: what is asked of this case, what is not, what is answered."""

    section: Section
    asked: tuple[Criterion, ...]
    not_asked: tuple[Criterion, ...]
    n_answered: int

    @cached_property
    def keys(self) -> Set[str]:
        """What is asked."""
        return frozenset(criterion.key for criterion in self.asked)

    @property
    def n_left(self) -> int:
        return len(self.asked) - self.n_answered

    def count_again(self, answered: Set[str]) -> "SectionProgress":
        """The same section once these questions are answered."""
        n_answered = len(self.keys & answered)
        return self if n_answered == self.n_answered else replace(self, n_answered=n_answered)


@dataclass(frozen=True)
class Closing:
    """What is said of the whole document at the end. `kept`: the boxes whose personal data must stay."""

    own_grade: str = ""
    works: str = ""
    better: str = ""
    put_right: str = ""
    minutes: int | None = None
    kept: frozenset[Box] = field(default=frozenset(), compare=False, repr=False)

    def words(self, box: Box) -> Words:
        """One of the boxes."""
        return Words(str(getattr(self, box)), box in self.kept)


class BoxesOfSheet:
    """What is typed on a sheet, and what its author is asked about before it is kept."""

    sections: tuple[SectionProgress, ...]
    entries: Mapping[str, Entry]
    closing: Closing
    held_back: Mapping[str, tuple[Finding, ...]]

    def words(self, box: str) -> Words:
        """What is saved in an evidence box, by its question, or in a closing box, by its name."""
        if box in CLOSING_BOXES:
            return self.closing.words(Box(box))
        entry = self.entries.get(box, Entry(box))
        return Words(entry.evidence, entry.kept)

    def asks(self, box: str) -> tuple[Finding, ...]:
        """What looks like personal data in a box and still waits for its author's word."""
        return self.held_back.get(box, ()) or self.words(box).asks

    @property
    def n_answered(self) -> int:
        return sum(part.n_answered for part in self.sections)

    @property
    def unanswered(self) -> tuple[tuple[Section, Criterion], ...]:
        """Questions without an answer yet, with their sections."""
        return tuple(self._iterate_unanswered())

    @property
    def first_unanswered(self) -> tuple[Section, Criterion] | None:
        """Where to go on."""
        return next(self._iterate_unanswered(), None)

    def _iterate_unanswered(self) -> Iterator[tuple[Section, Criterion]]:
        for part in self.sections:
            if part.n_left:
                unanswered = (each for each in part.asked if not is_answered(self.entries, each))
                yield from ((part.section, criterion) for criterion in unanswered)

    @property
    def unasked(self) -> tuple[tuple[Section | None, str, tuple[Finding, ...]], ...]:
        """Every saved box that waits so: its section (None at the end), its name and what was found."""
        boxes: list[tuple[Section | None, str]] = [
            (part.section, criterion.key) for part in self.sections for criterion in part.asked
        ]
        boxes += [(None, box) for box in CLOSING_BOXES]
        return tuple((section, box, found) for section, box in boxes if (found := self.words(box).asks))


class AuthorsSheet(BoxesOfSheet):
    """What the author of a sheet works on, section by section."""

    @property
    def n_asked(self) -> int:
        return sum(len(part.asked) for part in self.sections)

    def part(self, section_key: str) -> SectionProgress:
        """One section; raises `NotFound` for one outside the author's lens."""
        for part in self.sections:
            if part.section.key == section_key:
                return part
        raise NotFound("no such section in this lens")

    def part_after(self, section_key: str) -> SectionProgress | None:
        """The section to go on with, or None after the last."""
        keys = [part.section.key for part in self.sections]
        following = keys.index(section_key) + 1
        return self.sections[following] if following < len(keys) else None

    def section_state(self, section_key: str) -> str:
        """A fingerprint of what a section holds."""
        return state_of(
            [
                self.entries.get(criterion.key, Entry(criterion.key))
                for criterion in self.part(section_key).asked
            ]
        )

    @property
    def closing_state(self) -> str:
        """A fingerprint of the closing words."""
        return state_of([self.closing])


@dataclass(frozen=True)
class SheetView(AuthorsSheet):
    """A scoresheet with all that its own author may see of it.

    `held_back`: boxes whose new words were not saved, since their author is asked about them first.
    """

    sheet: Scoresheet
    assignment: Assignment
    case: AuditCase
    audit_round: AuditRound
    rubric: Rubric
    sections: tuple[SectionProgress, ...]
    entries: Mapping[str, Entry]
    closing: Closing
    barrier: str | None
    held_back: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)

    @property
    def bare_failures(self) -> tuple[tuple[Section, Criterion], ...]:
        """Questions answered with the worst there is, without a word of evidence or a page."""
        return tuple(
            (part.section, criterion)
            for part in self.sections
            for criterion in part.asked
            if self._is_bare_failure(criterion)
        )

    def _is_bare_failure(self, criterion: Criterion) -> bool:
        entry = self.entries.get(criterion.key)
        if entry is None or entry.answer is None or entry.evidence or entry.page:
            return False
        return entry.answer.level == allowed_levels(self.rubric, criterion)[0]


@dataclass(frozen=True)
class Draft(AuthorsSheet):
    """A scoresheet that may still be changed, as a save needs it. `held_back`: see `SheetView`."""

    sheet: OwnSheet
    rubric: Rubric
    sections: tuple[SectionProgress, ...]
    entries: Mapping[str, Entry]
    closing: Closing
    rows: SheetRows = field(repr=False)
    held_back: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)

    def after(self, section_key: str, entries: Iterable[Entry]) -> "Draft":
        """The same sheet once these entries of a section are saved."""
        known = {**self.entries, **{entry.criterion: entry for entry in entries}}
        answered = _list_answered(known)
        sections = tuple(
            part.count_again(answered) if part.section.key == section_key else part for part in self.sections
        )
        return replace(self, entries=known, sections=sections)


def state_of(parts: Sequence[Entry | Closing]) -> str:
    """A short fingerprint; equal only if nothing differs."""
    return hashlib.sha256(_write([_list_told(part) for part in parts]).encode()).hexdigest()[:16]


def _list_told(part: Entry | Closing) -> list[str | int | None]:
    if isinstance(part, Entry):
        return [part.criterion, part.answer.value if part.answer else None, part.evidence, part.page]
    return [part.own_grade, part.works, part.better, part.put_right, part.minutes]


def is_answered(entries: Mapping[str, Entry], criterion: Criterion) -> bool:
    """Whether there is a level or a reason."""
    entry = entries.get(criterion.key)
    return entry is not None and entry.answer is not None


def build_view(session: Session, sheet: Scoresheet, *, is_known: bool) -> SheetView:
    """Read all of a sheet; `NotFound` once the case was handed back.

    `is_known`: whether its author has said that they have an interest in the plan.
    """
    assignment = sheet.assignment
    if assignment is None or assignment.status == AssignmentStatus.HANDED_BACK:
        raise NotFound("this case was handed back")
    if assignment.case is None:
        raise NotFound("this case is out of its author's sight")
    case, rows = assignment.case, read_rows(session, sheet.row_id)
    rubric, facts = rubric_of(case.audit_round), {Fact(fact) for fact in case.facts}
    entries = rows.entries(sheet.row_id)
    return SheetView(
        sheet=sheet,
        assignment=assignment,
        case=case,
        audit_round=case.audit_round,
        rubric=rubric,
        sections=list_progress(rubric, assignment.lens, facts, entries),
        entries=entries,
        closing=replace(closing_of(sheet, rows.boxes()), kept=rows.kept_boxes()),
        barrier=find_barrier(sheet, case.audit_round.status, is_known=is_known),
    )


def build_draft(session: AnySession, sheet: OwnSheet) -> Draft:
    """Read what is put down on a sheet; raises `Conflict` with the reason when it may not be changed."""
    if sheet.assignment_status in (None, AssignmentStatus.HANDED_BACK):
        raise Conflict("You have handed this case back, so nothing more can be saved in it.")
    if sheet.round_status is None:
        raise NotFound("this case is out of its author's sight")
    barrier = find_barrier(sheet, sheet.round_status, is_known=sheet.is_known)
    if barrier:
        raise Conflict(barrier)
    rubric, rows = rubric_by_sha256(session, sheet.rubric_sha256), read_rows(session, sheet.row_id)
    entries = rows.entries(sheet.row_id)
    return Draft(
        sheet=sheet,
        rubric=rubric,
        sections=list_progress(rubric, sheet.lens, {Fact(fact) for fact in sheet.facts}, entries),
        entries=entries,
        closing=replace(closing_of(sheet, rows.boxes()), kept=rows.kept_boxes()),
        rows=rows,
    )


def list_progress(
    rubric: Rubric, lens: str, facts: Collection[Fact], entries: Mapping[str, Entry]
) -> tuple[SectionProgress, ...]:
    """The sections of a lens that ask something of a case, and how much of each is answered."""
    answered = _list_answered(entries)
    return tuple(part.count_again(answered) for part in _list_asked(rubric, lens, frozenset(facts)))


@lru_cache(maxsize=512)
def _list_asked(rubric: Rubric, lens: str, facts: frozenset[Fact]) -> tuple[SectionProgress, ...]:
    parts = []
    for section in rubric.sections_for(lens):
        asked = tuple(criterion for criterion in section.criteria if criterion.applies(facts))
        hidden = tuple(criterion for criterion in section.criteria if not criterion.applies(facts))
        if asked:
            parts.append(SectionProgress(section, asked, hidden, n_answered=0))
    return tuple(parts)


def _list_answered(entries: Mapping[str, Entry]) -> frozenset[str]:
    return frozenset(key for key, entry in entries.items() if entry.answer is not None)


def closing_of(sheet: Scoresheet | OwnSheet, boxes: Mapping[Box, str]) -> Closing:
    """What an author said of the whole document."""
    works, better, put_right = (boxes.get(box, "") for box in CLOSING_BOXES)
    return Closing(sheet.own_grade or "", works, better, put_right, sheet.minutes_spent)


def find_barrier(sheet: Scoresheet | OwnSheet, round_status: str, *, is_known: bool) -> str | None:
    """Why nothing more can be saved on a sheet, or None. `is_known`: whether an interest was declared."""
    if sheet.submitted_at is not None:
        return "You have submitted this scoresheet, so it can no longer be changed."
    if sheet.typed_by_id is not None:
        return (
            "Your audit lead is keying in what you scored on paper. You can look at it here, not change it."
        )
    if round_status != RoundStatus.OPEN:
        return "This audit has been closed, so nothing more can be saved in it."
    if is_known:
        return "You have said that you know this child or worked on this document, so you cannot score it."
    return None
