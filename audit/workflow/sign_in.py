"""Getting in and out: guesses, sign-ins and who a request belongs to. All by the door's own hand."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, ActorKind, MembershipStatus, NotFound, Permission, Role
from audit.store.account import Membership, Person
from audit.store.area import Area
from audit.store.asked_often import ask
from audit.store.base import now
from audit.store.plain import AnySession
from audit.store.sign_in import SignIn, SignInAttempt
from audit.store.trail import record
from audit.workflow.needs import needs

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
PAIR_GUESSES, PAIR_WINDOW = 10, timedelta(minutes=5)
ACCOUNT_GUESSES, ACCOUNT_WINDOW = 50, timedelta(hours=1)


class LockedOut(Exception):
    """Too many wrong passwords; says how long to wait."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"There were too many wrong passwords. Wait {minutes} minutes, then try again.")


@dataclass(frozen=True)
class Front:
    """What a page shows of an area: its name, its colour, and whether it is made up."""

    name: str
    colour: str
    is_example: bool
    contact: str = ""
    is_area: bool = True


# Before anybody has signed in, where several areas share an installation.
NO_AREA = Front(name="EHC quality audit", colour="#1d4f5c", is_example=False, is_area=False)


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, as this request found them."""

    actor: Actor
    front: Front
    sign_in_id: int
    seen_at: datetime
    contents: dict[str, Any] = field(default_factory=dict)
    started_at: datetime = field(default_factory=now)
    shortcuts: bool = True


@dataclass(frozen=True)
class Guess:
    """One try at signing in that was counted before the password was looked at."""

    email: str
    person_key: str | None
    password: str | None


def hash_token(token: str) -> str:
    """What is kept of a token that only its holder has."""
    return hashlib.sha256(token.encode()).hexdigest()


@needs(Permission.SIGN_IN)
def show_front(session: Session, actor: Actor) -> Front:
    """What a page shows to somebody who has not signed in: the area, if there is only one."""
    areas = session.scalars(sa.select(Area).order_by(Area.row_id)).all()
    if len(areas) == 1:
        return show_area(areas[0])
    return replace(NO_AREA, is_example=bool(areas) and all(area.is_example for area in areas))


@needs(Permission.SIGN_IN)
def find_visitor(session: AnySession, actor: Actor, *, token: str) -> Visitor | None:
    """Who holds this token, if the sign-in still counts and the account is still active."""
    at = now()
    asked = {"token_hash": hash_token(token), "seen_after": at - IDLE, "started_after": at - LONGEST}
    found = ask(session, _signed_in(), **asked)
    if not found:
        return None
    sign_in_id, seen_at, started_at, contents, area_id, person_id, key, name, shortcuts, *front, _ = found[0]
    roles = frozenset(Role(row[-1]) for row in found)
    return Visitor(
        _as_actor(person_id, key, name, area_id, roles),
        Front(*front),
        sign_in_id,
        seen_at,
        contents,
        started_at=started_at,
        shortcuts=shortcuts,
    )


@cache
def _signed_in() -> sa.Select[*tuple[Any, ...]]:
    # One question to the database, since every request asks it: a row for each role.
    of_sign_in = (SignIn.row_id, SignIn.seen_at, SignIn.started_at, SignIn.contents, SignIn.area_id)
    of_person = (Person.row_id, Person.key, Person.name, Person.shortcuts)
    of_front = (Area.name, Area.brand_colour, Area.is_example, Area.contact)
    return (
        sa.select(*of_sign_in, *of_person, *of_front, Membership.role)
        .join(Person, Person.row_id == SignIn.person_id)
        .join(Area, Area.row_id == SignIn.area_id)
        .join(Membership, sa.and_(Membership.person_id == Person.row_id, Membership.area_id == Area.row_id))
        .where(
            SignIn.token_hash == sa.bindparam("token_hash"),
            SignIn.ended_at.is_(None),
            SignIn.seen_at > sa.bindparam("seen_after"),
            SignIn.started_at > sa.bindparam("started_after"),
            Person.active,
            Membership.status == MembershipStatus.ACTIVE,
        )
    )


@needs(Permission.SIGN_IN)
def take_guess(session: Session, actor: Actor, *, email: str, address: str, secret: str) -> Guess:
    """Count a try before the password is looked at, so that parallel tries count as well."""
    account_hash, address_hash = _hashes(email, address, secret)
    at = now()
    _refuse_more(session, account_hash, address_hash, at)
    session.add(SignInAttempt(account_hash=account_hash, address_hash=address_hash, at=at))
    person = _find_person(session, email)
    if person is None or not person.active:
        return Guess(email, None, None)
    return Guess(email, person.key, person.password)


@needs(Permission.SIGN_IN)
def start_sign_in(session: Session, actor: Actor, *, person_key: str, contents: dict[str, Any]) -> str | None:
    """Open a sign-in for somebody whose password was right; returns its token, or None if suspended."""
    person = session.scalars(sa.select(Person).where(Person.key == person_key)).one_or_none()
    membership = _first_membership(session, person) if person else None
    if person is None or membership is None:
        return None
    token = secrets.token_urlsafe(32)
    row = SignIn(
        token_hash=hash_token(token), person_id=person.row_id, area_id=membership.area_id, contents=contents
    )
    session.add(row)
    record(session, _as_person(person, membership.area_id), "signed_in", f"person {person.key}")
    return token


@needs(Permission.SIGN_IN)
def forget_guesses(session: Session, actor: Actor, *, email: str, address: str, secret: str) -> None:
    """After the right password: the wrong ones of this account from this address no longer count."""
    account_hash, address_hash = _hashes(email, address, secret)
    for attempt in session.scalars(
        sa.select(SignInAttempt).where(
            SignInAttempt.account_hash == account_hash, SignInAttempt.address_hash == address_hash
        )
    ):
        session.delete(attempt)


@needs(Permission.SIGN_IN)
def end_sign_in(session: Session, actor: Actor, *, token: str) -> None:
    """End a sign-in on the server: a copied cookie is worth nothing afterwards."""
    sign_in = _get_sign_in(session, token)
    sign_in.ended_at = now()
    record(session, _as_person(sign_in.person, sign_in.area_id), "signed_out", f"person {sign_in.person.key}")


@needs(Permission.SIGN_IN)
def keep_sign_in(session: Session, actor: Actor, *, token: str, contents: dict[str, Any]) -> None:
    """Note that the sign-in is in use, and what it carries from page to page."""
    kept = session.execute(
        sa.update(SignIn)
        .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
        .values(seen_at=now(), contents=contents)
        .execution_options(synchronize_session=False)
    )
    if not kept.rowcount:  # type: ignore[attr-defined]
        raise NotFound("the sign-in has ended")


def _get_sign_in(session: Session, token: str) -> SignIn:
    query = sa.select(SignIn).where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
    sign_in = session.scalars(query).one_or_none()
    if sign_in is None:
        raise NotFound("the sign-in has ended")
    return sign_in


def _hashes(email: str, address: str, secret: str) -> tuple[str, str]:
    # Keyed, so that a stolen database does not tell whose account was tried from where.
    def keyed(text: str) -> str:
        return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    return keyed(f"account {email.strip().casefold()}"), keyed(f"address {address}")


def _refuse_more(session: Session, account_hash: str, address_hash: str, at: datetime) -> None:
    tries = sa.select(SignInAttempt.at).where(SignInAttempt.account_hash == account_hash)
    from_here = tries.where(SignInAttempt.address_hash == address_hash)
    for query, most, window in (
        (from_here, PAIR_GUESSES, PAIR_WINDOW),
        (tries, ACCOUNT_GUESSES, ACCOUNT_WINDOW),
    ):
        moments = session.scalars(
            query.where(SignInAttempt.at > at - window).order_by(SignInAttempt.at.desc()).limit(most)
        ).all()
        if len(moments) >= most:
            left = moments[-1] + window - at
            raise LockedOut(minutes=int(left.total_seconds() // 60) + 1)


def _find_person(session: Session, email: str) -> Person | None:
    query = sa.select(Person).where(Person.email == email.strip().casefold())
    return session.scalars(query).one_or_none()


def _first_membership(session: Session, person: Person) -> Membership | None:
    query = sa.select(Membership).where(
        Membership.person_id == person.row_id, Membership.status == MembershipStatus.ACTIVE
    )
    return session.scalars(query.order_by(Membership.row_id).limit(1)).one_or_none()


def _as_person(person: Person, area_id: int) -> Actor:
    return _as_actor(person.row_id, person.key, person.name, area_id, frozenset())


def _as_actor(person_id: int, key: str, name: str, area_id: int, roles: frozenset[Role]) -> Actor:
    return Actor(
        ActorKind.PERSON, name[:80], area_id=area_id, person_id=person_id, roles=roles, person_key=key
    )


def show_area(area: Area) -> Front:
    """What a page shows of an area."""
    return Front(area.name, area.brand_colour, area.is_example, area.contact)
