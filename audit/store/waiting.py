"""Who has not finished what they were given in a round, and when they were last reminded of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import MembershipStatus, Role
from audit.store.account import Membership, Person
from audit.store.mail import Mail, MailPurpose
from audit.store.panel import TO_SCORE, Assignment, AssignmentStatus, Purpose
from audit.store.panel_rows import list_assignments

_SCORING = (Role.AUDITOR, Role.LEAD, Role.GUEST, Role.PEER)


@dataclass(frozen=True)
class Given:
    """What one person holds of a round. `can_be_reminded`: their account is active and is let score."""

    person: Person
    agency: str
    is_peer: bool
    n_given: int
    n_submitted: int
    can_be_reminded: bool
    is_guest: bool
    reminded_at: datetime | None

    @property
    def n_left(self) -> int:
        """How many cases they have still to score."""
        return self.n_given - self.n_submitted


def list_given(session: Session, round_id: int) -> list[Given]:
    """Everybody who holds or has finished something, by name. An account that has ended holds nothing."""
    by_person: dict[int, list[Assignment]] = {}
    for row in list_assignments(session, round_id):
        if row.status != AssignmentStatus.HANDED_BACK:
            by_person.setdefault(row.person_id, []).append(row)
    roles, reminded = _list_roles(session, by_person), find_reminded(session, round_id)
    found = [
        _given(rows, roles.get(person_id, {}), reminded.get(person_id))
        for person_id, rows in by_person.items()
    ]
    return sorted(
        (each for each in found if each.n_given), key=lambda each: (each.person.name, each.person.key)
    )


def _given(
    rows: Sequence[Assignment], roles: Mapping[Role, MembershipStatus], reminded_at: datetime | None
) -> Given:
    person = rows[0].person
    active = {role for role, status in roles.items() if status == MembershipStatus.ACTIVE}
    holds = any(status != MembershipStatus.REVOKED for status in roles.values())
    n_submitted = sum(row.status == AssignmentStatus.SUBMITTED for row in rows)
    return Given(
        person=person,
        agency=rows[0].agency,
        is_peer=all(row.purpose == Purpose.ASSURANCE for row in rows),
        n_given=n_submitted + (sum(row.status in TO_SCORE for row in rows) if holds else 0),
        n_submitted=n_submitted,
        can_be_reminded=bool(active) and person.active,
        is_guest=active == {Role.GUEST},
        reminded_at=reminded_at,
    )


def _list_roles(
    session: Session, person_ids: Mapping[int, object]
) -> dict[int, dict[Role, MembershipStatus]]:
    query = sa.select(Membership.person_id, Membership.role, Membership.status).where(
        Membership.person_id.in_(list(person_ids)), Membership.role.in_(_SCORING)
    )
    found: dict[int, dict[Role, MembershipStatus]] = {}
    for person_id, role, status in session.execute(query):
        found.setdefault(person_id, {})[Role(role)] = MembershipStatus(status)
    return found


def find_reminded(session: Session, round_id: int) -> dict[int, datetime]:
    """When each person was last reminded of this round."""
    query = (
        sa.select(Mail.person_id, sa.func.max(Mail.queued_at))
        .where(Mail.round_id == round_id, Mail.purpose == MailPurpose.REMINDER, Mail.person_id.is_not(None))
        .group_by(Mail.person_id)
    )
    return {person_id: at for person_id, at in session.execute(query) if person_id is not None}
