"""People of an area: who they are, what they may do, and when that ends."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, MembershipStatus, NotFound, Permission, Role
from audit.domain.agency import Agency
from audit.store.account import Membership, Person
from audit.store.area import Organisation
from audit.store.queries import end_sign_ins, get_by_key
from audit.store.trail import record
from audit.workflow.editing import Refused, Stale, find_by_request_key
from audit.workflow.needs import needs

_CURRENT = (MembershipStatus.ACTIVE, MembershipStatus.INVITED, MembershipStatus.SUSPENDED)


@dataclass(frozen=True)
class PersonInArea:
    """One person as the area knows them. `version` goes up with every change of what they may do."""

    key: str
    name: str
    email: str
    organisation: Organisation
    agency: Agency
    roles: tuple[Role, ...]
    status: MembershipStatus
    has_password: bool
    version: int


@needs(Permission.SEE_PEOPLE)
def list_people(session: Session, actor: Actor) -> list[PersonInArea]:
    """Everybody with an account in the area, by name; those whose account ended come last."""
    query = sa.select(Membership).join(Membership.person).order_by(Person.name, Person.row_id)
    by_person: dict[int, list[Membership]] = {}
    for membership in session.scalars(query.order_by(Membership.row_id)):
        by_person.setdefault(membership.person_id, []).append(membership)
    people = [_describe(memberships) for memberships in by_person.values()]
    return sorted(people, key=lambda person: person.status == MembershipStatus.REVOKED)


@needs(Permission.SEE_PEOPLE)
def get_person(session: Session, actor: Actor, *, person_key: str) -> PersonInArea:
    """One of them."""
    return _describe(_memberships(session, get_by_key(session, Person, person_key)))


@needs(Permission.SEE_PEOPLE)
def list_organisations(session: Session, actor: Actor) -> list[Organisation]:
    """Where people of the area work."""
    return list(session.scalars(sa.select(Organisation).order_by(Organisation.name)))


@needs(Permission.MANAGE_PEOPLE)
def add_organisation(
    session: Session, actor: Actor, *, name: str, agency: Agency, request_key: str | None = None
) -> Organisation:
    """Note a council service, a trust, a school, the forum, another council."""
    made = find_by_request_key(session, Organisation, request_key)
    if made is not None:
        return made
    if session.scalars(sa.select(Organisation).where(Organisation.name == name)).first() is not None:
        raise Refused("name", f"{name} is in the list already")
    organisation = Organisation(area_id=actor.area_id, name=name, agency=agency, request_key=request_key)
    session.add(organisation)
    session.flush()
    record(session, actor, "organisation_added", f"organisation {organisation.key}", {"agency": agency})
    return organisation


@needs(Permission.MANAGE_PEOPLE)
def add_person(
    session: Session,
    actor: Actor,
    *,
    name: str,
    email: str,
    organisation_key: str,
    agency: Agency,
    roles: Collection[Role],
    request_key: str | None = None,
) -> Person:
    """Make an account. It counts once its holder has set a password."""
    made = find_by_request_key(session, Person, request_key)
    if made is not None:
        return made
    organisation = _get_organisation(session, organisation_key)
    person = _make(session, Person(name=name, email=email.strip().casefold(), request_key=request_key))
    for role in sorted(_some(roles)):
        _join(session, person, role, organisation, agency, MembershipStatus.INVITED)
    details = {"roles": sorted(roles), "agency": agency}
    record(session, actor, "person_added", f"person {person.key}", details)
    return person


@needs(Permission.MANAGE_PEOPLE)
def change_person(
    session: Session,
    actor: Actor,
    *,
    person_key: str,
    organisation_key: str,
    agency: Agency,
    roles: Collection[Role],
    version: int,
) -> PersonInArea:
    """Change where somebody works and what they may do. They sign in again afterwards."""
    person = get_by_key(session, Person, person_key)
    memberships = _memberships(session, person)
    before = _check(memberships, version)
    if Role.GUEST in before.roles:
        raise Conflict("A guest only ever scores by a link. Add a new account for whoever is to do more.")
    if actor.person_id == person.row_id and Role.ADMINISTRATOR not in roles:
        raise Refused("roles", "You cannot take the administrator's role from yourself. Ask another one.")
    organisation = _get_organisation(session, organisation_key)
    status = before.status if before.status != MembershipStatus.REVOKED else _status_of_new(person)
    by_role = {Role(membership.role): membership for membership in memberships}
    for role in set(_some(roles)) - set(by_role):
        _join(session, person, role, organisation, agency, status)
    for role, membership in by_role.items():
        membership.organisation, membership.agency = organisation, agency
        membership.status = status if role in roles else MembershipStatus.REVOKED
    return _finish(session, actor, person, "person_changed", {"roles": sorted(roles), "agency": agency})


@needs(Permission.MANAGE_PEOPLE)
def suspend_person(session: Session, actor: Actor, *, person_key: str, version: int) -> PersonInArea:
    """Stop an account for now; whoever is signed in with it is out with their next click."""
    return _move(session, actor, person_key, version, MembershipStatus.SUSPENDED, "person_suspended")


@needs(Permission.MANAGE_PEOPLE)
def reactivate_person(session: Session, actor: Actor, *, person_key: str, version: int) -> PersonInArea:
    """Let a suspended account go on."""
    return _move(session, actor, person_key, version, MembershipStatus.ACTIVE, "person_reactivated")


@needs(Permission.MANAGE_PEOPLE)
def revoke_person(session: Session, actor: Actor, *, person_key: str, version: int) -> PersonInArea:
    """End an account in this area for good; what the person did stays under their name."""
    return _move(session, actor, person_key, version, MembershipStatus.REVOKED, "person_revoked")


def _make(session: Session, person: Person) -> Person:
    # Asking first would not do: the address may belong to somebody of another area, who is not seen here.
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        raise Refused("email", "Somebody with this e-mail address has an account already") from None
    return person


def _move(
    session: Session, actor: Actor, person_key: str, version: int, status: MembershipStatus, verb: str
) -> PersonInArea:
    person = get_by_key(session, Person, person_key)
    if actor.person_id == person.row_id:
        raise Conflict("You cannot do this to your own account. Ask another administrator.")
    memberships = _memberships(session, person)
    before = _check(memberships, version)
    reactivates = status == MembershipStatus.ACTIVE
    if reactivates and before.status != MembershipStatus.SUSPENDED:
        raise Conflict("Only a suspended account can be let go on.")
    if reactivates and person.password is None and Role.GUEST not in before.roles:
        status = MembershipStatus.INVITED
    for membership in memberships:
        if membership.status != MembershipStatus.REVOKED:
            membership.status = status
    return _finish(session, actor, person, verb, {})


def _finish(
    session: Session, actor: Actor, person: Person, verb: str, details: dict[str, object]
) -> PersonInArea:
    session.flush()
    ended = end_sign_ins(session, person)
    record(session, actor, verb, f"person {person.key}", {**details, "n_sign_ins_ended": ended})
    return _describe(_memberships(session, person))


def _describe(memberships: list[Membership]) -> PersonInArea:
    current = [row for row in memberships if row.status in _CURRENT] or memberships
    statuses = {MembershipStatus(row.status) for row in current}
    person, newest = current[0].person, current[-1]
    return PersonInArea(
        key=person.key,
        name=person.name,
        email=person.email,
        organisation=newest.organisation,
        agency=Agency(newest.agency),
        roles=tuple(role for role in Role if role in {Role(row.role) for row in current}),
        status=next((status for status in _CURRENT if status in statuses), MembershipStatus.REVOKED),
        has_password=person.password is not None,
        version=sum(row.version for row in memberships),
    )


def _check(memberships: list[Membership], version: int) -> PersonInArea:
    before = _describe(memberships)
    if before.version != version:
        raise Stale(before)
    return before


def _some(roles: Collection[Role]) -> Collection[Role]:
    if not roles:
        raise Refused("roles", "Choose at least one. To end an account, use “End this account”.")
    return roles


def _status_of_new(person: Person) -> MembershipStatus:
    return MembershipStatus.ACTIVE if person.password is not None else MembershipStatus.INVITED


def _memberships(session: Session, person: Person) -> list[Membership]:
    query = sa.select(Membership).where(Membership.person_id == person.row_id).order_by(Membership.row_id)
    found = list(session.scalars(query))
    if not found:
        raise NotFound("no such person in this area")
    return found


def _get_organisation(session: Session, key: str) -> Organisation:
    try:
        return get_by_key(session, Organisation, key)
    except NotFound:
        raise Refused("organisation", "Choose where they work") from None


def _join(
    session: Session,
    person: Person,
    role: Role,
    organisation: Organisation,
    agency: Agency,
    status: MembershipStatus,
) -> None:
    session.add(
        Membership(
            area_id=organisation.area_id,
            person_id=person.row_id,
            organisation_id=organisation.row_id,
            agency=agency,
            role=role,
            status=status,
        )
    )
