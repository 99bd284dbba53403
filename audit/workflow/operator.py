"""Who stands behind the command line: a named person with an account."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, ActorKind, MembershipStatus, NotFound, Permission, Role
from audit.store.account import Membership, Person
from audit.workflow.needs import needs


@needs(Permission.INSTALL)
def find_operator(session: Session, actor: Actor, *, email: str) -> Actor:
    """The person with this e-mail address, with the roles that they hold now; raises `NotFound`."""
    rows = session.execute(
        sa.select(Person, Membership)
        .join(Membership, Membership.person_id == Person.row_id)
        .where(sa.func.lower(Person.email) == email.strip().lower(), Person.active)
        .where(Membership.status == MembershipStatus.ACTIVE)
        .order_by(Membership.area_id)
    ).all()
    if not rows:
        raise NotFound(f"Nobody with an active account has the e-mail address {email}.")
    area_id = rows[0].Membership.area_id
    roles = frozenset(Role(row.Membership.role) for row in rows if row.Membership.area_id == area_id)
    person = rows[0].Person
    return Actor(ActorKind.OPERATOR, f"person {person.key}", area_id, person.row_id, roles)
