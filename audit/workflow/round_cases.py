"""The cases of a round, each with its original sheets and what was settled: what a report is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.moderation import OVERALL, Sheet, settled_grade, standing_answers
from audit.domain.rating import Answer, Reason, Score, score
from audit.domain.rubric import WHOLE, Rubric
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.moderation import Settlement
from audit.store.panel import Purpose
from audit.store.submitted import list_ratings, list_settlements, newest_sheets


@dataclass(frozen=True)
class ScoredCase:
    """One case with its original sheets and what was settled, its overall grade included.

    `lenses` names through what the sheets look; a past audit looked at the sections that it has answers to.
    """

    case: AuditCase
    sheets: tuple[Sheet, ...]
    settlements: tuple[Settlement, ...]
    lenses: frozenset[str]
    is_imported: bool = False

    def is_whole(self, rubric: Rubric) -> bool:
        """Whether all sections were somebody's to score: else the case has no grade and no mean."""
        seen = {section.key for lens in self.lenses for section in rubric.sections_for(lens)}
        if self.is_imported:
            scored = {answer.criterion for sheet in self.sheets for answer in sheet.answers}
            seen = {part.key for part in rubric.sections if any(one.key in scored for one in part.criteria)}
        return seen == {section.key for section in rubric.sections}

    @property
    def settled(self) -> frozenset[str]:
        """The names of all that was settled."""
        return frozenset(row.criterion for row in self.settlements)

    def questions(self) -> Iterable[Settlement]:
        """What was settled of the questions, without the overall grade."""
        return (row for row in self.settlements if row.criterion != OVERALL)

    def computed(self, rubric: Rubric) -> Score | None:
        """What the case earns by the rules of the standards; None where it was not scored as a whole."""
        return score(rubric, self.standing()) if self.is_whole(rubric) else None

    def judgement(self, rubric: Rubric) -> str | None:
        """The overall grade that the panel settled on, or that all who gave one agree on."""
        levels = [row.level for row in self.settlements if row.criterion == OVERALL]
        settled = rubric.grades[levels[0] - 1] if levels and levels[0] is not None else None
        return settled_grade(self.sheets, settled)

    def standing(self) -> tuple[Answer, ...]:
        """The answers that the case is graded on."""
        return standing_answers(self.sheets, (answer_of(row) for row in self.questions()))


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
    for row in session.scalars(newest):
        given, lens = tuple(answers.get(row.row_id, ())), row.assignment.lens if row.assignment else WHOLE
        # Judgements of some sections and of the whole document are not about the same thing.
        grade = row.own_grade if lens == WHOLE else None
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
            is_imported=audit_round.is_imported,
        )
        for case in session.scalars(query)
    ]
