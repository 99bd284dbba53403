"""Reading the original sheets of a case beside what was settled."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor
from audit.domain.moderation import Sheet
from audit.domain.rubric import WHOLE
from audit.store.account import Person
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.entry import Entry, read_entries
from audit.store.free_text import FreeText
from audit.store.moderation import Settlement
from audit.store.panel import TO_SCORE, Assignment, Meeting, Purpose
from audit.store.scoresheet import Scoresheet


@dataclass(frozen=True)
class Author:
    """One auditor's submitted sheet of one case."""

    sheet: Scoresheet
    name: str
    agency: str
    entries: dict[str, Entry]
    lens: str = WHOLE

    @property
    def is_whole(self) -> bool:
        """Whether they scored the whole document: only then is their overall judgement one of all of it."""
        return self.lens == WHOLE

    def as_sheet(self) -> Sheet:
        """What the domain compares; authors go by the public key of their sheet."""
        answers = tuple(entry.answer for entry in self.entries.values() if entry.answer)
        return Sheet(self.sheet.key, answers, self.sheet.own_grade if self.is_whole else None)


@dataclass(frozen=True)
class Settled:
    """One settlement with its words and who wrote them."""

    settlement: Settlement
    reason: str
    by: str
    met_on: date | None = None


def read_authors(session: Session, case_ids: Iterable[int]) -> dict[int, list[Author]]:
    """The newest submitted sheet of each auditor, by case. Reviewers from outside are never among them."""
    query = (
        sa.select(Scoresheet, Person.name, Assignment.agency, Assignment.lens)
        .join(Assignment, Assignment.row_id == Scoresheet.assignment_id)
        .join(Person, Person.row_id == Scoresheet.person_id)
        .where(Scoresheet.case_id.in_(list(case_ids)), Scoresheet.submitted_at.is_not(None))
        .where(Assignment.purpose == Purpose.AUDIT)
        .order_by(Scoresheet.edition)
    )
    newest = {row[0].assignment_id: row for row in session.execute(query)}
    entries = read_entries(session, [sheet.row_id for sheet, *_ in newest.values()])
    found: dict[int, list[Author]] = defaultdict(list)
    for sheet, name, agency, lens in sorted(newest.values(), key=lambda each: (each[2], each[1])):
        found[sheet.case_id].append(Author(sheet, name, agency, entries[sheet.row_id], lens))
    return dict(found)


def list_settlements(session: Session, case_ids: Iterable[int]) -> dict[int, dict[str, Sequence[Settled]]]:
    """Every settlement with its reason, by case and question, the first one first."""
    query = (
        sa.select(Settlement, FreeText.text, Person.name, Meeting.held_on)
        .join(Person, Person.row_id == Settlement.settled_by_id)
        .outerjoin(Meeting, Meeting.row_id == Settlement.meeting_id)
        .outerjoin(FreeText, FreeText.settlement_id == Settlement.row_id)
        .where(Settlement.case_id.in_(list(case_ids)))
        .order_by(Settlement.edition)
    )
    found: dict[int, dict[str, list[Settled]]] = defaultdict(lambda: defaultdict(list))
    for settlement, words, name, met_on in session.execute(query):
        found[settlement.case_id][settlement.criterion].append(Settled(settlement, words or "", name, met_on))
    return {case_id: dict(settled) for case_id, settled in found.items()}


def list_still_to_score(session: Session, actor: Actor, case_ids: Collection[int]) -> set[int]:
    """Which of these cases the actor has to score before seeing anybody else's answers."""
    query = (
        sa.select(Assignment.case_id)
        .join(Assignment.case)
        .join(AuditCase.audit_round)
        .where(
            Assignment.person_id == actor.person_id,
            Assignment.status.in_(TO_SCORE),
            AuditRound.status == RoundStatus.OPEN,
            Assignment.case_id.in_(list(case_ids)),
        )
    )
    return set(session.scalars(query))
