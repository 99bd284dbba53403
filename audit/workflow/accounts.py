"""Set-password links: made by an administrator, used once by whoever holds them."""

import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, ActorKind, Conflict, MembershipStatus, NotFound, Permission, Role
from audit.domain.password import find_fault
from audit.store.account import Membership, Person
from audit.store.base import now
from audit.store.queries import end_sign_ins, get_by_key
from audit.store.sign_in import PasswordLink
from audit.store.trail import record
from audit.workflow.editing import Refused
from audit.workflow.needs import needs
from audit.workflow.sign_in import hash_token

LINK_LASTS = timedelta(days=7)


@needs(Permission.MANAGE_PEOPLE)
def make_password_link(session: Session, actor: Actor, *, person_key: str) -> str:
    """A token that sets a password once, within 7 days; earlier links of the person end."""
    person = get_by_key(session, Person, person_key)
    if any(membership.role == Role.GUEST for membership in person.memberships):
        raise Conflict("A guest has no password. The audit lead makes them a new link on the panel's page.")
    at = now()
    for link in session.scalars(_open_links(person.row_id)):
        link.expires_at = at
    token = add_password_link(session, person)
    record(session, actor, "password_link_made", f"person {person.key}")
    return token


def add_password_link(session: Session, person: Person) -> str:
    """The token of a new link; whoever asks has checked that they may and writes the history."""
    token = secrets.token_urlsafe(32)
    expires_at = now() + LINK_LASTS
    session.add(PasswordLink(token_hash=hash_token(token), person_id=person.row_id, expires_at=expires_at))
    return token


@needs(Permission.SIGN_IN)
def check_new_password(session: Session, actor: Actor, *, token: str, password: str | None = None) -> Person:
    """Whose link this is (`NotFound` if it was used or is too old); refuses a weak password."""
    person = _get_link(session, token).person
    known = (*person.name.split(), *person.email.replace("@", " ").replace(".", " ").split()[:2])
    fault = find_fault(password, known=known) if password is not None else None
    if fault:
        raise Refused("password", fault)
    return person


@needs(Permission.SIGN_IN)
def set_password(session: Session, actor: Actor, *, token: str, password_hash: str) -> Person:
    """Keep the new password, use the link up, and end every sign-in made with the old one."""
    link = _get_link(session, token)
    person = link.person
    link.used_at = now()
    person.password = password_hash
    end_sign_ins(session, person)
    own = sa.select(Membership).where(Membership.person_id == person.row_id).order_by(Membership.row_id)
    areas = []
    for membership in session.scalars(own):
        if membership.status == MembershipStatus.INVITED:
            membership.status = MembershipStatus.ACTIVE
        if membership.area_id not in areas:
            areas.append(membership.area_id)
    for area_id in areas:
        owner = Actor(ActorKind.PERSON, person.name[:80], area_id=area_id, person_id=person.row_id)
        record(session, owner, "password_set", f"person {person.key}")
    return person


def _open_links(person_id: int) -> sa.Select[PasswordLink]:
    return sa.select(PasswordLink).where(
        PasswordLink.person_id == person_id, PasswordLink.used_at.is_(None), PasswordLink.expires_at > now()
    )


def _get_link(session: Session, token: str) -> PasswordLink:
    query = sa.select(PasswordLink).where(
        PasswordLink.token_hash == hash_token(token),
        PasswordLink.used_at.is_(None),
        PasswordLink.expires_at > now(),
    )
    link = session.scalars(query).one_or_none()
    if link is None or not link.person.active:
        raise NotFound("the link was used or is too old")
    return link
