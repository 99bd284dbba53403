"""The cases of a round, each with its original sheets and what was settled: what a report is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.moderation import OVERALL, Sheet, differences, settled_grade, standing_answers
from audit.domain.rating import Answer, Reason, Score, score
from audit.domain.rubric import WHOLE, Rubric
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.moderation import Settlement
from audit.store.panel import Purpose
from audit.store.scoresheet import AuthorKind, Scoresheet
from audit.store.submitted import list_ratings, list_settlements, newest_sheets


@dataclass(frozen=True)
class MeetingSheet:
    """What a panel meeting put down for a case, after the members' own sheets or instead of them."""

    sheet: Sheet
    submitted_on: date
    is_instead: bool


@dataclass(frozen=True)
class ScoredCase:
    """One case with its original sheets and what was settled, its overall grade included.

    `lenses` names through what the sheets look; a past audit looked at the sections that it has answers to.
    What a meeting put down stands before all else.
    """

    case: AuditCase
    sheets: tuple[Sheet, ...]
    settlements: tuple[Settlement, ...]
    lenses: frozenset[str]
    meeting: MeetingSheet | None = None
    is_imported: bool = False

    @property
    def is_scored(self) -> bool:
        """Whether anybody scored it: an auditor or a meeting."""
        return bool(self.sheets or self.meeting)

    def is_whole(self, rubric: Rubric) -> bool:
        """Whether all sections were somebody's to score: else the case has no grade and no mean."""
        seen = {section.key for lens in self.lenses for section in rubric.sections_for(lens)}
        if self.is_imported:
            scored = {answer.criterion for sheet in self.sheets for answer in sheet.answers}
            seen = {part.key for part in rubric.sections if any(one.key in scored for one in part.criteria)}
        return seen == {section.key for section in rubric.sections}

    @property
    def settled(self) -> frozenset[str]:
        """The names of all that was settled, or answered by a meeting's scoresheet."""
        return frozenset(row.criterion for row in self.settlements) | self.by_meeting

    @property
    def by_meeting(self) -> frozenset[str]:
        """The names of all that a meeting's scoresheet answers."""
        return settled_by(self.meeting.sheet) if self.meeting else frozenset()

    def standing_settlements(self) -> list[Settlement]:
        """What was settled and not answered by a meeting's scoresheet."""
        return [row for row in self.settlements if row.criterion not in self.by_meeting]

    def questions(self) -> Iterable[Settlement]:
        """What stands settled of the questions, without the overall grade."""
        return (row for row in self.standing_settlements() if row.criterion != OVERALL)

    def answered_by_meeting(self, rubric: Rubric) -> list[str]:
        """The differences between own sheets that a meeting's scoresheet answers."""
        found = [each.settled_as for each in differences(rubric, self.sheets)]
        return [name for name in found if name in self.by_meeting]

    def computed(self, rubric: Rubric) -> Score | None:
        """What the case earns by the rules of the standards; None where it was not scored as a whole."""
        return score(rubric, self.standing()) if self.is_whole(rubric) else None

    def judgement(self, rubric: Rubric) -> str | None:
        """The overall grade that a meeting gave, the panel settled on, or all who gave one agree on."""
        if self.meeting and self.meeting.sheet.grade:
            return self.meeting.sheet.grade
        levels = [row.level for row in self.settlements if row.criterion == OVERALL]
        settled = rubric.grades[levels[0] - 1] if levels and levels[0] is not None else None
        return settled_grade(self.sheets, settled)

    def standing(self) -> tuple[Answer, ...]:
        """The answers that the case is graded on."""
        by_meeting = self.meeting.sheet.answers if self.meeting else ()
        return standing_answers(self.sheets, [*(answer_of(row) for row in self.questions()), *by_meeting])


def settled_by(sheet: Sheet) -> frozenset[str]:
    """The names of all that one sheet answers, the overall grade included."""
    names = {answer.criterion for answer in sheet.answers}
    return frozenset(names | {OVERALL} if sheet.grade else names)


def answer_of(row: Any) -> Answer:
    """The answer that a rating or a settlement holds."""
    return Answer(row.criterion, row.level, Reason(row.reason) if row.reason else None)


def read_scored_cases(session: Session, audit_round: AuditRound) -> list[ScoredCase]:
    """All cases of the round, by number, with their newest original sheets."""
    answers: dict[int, list[Answer]] = {}
    newest = newest_sheets(audit_round.row_id, Purpose.AUDIT)
    for sheet, rating, _rater in list_ratings(session, newest):
        answers.setdefault(sheet.row_id, []).append(answer_of(rating))
    sheets: dict[int, list[Sheet]] = {}
    lenses: dict[int, set[str]] = {}
    meetings: dict[int, MeetingSheet] = {}
    for row in session.scalars(newest):
        given, lens = tuple(answers.get(row.row_id, ())), row.assignment.lens if row.assignment else WHOLE
        # Judgements of some sections and of the whole document are not about the same thing.
        grade = row.own_grade if lens == WHOLE else None
        if row.author_kind == AuthorKind.MEETING:
            meetings[row.case_id] = _meeting_sheet(row, Sheet(row.key, given, grade))
        else:
            sheets.setdefault(row.case_id, []).append(Sheet(row.key, given, grade))
        lenses.setdefault(row.case_id, set()).add(lens)
    settlements: dict[int, list[Settlement]] = {}
    for settlement in list_settlements(session, audit_round.row_id):
        settlements.setdefault(settlement.case_id, []).append(settlement)
    query = sa.select(AuditCase).where(AuditCase.round_id == audit_round.row_id).order_by(AuditCase.number)
    return [
        ScoredCase(
            case,
            tuple(sheets.get(case.row_id, ())),
            tuple(settlements.get(case.row_id, ())),
            frozenset(lenses.get(case.row_id, ())),
            meetings.get(case.row_id),
            is_imported=audit_round.is_imported,
        )
        for case in session.scalars(query)
    ]


def _meeting_sheet(row: Scoresheet, sheet: Sheet) -> MeetingSheet:
    if row.submitted_at is None:
        raise ValueError("a meeting's draft counts for nothing")
    return MeetingSheet(sheet, row.submitted_at.date(), row.instead_of_own)
