"""How far the scoring of a round is, by auditor and by case. Nothing here reads a rating."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.store.account import Person
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.panel import TO_SCORE, Assignment, AssignmentStatus, Purpose
from audit.store.panel_rows import list_assignments, list_cases
from audit.store.queries import get_by_key
from audit.store.round_counts import (
    RoundCounts,
    count_round,
    list_cases_without_auditor,
    list_cases_without_whole,
)
from audit.store.scoresheet import Scoresheet, list_minutes
from audit.workflow.needs import needs


@dataclass(frozen=True)
class PersonProgress:
    """How far one person is. `n_given` is what they still hold or have finished."""

    person: Person
    agency: str
    is_peer: bool
    n_given: int
    n_waiting: int
    n_started: int
    n_submitted: int
    n_handed_back: int
    median_minutes: float | None


@dataclass(frozen=True)
class CaseProgress:
    """Who has one case, and how far each is. `needs_whole`: some sections are nobody's to score."""

    case: AuditCase
    assignments: Sequence[Assignment]
    needs_somebody: bool
    needs_whole: bool = False


@dataclass(frozen=True)
class ProgressPage:
    """One round, person by person and case by case."""

    audit_round: AuditRound
    counts: RoundCounts
    people: Sequence[PersonProgress]
    cases: Sequence[CaseProgress]
    keyed_in: frozenset[int] = frozenset()
    own_cases: frozenset[int] = frozenset()

    def may_key_in(self, row: Assignment) -> bool:
        """Whether the reader may key in from paper what somebody was given: never a case of their own."""
        is_waiting = row.status == AssignmentStatus.WAITING
        is_begun = row.status == AssignmentStatus.STARTED and row.row_id in self.keyed_in
        is_open = self.audit_round.status == RoundStatus.OPEN and row.purpose == Purpose.AUDIT
        return is_open and (is_waiting or is_begun) and row.case_id not in self.own_cases


@needs(Permission.SHARE_OUT)
def show_progress(session: Session, actor: Actor, *, round_key: str) -> ProgressPage:
    """What is in and what is missing."""
    audit_round = get_by_key(session, AuditRound, round_key)
    rows = list_assignments(session, audit_round.row_id)
    by_case: dict[int, list[Assignment]] = {}
    for row in rows:
        by_case.setdefault(row.case_id, []).append(row)
    partly = {case.row_id for case in list_cases_without_whole(session, audit_round.row_id)}
    unheld = {case.row_id for case in list_cases_without_auditor(session, audit_round.row_id)}
    return ProgressPage(
        audit_round,
        count_round(session, audit_round.row_id),
        _people(rows, list_minutes(session, audit_round.row_id)),
        [
            CaseProgress(
                case,
                by_case.get(case.row_id, []),
                needs_somebody=case.row_id in unheld,
                needs_whole=case.row_id in partly,
            )
            for case in list_cases(session, audit_round.row_id)
        ],
        _keyed_in(session, rows),
        frozenset(row.case_id for row in rows if row.person_id == actor.person_id and row.status in TO_SCORE),
    )


def _keyed_in(session: Session, rows: Sequence[Assignment]) -> frozenset[int]:
    query = sa.select(Scoresheet.assignment_id).where(
        Scoresheet.typed_by_id.is_not(None), Scoresheet.assignment_id.in_([row.row_id for row in rows])
    )
    return frozenset(each for each in session.scalars(query) if each is not None)


def _people(rows: Sequence[Assignment], minutes: dict[int, list[int]]) -> list[PersonProgress]:
    by_person: dict[int, list[Assignment]] = {}
    for row in sorted(rows, key=lambda row: (row.person.name, row.person_id)):
        by_person.setdefault(row.person_id, []).append(row)
    return [_person(given, minutes.get(person_id, [])) for person_id, given in by_person.items()]


def _person(given: Sequence[Assignment], minutes: Sequence[int]) -> PersonProgress:
    counted = Counter(AssignmentStatus(row.status) for row in given)
    n_handed_back = counted[AssignmentStatus.HANDED_BACK]
    return PersonProgress(
        person=given[0].person,
        agency=given[0].agency,
        is_peer=all(row.purpose == Purpose.ASSURANCE for row in given),
        n_given=len(given) - n_handed_back,
        n_waiting=counted[AssignmentStatus.WAITING],
        n_started=counted[AssignmentStatus.STARTED],
        n_submitted=counted[AssignmentStatus.SUBMITTED],
        n_handed_back=n_handed_back,
        median_minutes=median(minutes) if minutes else None,
    )
