"""A guest comes in by their link: looked at as often as one likes, used by one browser alone."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, ActorKind, Conflict, MembershipStatus, NotFound, Permission, Role
from audit.store.account import Membership
from audit.store.area import Area
from audit.store.audit_round import RoundStatus
from audit.store.base import now
from audit.store.guest_link import GuestLink
from audit.store.trail import record
from audit.workflow.needs import needs
from audit.workflow.sign_in import hash_token, start_sign_in


class UsedElsewhere(Conflict):
    """Another browser has used the link."""

    def __init__(self, door: "GuestDoor") -> None:
        self.door = door
        super().__init__("This link was used in another browser. Ask for a new one.")


@dataclass(frozen=True)
class GuestDoor:
    """What a link says before it is used: for whom it is, and for which round."""

    link: GuestLink
    name: str
    area: Area
    is_open: bool

    def fits(self, secret: str | None) -> bool:
        """Whether this browser may use the link: nobody has yet, or it was this one."""
        if self.link.browser_hash is None:
            return True
        return secret is not None and hmac.compare_digest(hash_token(secret), self.link.browser_hash)


@dataclass(frozen=True)
class Entered:
    """A guest is in: the token of the sign-in, and the secret that their browser keeps."""

    door: GuestDoor
    token: str
    secret: str


@needs(Permission.SIGN_IN)
def show_guest_door(session: Session, actor: Actor, *, token: str) -> GuestDoor:
    """Whose link this is; `NotFound` if it never was or has ended. Looking uses nothing up."""
    query = sa.select(GuestLink).where(
        GuestLink.token_hash == hash_token(token), GuestLink.ended_at.is_(None)
    )
    link = session.scalars(query).one_or_none()
    if link is None or link.audit_round.status == RoundStatus.CLOSED or not _is_guest(session, link):
        raise NotFound("the link has ended")
    area = session.get_one(Area, link.area_id)
    return GuestDoor(link, link.person.name, area, link.audit_round.status == RoundStatus.OPEN)


def _is_guest(session: Session, link: GuestLink) -> bool:
    """Still active, and nothing but a guest: no link stands in for a password."""
    query = sa.select(Membership.role).where(
        Membership.person_id == link.person_id, Membership.status == MembershipStatus.ACTIVE
    )
    return link.person.active and set(session.scalars(query)) == {Role.GUEST}


@needs(Permission.SIGN_IN)
def enter_as_guest(
    session: Session, actor: Actor, *, token: str, secret: str | None, contents: dict[str, Any]
) -> Entered:
    """Sign a guest in. The first browser keeps the link for itself; any other is refused."""
    door = show_guest_door(session, actor, token=token)
    if not door.fits(secret):
        raise UsedElsewhere(door)
    link, person = door.link, door.link.person
    if link.browser_hash is None or secret is None:
        secret = secrets.token_urlsafe(32)
        link.browser_hash, link.used_at = hash_token(secret), now()
        guest = Actor(ActorKind.PERSON, person.name[:80], area_id=link.area_id, person_id=person.row_id)
        record(session, guest, "guest_link_used", f"guest_link {link.key}")
    sign_in = start_sign_in(session, actor, person_key=person.key, contents=contents)
    if sign_in is None:
        raise NotFound("the link has ended")
    return Entered(door, sign_in, secret)
