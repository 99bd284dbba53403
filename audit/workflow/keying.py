"""Keying in what an auditor scored on paper: it is their own sheet, and says who typed it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.store.account import Person
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.entry import Entry
from audit.store.panel import Assignment, AssignmentStatus, Interest, Purpose
from audit.store.queries import get_by_key
from audit.store.scoresheet import Scoresheet, find_newest_sheet
from audit.store.settling import list_still_to_score
from audit.store.trail import record
from audit.workflow.cases import give_back
from audit.workflow.editing import Refused
from audit.workflow.needs import needs
from audit.workflow.one_page import OnePage, hand_in, keep_page, read_page
from audit.workflow.scoresheets import Stamp
from audit.workflow.sheet_view import Closing

OWN_CASE = "This case is yours to score. Score it in “My cases”."
STILL_TO_SCORE = (
    "You still have to score this case yourself, so you must not read what somebody else put down for it."
)
BEGUN = (
    "They have begun to score this case on the screen. Ask them to submit it there or to hand it back:"
    " two halves of a scoresheet cannot be joined."
)
KNOWN = "They have said that they know this child or worked on this document. Give the case to somebody else."


@dataclass(frozen=True)
class Keying:
    """A case on paper. `barrier`: why it cannot be keyed in; `sheet`: what was keyed in so far."""

    assignment: Assignment
    audit_round: AuditRound
    sheet: Scoresheet | None
    barrier: str | None


@needs(Permission.KEY_IN)
def show_keying(session: Session, actor: Actor, *, key: str) -> Keying:
    """Whose case it is and whether it may be keyed in."""
    assignment = get_by_key(session, Assignment, key)
    if assignment.status == AssignmentStatus.HANDED_BACK or assignment.purpose != Purpose.AUDIT:
        raise NotFound("nothing to key in")
    barrier = _find_barrier(session, actor, assignment)
    sheet = None if barrier else find_newest_sheet(session, assignment.row_id)
    return Keying(assignment, assignment.case.audit_round, sheet, barrier)


def _find_barrier(session: Session, actor: Actor, assignment: Assignment) -> str | None:
    if assignment.person_id == actor.person_id:
        return OWN_CASE
    if assignment.case.audit_round.status != RoundStatus.OPEN:
        return "Only in a round that is open can scoresheets be keyed in."
    if list_still_to_score(session, actor, [assignment.case_id]):
        return STILL_TO_SCORE
    if assignment.status == AssignmentStatus.SUBMITTED:
        return "This scoresheet has been submitted. A mistake in it is corrected by its auditor."
    if assignment.status == AssignmentStatus.STARTED and not _is_typed(session, assignment):
        return BEGUN
    return KNOWN if _has_interest(session, assignment) else None


def _is_typed(session: Session, assignment: Assignment) -> bool:
    """A draft that its auditor wrote is out of a lead's sight."""
    sheet = find_newest_sheet(session, assignment.row_id)
    return sheet is not None and sheet.typed_by_id is not None and sheet.submitted_at is None


def _has_interest(session: Session, assignment: Assignment) -> bool:
    query = sa.select(Interest.row_id).where(
        Interest.person_id == assignment.person_id, Interest.own_hash == assignment.case.own_hash
    )
    return session.scalars(query).first() is not None


@needs(Permission.KEY_IN)
def begin_keying(
    session: Session,
    actor: Actor,
    *,
    key: str,
    knows_it: bool | None,
    scored_on: date | None,
    today: date,
    request_key: str | None = None,
) -> Scoresheet | None:
    """Begin with what the paper says first: that they do not know the child, and when they scored it.

    If they ticked that they do, the case goes back, and nothing is keyed in.
    """
    found = show_keying(session, actor, key=key)
    if found.barrier:
        raise Conflict(found.barrier)
    if found.sheet is not None:
        return found.sheet
    if knows_it is None:
        raise Refused("knows_it", "Choose what they ticked on the paper")
    if knows_it:
        give_back(session, actor, found.assignment, knows_it=True)
        return None
    day = _check_day(scored_on, today)
    sheet = _make_sheet(session, actor, found.assignment, day, request_key)
    details = {"lens": found.assignment.lens, "scored_on": day.isoformat()}
    record(session, actor, "keying_begun", f"scoresheet {sheet.key}", details)
    return sheet


def _check_day(scored_on: date | None, today: date) -> date:
    if scored_on is None:
        raise Refused("scored_on", "Enter the day on which they scored it, like 27 3 2026")
    if scored_on > today or scored_on.year < 2014:
        raise Refused("scored_on", "Enter the day that stands on the paper: it cannot be in the future")
    return scored_on


def _make_sheet(
    session: Session, actor: Actor, assignment: Assignment, day: date, request_key: str | None
) -> Scoresheet:
    scored_at = datetime.combine(day, time(12), UTC)
    sheet = Scoresheet(
        area_id=assignment.area_id,
        case_id=assignment.case_id,
        assignment_id=assignment.row_id,
        person_id=assignment.person_id,
        typed_by_id=actor.person_id,
        started_at=scored_at,
        request_key=request_key,
    )
    session.add(sheet)
    assignment.status, assignment.declared_at = AssignmentStatus.STARTED, scored_at
    session.flush()
    return sheet


@needs(Permission.KEY_IN)
def show_keyed(session: Session, actor: Actor, *, key: str) -> OnePage:
    """What was keyed in so far; `NotFound` before it was begun."""
    found = show_keying(session, actor, key=key)
    if found.barrier:
        raise Conflict(found.barrier)
    if found.sheet is None:
        raise NotFound("nothing is keyed in yet")
    return read_page(session, found.sheet, found.assignment.lens)


@needs(Permission.KEY_IN)
def save_keyed(
    session: Session,
    actor: Actor,
    *,
    key: str,
    entries: Iterable[Entry],
    closing: Closing,
    stamp: Stamp,
    keep: Collection[str] = (),
) -> OnePage:
    """Keep what was keyed in so far."""
    before = show_keyed(session, actor, key=key)
    held_back = keep_page(session, actor, before, entries=entries, closing=closing, stamp=stamp, keep=keep)
    session.flush()
    return replace(show_keyed(session, actor, key=key), held_back=held_back)


@needs(Permission.KEY_IN)
def submit_keyed(session: Session, actor: Actor, *, key: str) -> None:
    """Hand the sheet in for its auditor. Doing so twice is doing so once."""
    assignment = get_by_key(session, Assignment, key)
    if assignment.status == AssignmentStatus.SUBMITTED:
        return
    page = show_keyed(session, actor, key=key)
    hand_in(session, actor, page, "sheet_keyed_in")
    assignment.status = AssignmentStatus.SUBMITTED


@needs(Permission.KEY_IN)
def leave_to_auditor(session: Session, actor: Actor, *, key: str) -> None:
    """Let its auditor go on with what was keyed in so far; from then on it is theirs alone."""
    page = show_keyed(session, actor, key=key)
    page.sheet.typed_by_id = None
    record(session, actor, "keying_left", f"scoresheet {page.sheet.key}")


@needs(Permission.SCORE)
def find_typist(session: Session, actor: Actor, *, sheet: Scoresheet) -> str | None:
    """Who keyed in a sheet of the actor's own, if somebody did."""
    if sheet.typed_by_id is None or sheet.person_id != actor.person_id:
        return None
    return session.scalars(sa.select(Person.name).where(Person.row_id == sheet.typed_by_id)).one_or_none()
