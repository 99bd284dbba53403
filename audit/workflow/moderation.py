"""Agreeing the score: which cases differ, who said what, and settling it with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, NotFound, Permission
from audit.domain.moderation import MUST_SETTLE, OVERALL, Difference, Kind, differences
from audit.domain.rubric import Rubric, Section
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.entry import read_boxes
from audit.store.meeting import list_meeting_sheets, newest_submitted, read_meeting_answers
from audit.store.queries import get_by_key
from audit.store.scoresheet import Scoresheet
from audit.store.settling import Author, Settled, list_settlements, list_still_to_score, read_authors
from audit.workflow.needs import needs
from audit.workflow.rubric_of import rubric_of
from audit.workflow.sheet_view import Closing, closing_of

_RANK = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True)
class QueueLine:
    """One case whose original sheets differ."""

    case: AuditCase
    found: tuple[Difference, ...]
    settled: frozenset[str]
    n_sheets: int
    overtaken: frozenset[str]

    @property
    def n_open(self) -> int:
        return sum(name_of(difference) not in self.settled for difference in self.found)

    @property
    def worst(self) -> Difference:
        """What matters most of what is still open; once all is settled, of everything."""
        still_open = (each for each in self.found if name_of(each) not in self.settled)
        return next(still_open, self.found[0])

    @property
    def n_grave(self) -> int:
        """Open differences that the panel must talk about."""
        open_kinds = (each.kind for each in self.found if name_of(each) not in self.settled)
        return sum(kind in MUST_SETTLE for kind in open_kinds)


@dataclass(frozen=True)
class Queue:
    """The cases of a round that differ, and those that the actor still has to score before seeing."""

    audit_round: AuditRound
    lines: tuple[QueueLine, ...]
    hidden: tuple[AuditCase, ...]
    n_compared: int


@dataclass(frozen=True)
class CaseView:
    """One case with all its original sheets side by side."""

    case: AuditCase
    audit_round: AuditRound
    rubric: Rubric
    authors: tuple[Author, ...]
    found: Mapping[str, Difference]
    settlements: Mapping[str, Sequence[Settled]]
    closings: Mapping[str, Closing]
    is_hidden: bool
    meeting_sheet: Scoresheet | None = None
    by_meeting: frozenset[str] = frozenset()

    @property
    def must_settle(self) -> list[str]:
        """What the panel must talk about, the most important first."""
        return [name for name in self._still_open if self.found[name].kind in MUST_SETTLE]

    @property
    def small(self) -> list[str]:
        """Small differences that may stay as they are."""
        return [name for name in self._still_open if self.found[name].kind not in MUST_SETTLE]

    @property
    def names(self) -> list[str]:
        """All that can be settled: what is still open, then what was settled and may be settled anew."""
        return [*self._still_open, *self.settlements]

    @property
    def n_open(self) -> int:
        return len(self._still_open)

    @cached_property
    def overtaken(self) -> frozenset[str]:
        """What was settled before somebody else's answer came in."""
        return find_overtaken(self.authors, self.settlements)

    @property
    def can_settle(self) -> bool:
        """What a meeting's own scoresheet says is corrected there, so nothing is settled beside it."""
        is_open = self.audit_round.status == RoundStatus.OPEN
        return is_open and not self.is_hidden and self.meeting_sheet is None

    @property
    def _still_open(self) -> list[str]:
        done = {*self.settlements, *self.by_meeting}
        return [name for name in self.found if name not in done]

    def section_of(self, name: str) -> Section:
        """In which section of the document a question stands."""
        sections = self.rubric.sections
        return next(section for section in sections if name in {each.key for each in section.criteria})


def find_overtaken(authors: Iterable[Author], settlements: Mapping[str, Sequence[Settled]]) -> frozenset[str]:
    """The settled questions that a sheet submitted later answers as well: the panel should look again."""
    return frozenset(
        name
        for name, settled in settlements.items()
        for author in authors
        if (author.is_whole if name == OVERALL else name in author.entries)
        and author.sheet.submitted_at is not None
        and author.sheet.submitted_at > settled[-1].settlement.settled_at
    )


def name_of(difference: Difference) -> str:
    """Under what name a difference is settled."""
    return difference.criterion or OVERALL


@needs(Permission.MODERATE)
def list_moderation(session: Session, actor: Actor, *, round_key: str) -> Queue:
    """The cases that differ, those that matter most first."""
    audit_round = get_by_key(session, AuditRound, round_key)
    rubric = rubric_of(audit_round)
    query = sa.select(AuditCase).where(AuditCase.round_id == audit_round.row_id).order_by(AuditCase.number)
    cases = {case.row_id: case for case in session.scalars(query)}
    authors = read_authors(session, cases)
    settled = list_settlements(session, cases)
    by_meeting = read_meeting_answers(session, cases)
    hidden = list_still_to_score(session, actor, cases)
    compared = {case_id: sheets for case_id, sheets in authors.items() if len(sheets) > 1}
    lines = [
        QueueLine(
            cases[case_id],
            found,
            frozenset({*settled.get(case_id, {}), *by_meeting.get(case_id, ())}),
            len(sheets),
            find_overtaken(sheets, settled.get(case_id, {})),
        )
        for case_id, sheets in compared.items()
        if (found := differences(rubric, [author.as_sheet() for author in sheets]))
    ]
    return Queue(
        audit_round,
        tuple(sorted(lines, key=_importance)),
        tuple(cases[case_id] for case_id in sorted(hidden)),
        len(compared),
    )


def _importance(line: QueueLine) -> tuple[bool, int, int, int, int]:
    still_open = [each for each in line.found if name_of(each) not in line.settled]
    worst = min((_RANK[each.kind] for each in still_open), default=len(_RANK))
    widest = max((each.gap for each in still_open), default=0)
    return not still_open, worst, -widest, -len(still_open), line.case.number


@needs(Permission.MODERATE)
def show_moderation_case(session: Session, actor: Actor, *, round_key: str, case_key: str) -> CaseView:
    """One case side by side; empty while the actor still has to score it."""
    audit_round = get_by_key(session, AuditRound, round_key)
    case = get_by_key(session, AuditCase, case_key)
    if case.round_id != audit_round.row_id:
        raise NotFound("the case belongs to another round")
    rubric = rubric_of(audit_round)
    is_hidden = bool(list_still_to_score(session, actor, [case.row_id]))
    # The row filter leaves the actor's own draft in sight; side by side stand submitted sheets only.
    authors = () if is_hidden else tuple(read_authors(session, [case.row_id]).get(case.row_id, ()))
    found = differences(rubric, [author.as_sheet() for author in authors])
    meeting_sheet = newest_submitted(list_meeting_sheets(session, [case.row_id]).get(case.row_id, ()))
    return CaseView(
        case=case,
        audit_round=audit_round,
        rubric=rubric,
        authors=authors,
        found={name_of(difference): difference for difference in found},
        settlements=list_settlements(session, [case.row_id]).get(case.row_id, {}),
        closings={
            author.sheet.key: closing_of(author.sheet, read_boxes(session, author.sheet.row_id))
            for author in authors
        },
        is_hidden=is_hidden,
        meeting_sheet=meeting_sheet,
        by_meeting=read_meeting_answers(session, [case.row_id]).get(case.row_id, frozenset()),
    )
