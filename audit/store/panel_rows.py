"""Who is on a panel, who could be, and what each was given."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from audit.domain.access import SCORING_FOR_A_ROUND, MembershipStatus, Role
from audit.domain.panel import may_hold_restricted
from audit.store.account import Membership, Person
from audit.store.case import AuditCase
from audit.store.panel import (
    Assignment,
    AssignmentStatus,
    Interest,
    NamedAuditor,
    PanelMember,
    Purpose,
)

_SCORING = (Role.AUDITOR, Role.PEER)
_MAY_SCORE = (*SCORING_FOR_A_ROUND, Role.PEER)


def list_members(session: Session, round_id: int) -> list[PanelMember]:
    """The panel of a round, by name."""
    query = (
        sa.select(PanelMember)
        .join(PanelMember.membership)
        .join(Membership.person)
        .options(
            contains_eager(PanelMember.membership).contains_eager(Membership.person),
            contains_eager(PanelMember.membership).joinedload(Membership.organisation),
        )
        .where(PanelMember.round_id == round_id)
        .order_by(Person.name, PanelMember.row_id)
    )
    return list(session.scalars(query))


def list_able_members(session: Session, round_id: int) -> list[PanelMember]:
    """Who on the panel can be given a case now: not those whose account is suspended or has ended.

    Somebody invited finds their cases once they have set a password.
    """
    return [member for member in list_members(session, round_id) if _can_score(member.membership)]


def _can_score(membership: Membership) -> bool:
    counts = membership.status in (MembershipStatus.ACTIVE, MembershipStatus.INVITED)
    return counts and membership.person.active


def list_candidates(session: Session, round_id: int) -> list[Membership]:
    """Everybody who may score in this area and is not on the panel yet."""
    on_panel = (
        sa.select(Membership.person_id)
        .join(PanelMember, PanelMember.membership_id == Membership.row_id)
        .where(PanelMember.round_id == round_id)
    )
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person), joinedload(Membership.organisation))
        .where(
            Membership.status == MembershipStatus.ACTIVE,
            Membership.role.in_(_SCORING),
            Person.active,
            Membership.person_id.not_in(on_panel),
        )
        .order_by(Person.name, Membership.role)
    )
    return list(session.scalars(query))


def list_nameable(session: Session) -> list[Membership]:
    """Who can be named for a restricted case, each once: nobody who is a peer or of the forum as well."""
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person), joinedload(Membership.organisation))
        .where(Membership.status == MembershipStatus.ACTIVE, Membership.role.in_(_MAY_SCORE), Person.active)
        .order_by(Person.name, Membership.person_id, Membership.role)
    )
    found = list(session.scalars(query))
    barred = {one.person_id for one in found if not may_hold_restricted(one.role, one.agency, is_named=True)}
    first = {one.person_id: one for one in reversed(found)}
    return [one for one in found if first[one.person_id] is one and one.person_id not in barred]


def find_named(session: Session, round_id: int) -> set[tuple[int, int]]:
    """Pairs of (person, case): who was named for which restricted case of a round."""
    query = (
        sa.select(NamedAuditor.person_id, NamedAuditor.case_id)
        .join(AuditCase, AuditCase.row_id == NamedAuditor.case_id)
        .where(AuditCase.round_id == round_id)
    )
    return {(person, case) for person, case in session.execute(query)}


def list_cases(session: Session, round_id: int) -> list[AuditCase]:
    """The cases of a round by number."""
    query = sa.select(AuditCase).where(AuditCase.round_id == round_id).order_by(AuditCase.number)
    return list(session.scalars(query))


def list_assignments(session: Session, round_id: int) -> list[Assignment]:
    """Everything that was given to somebody in a round, by case and name."""
    query = (
        sa.select(Assignment)
        .join(Assignment.case)
        .join(Assignment.person)
        .options(contains_eager(Assignment.case), contains_eager(Assignment.person))
        .where(AuditCase.round_id == round_id)
        .order_by(AuditCase.number, Assignment.purpose, Person.name, Assignment.row_id)
    )
    return list(session.scalars(query))


def find_interests(session: Session, cases: Sequence[AuditCase]) -> set[tuple[int, int]]:
    """Pairs of (person, case) where the person said that they know the child or wrote the plan."""
    query = sa.select(Interest.person_id, AuditCase.row_id).join(
        AuditCase, AuditCase.own_hash == Interest.own_hash
    )
    wanted = {case.row_id for case in cases}
    return {(person, case) for person, case in session.execute(query) if case in wanted}


def find_guests(session: Session, round_id: int) -> set[int]:
    """The people who score in a round as guests."""
    query = (
        sa.select(Membership.person_id)
        .join(PanelMember, PanelMember.membership_id == Membership.row_id)
        .where(PanelMember.round_id == round_id, Membership.role == Role.GUEST)
    )
    return set(session.scalars(query))


def delete_unstarted(session: Session, round_id: int, *, person_id: int | None = None) -> int:
    """Take back what nobody has begun, of one person or of all but guests; returns how many.

    Guests and peers have what was given to them by hand.
    """
    guests = find_guests(session, round_id)
    gone = [
        row
        for row in list_assignments(session, round_id)
        if row.status == AssignmentStatus.WAITING
        and (
            row.purpose == Purpose.AUDIT and row.person_id not in guests
            if person_id is None
            else row.person_id == person_id
        )
    ]
    for row in gone:
        session.delete(row)
    session.flush()
    return len(gone)
