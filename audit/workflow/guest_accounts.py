"""What stands for a guest: a person without a password, made anew for each round."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.access import Actor, MembershipStatus, Permission, Role
from audit.domain.agency import Agency
from audit.domain.guest import make_placeholder
from audit.store.account import Membership, Person
from audit.store.area import Organisation
from audit.store.base import new_key
from audit.store.panel import Interest
from audit.workflow.editing import Refused
from audit.workflow.needs import needs

TAKEN = "Somebody with this e-mail address has an account already. Add them to the panel instead."


@needs(Permission.INVITE)
def make_guest(
    session: Session, actor: Actor, *, name: str, email: str, organisation: str, agency: Agency
) -> Membership:
    """A guest of one round. Whoever was one before stays barred from the children that they know."""
    address, key = email.strip().casefold(), new_key()
    earlier = _free_address(session, address) if address else None
    person = Person(key=key, name=name, email=address or make_placeholder(key))
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        # Of another area, whose people are not seen here.
        raise Refused("email", "Somebody with this e-mail address has an account already") from None
    place = _find_organisation(session, actor, organisation, agency)
    membership = Membership(
        area_id=place.area_id,
        person_id=person.row_id,
        organisation_id=place.row_id,
        agency=agency,
        role=Role.GUEST,
        status=MembershipStatus.ACTIVE,
    )
    session.add(membership)
    if earlier is not None:
        _keep_interests(session, earlier, person)
    session.flush()
    return membership


def _free_address(session: Session, address: str) -> Person | None:
    """Who had this address as a guest of an earlier round; a guest of a running one keeps it."""
    earlier = session.scalars(sa.select(Person).where(Person.email == address)).one_or_none()
    if earlier is None:
        return None
    own = list(session.scalars(sa.select(Membership).where(Membership.person_id == earlier.row_id)))
    if any(membership.role != Role.GUEST for membership in own):
        raise Refused("email", TAKEN)
    if any(membership.status != MembershipStatus.REVOKED for membership in own):
        raise Refused(
            "email",
            f"{earlier.name} is a guest already. Make a new link on that panel, or leave the address empty.",
        )
    earlier.email = make_placeholder(earlier.key)
    session.flush()
    return earlier


def _find_organisation(session: Session, actor: Actor, name: str, agency: Agency) -> Organisation:
    found = session.scalars(sa.select(Organisation).where(Organisation.name == name)).one_or_none()
    if found is None:
        found = Organisation(area_id=actor.area_id, name=name, agency=agency)
        session.add(found)
        session.flush()
    return found


def _keep_interests(session: Session, earlier: Person, person: Person) -> None:
    query = sa.select(Interest).where(Interest.person_id == earlier.row_id)
    for interest in session.scalars(query).all():
        session.add(Interest(area_id=interest.area_id, person_id=person.row_id, own_hash=interest.own_hash))
    session.flush()
