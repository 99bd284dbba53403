"""Finding what was given to somebody."""

from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from audit.domain.access import Actor, MembershipStatus, NotFound, Role
from audit.store.account import Membership
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.panel import Assignment, AssignmentStatus, Interest
from audit.store.scoresheet import Scoresheet
from audit.store.visible_rules import table_of

_IN_SIGHT = (RoundStatus.OPEN, RoundStatus.CLOSED)


def list_own_assignments(session: Session, actor: Actor) -> list[Assignment]:
    """What the actor was given and did not hand back, in rounds that have opened; with case and round."""
    query = (
        sa.select(Assignment)
        .join(Assignment.case)
        .join(AuditCase.audit_round)
        .options(contains_eager(Assignment.case).contains_eager(AuditCase.audit_round))
        .where(Assignment.person_id == actor.person_id, AuditRound.status.in_(_IN_SIGHT))
        .where(Assignment.status != AssignmentStatus.HANDED_BACK)
        # What is due first comes first.
        .order_by(AuditRound.status.desc(), AuditRound.due_on.is_(None), AuditRound.due_on)
        .order_by(AuditRound.row_id.desc(), AuditCase.number)
    )
    return list(session.scalars(query))


def get_own_assignment(session: Session, actor: Actor, key: str) -> Assignment:
    """The actor's own assignment of this key, of a case that they may see; raises `NotFound`."""
    query = (
        sa.select(Assignment)
        .join(Assignment.case)
        .where(Assignment.key == key, Assignment.person_id == actor.person_id)
    )
    assignment = session.scalars(query).one_or_none()
    if assignment is None:
        raise NotFound("no assignment of that key")
    return assignment


def get_visible_assignment(session: Session, actor: Actor, key: str) -> Assignment:
    """An own assignment that was not handed back, in a round that has opened; raises `NotFound`."""
    assignment = get_own_assignment(session, actor, key)
    if assignment.status == AssignmentStatus.HANDED_BACK:
        raise NotFound("this case was handed back")
    if assignment.case.audit_round.status not in _IN_SIGHT:
        raise NotFound("this round has not opened")
    return assignment


def get_own_sheet(session: Session, actor: Actor, key: str) -> Scoresheet:
    """The actor's own scoresheet of this key; raises `NotFound`."""
    return load_own_sheet(session, actor, key)[0]


def load_own_sheet(session: Session, actor: Actor, key: str) -> tuple[Scoresheet, bool]:
    """The actor's own sheet with all that it hangs on, and whether they have an interest in the plan.

    Every save asks this first, so it is one question to the database.
    """
    found = session.execute(_own_sheet(), {"key": key, "person_id": actor.person_id}).one_or_none()
    if found is None:
        raise NotFound("no scoresheet of that key")
    return found[0], bool(found[1])


@cache
def _own_sheet() -> sa.Select[Scoresheet, bool]:
    # Put together once: doing so for every save took longer than asking.
    person: sa.BindParameter[int] = sa.bindparam("person_id")
    known = sa.exists().where(Interest.person_id == person, Interest.own_hash == AuditCase.own_hash)
    return (
        sa.select(Scoresheet, known.correlate(AuditCase))
        .outerjoin(Scoresheet.assignment)
        .outerjoin(Assignment.case)
        .outerjoin(AuditCase.audit_round)
        .outerjoin(AuditRound.rubric_version)
        .options(
            contains_eager(Scoresheet.assignment)
            .contains_eager(Assignment.case)
            .contains_eager(AuditCase.audit_round)
            .contains_eager(AuditRound.rubric_version)
        )
        .where(Scoresheet.key == sa.bindparam("key"), Scoresheet.person_id == person)
    )


def list_informed(session: Session, case: AuditCase) -> set[int]:
    """Who leads audits, or ever did, and so may have read the answers to a case that others submitted.

    A count of sheets is read past the row filter: whoever has this case to score sees nobody else's.
    """
    sheet = table_of(Scoresheet)
    others = sa.exists().where(
        sheet.c.case_id == case.row_id,
        # What is typed in for somebody else is read by leads before it is submitted.
        sa.or_(sheet.c.submitted_at.is_not(None), sheet.c.typed_by_id.is_not(None)),
        sa.or_(sheet.c.person_id.is_(None), sheet.c.person_id != Membership.person_id),
    )
    query = sa.select(Membership.person_id).where(
        Membership.role == Role.LEAD, Membership.status != MembershipStatus.INVITED, others
    )
    return set(session.scalars(query))


def was_given_late(session: Session, assignment: Assignment) -> bool:
    """Whether somebody else had submitted the case before it was given to this person."""
    sheet = table_of(Scoresheet)
    earlier = sa.exists().where(
        sheet.c.case_id == assignment.case_id,
        sa.or_(
            sheet.c.submitted_at < assignment.assigned_at,
            sa.and_(sheet.c.typed_by_id.is_not(None), sheet.c.saved_at < assignment.assigned_at),
        ),
        sa.or_(sheet.c.person_id.is_(None), sheet.c.person_id != assignment.person_id),
    )
    query = sa.select(Assignment.row_id).where(Assignment.row_id == assignment.row_id, earlier)
    return session.scalars(query).first() is not None


def has_interest(session: Session, actor: Actor, own_hash: str) -> bool:
    """Whether the actor ever said that they wrote, commissioned or know about this plan."""
    query = sa.select(Interest.row_id).where(
        Interest.person_id == actor.person_id, Interest.own_hash == own_hash
    )
    return session.scalars(query).first() is not None
