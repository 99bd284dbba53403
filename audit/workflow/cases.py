"""An auditor's own cases: the list, 'do you know this child?', and handing back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission, Role
from audit.domain.case import Fact
from audit.domain.rating import unanswered
from audit.store.area import Area
from audit.store.assignment import (
    get_own_assignment,
    get_visible_assignment,
    has_interest,
    list_own_assignments,
    was_given_late,
)
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.entry import Entry, read_entries
from audit.store.frame import Locator
from audit.store.keys import load_keys
from audit.store.panel import Assignment, AssignmentStatus, Interest
from audit.store.scoresheet import Scoresheet, find_newest_sheet
from audit.store.trail import record
from audit.workflow.needs import needs
from audit.workflow.rubric_of import rubric_of

KNOWS_IT = "You have said that you know this child or worked on this document. Hand the case back."
HAS_READ_IT = (
    "As a lead you may have read what others submitted before you had this case. Hand the case back."
)


@dataclass(frozen=True)
class MyCase:
    """One case as its auditor sees it. Whether anybody else scores it too is nowhere in it."""

    assignment: Assignment
    sheet: Scoresheet | None
    n_asked: int
    n_answered: int
    has_interest: bool = False

    @property
    def case(self) -> AuditCase:
        return self.assignment.case

    @property
    def audit_round(self) -> AuditRound:
        return self.assignment.case.audit_round

    @property
    def is_open(self) -> bool:
        return self.audit_round.status == RoundStatus.OPEN


@needs(Permission.SCORE)
def list_my_cases(session: Session, actor: Actor) -> Sequence[MyCase]:
    """What the actor was given, the newest round first, and how far they are with each."""
    assignments = list_own_assignments(session, actor)
    query = sa.select(Scoresheet).where(
        Scoresheet.assignment_id.in_([assignment.row_id for assignment in assignments])
    )
    newest = {sheet.assignment_id: sheet for sheet in session.scalars(query.order_by(Scoresheet.edition))}
    entries = read_entries(session, [sheet.row_id for sheet in newest.values()])
    found = []
    for assignment in assignments:
        sheet = newest.get(assignment.row_id)
        found.append(_count(assignment, sheet, entries[sheet.row_id] if sheet else {}))
    return found


@needs(Permission.SCORE)
def get_my_case(session: Session, actor: Actor, *, key: str) -> MyCase:
    """One case that the actor was given and did not hand back."""
    assignment = get_visible_assignment(session, actor, key)
    sheet = find_newest_sheet(session, assignment.row_id)
    entries = read_entries(session, [sheet.row_id])[sheet.row_id] if sheet else {}
    return _count(assignment, sheet, entries, has_interest(session, actor, assignment.case.own_hash))


def _count(
    assignment: Assignment, sheet: Scoresheet | None, entries: Mapping[str, Entry], known: bool = False
) -> MyCase:
    case = assignment.case
    rubric, facts = rubric_of(case.audit_round), {Fact(fact) for fact in case.facts}
    answers = [entry.answer for entry in entries.values() if entry.answer]
    n_asked = len(rubric.criteria_for(assignment.lens, facts))
    n_left = len(unanswered(rubric, assignment.lens, facts, answers))
    return MyCase(assignment, sheet, n_asked, n_asked - n_left, known)


@needs(Permission.SCORE)
def open_case(session: Session, actor: Actor, *, key: str) -> Assignment:
    """Let the actor see where to find the document; the first time goes into the history."""
    assignment = get_visible_assignment(session, actor, key)
    if assignment.opened_at is None:
        assignment.opened_at = now()
        record(session, actor, "locator_read", f"case {assignment.case.key}")
    return assignment


@needs(Permission.SCORE)
def read_locator(session: Session, actor: Actor, *, key: str, keys_folder: Path) -> str | None:
    """The council's own number of the document, or its link; None until the case was opened."""
    assignment = get_visible_assignment(session, actor, key)
    if assignment.opened_at is None:
        return None
    query = sa.select(Locator, Area.key).join(Area, Area.row_id == Locator.area_id)
    found = session.execute(query.where(Locator.entry_id == assignment.case.entry_id)).one_or_none()
    if found is None:
        return None
    locator, area_key = found
    return load_keys(keys_folder, area_key).decrypt(locator.ciphertext, locator.key_version)


@needs(Permission.SCORE)
def start_case(session: Session, actor: Actor, *, key: str, request_key: str | None = None) -> Scoresheet:
    """The actor says that they neither know the child nor wrote the document, and begins."""
    assignment = get_visible_assignment(session, actor, key)
    begun = find_newest_sheet(session, assignment.row_id)
    if begun is not None:
        return begun
    if assignment.case.audit_round.status != RoundStatus.OPEN:
        raise Conflict("This audit is closed, so no more cases can be started.")
    if has_interest(session, actor, assignment.case.own_hash):
        raise Conflict(KNOWS_IT)
    if Role.LEAD in actor.roles and was_given_late(session, assignment):
        raise Conflict(HAS_READ_IT)
    sheet = Scoresheet(
        area_id=assignment.area_id,
        case_id=assignment.case_id,
        assignment_id=assignment.row_id,
        person_id=assignment.person_id,
        request_key=request_key,
    )
    session.add(sheet)
    assignment.status, assignment.declared_at = AssignmentStatus.STARTED, now()
    record(session, actor, "case_started", f"case {assignment.case.key}", {"lens": assignment.lens})
    return sheet


@needs(Permission.SCORE)
def hand_back(session: Session, actor: Actor, *, key: str, knows_it: bool) -> None:
    """Give the case back. Whoever knows the child or wrote the document never gets that plan again."""
    assignment = get_own_assignment(session, actor, key)
    if assignment.status == AssignmentStatus.HANDED_BACK:
        return
    case, sheet = assignment.case, find_newest_sheet(session, assignment.row_id)
    if assignment.status == AssignmentStatus.SUBMITTED or (sheet is not None and sheet.edition > 1):
        raise Conflict("You have submitted this case, so it cannot be handed back. Tell your audit lead.")
    if case.audit_round.status == RoundStatus.CLOSED:
        raise Conflict("This audit is closed, so nothing can be handed back any more. Tell your audit lead.")
    is_known = knows_it and has_interest(session, actor, case.own_hash)
    give_back(session, actor, assignment, knows_it=knows_it, is_known=is_known)


def give_back(
    session: Session, actor: Actor, assignment: Assignment, *, knows_it: bool, is_known: bool = False
) -> None:
    """Note that somebody will not score a case, and that they know the child unless that is known already."""
    case = assignment.case
    if knows_it and not is_known:
        session.add(Interest(area_id=case.area_id, person_id=assignment.person_id, own_hash=case.own_hash))
    assignment.status = AssignmentStatus.HANDED_BACK
    reason = "interest" if knows_it else "other"
    record(session, actor, "case_handed_back", f"case {case.key}", {"reason": reason})
