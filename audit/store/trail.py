"""The history: every write and its line are one transaction; the lines are a hash chain per area."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from audit.domain.access import Actor, ActorKind
from audit.domain.trail import GENESIS, Break, Head, Link, find_break, hash_details, hash_link
from audit.store.account import Person
from audit.store.asked_often import add, ask, insert_of
from audit.store.audit_round import AuditRound
from audit.store.base import AreaOwned, Base, now
from audit.store.plain import AnySession

_PERSON = "person "


class Event(Base, AreaOwned):
    """One line of the history. The database refuses to change or delete it."""

    __tablename__ = "event"
    __table_args__ = (sa.UniqueConstraint("area_id", "sequence"),)

    # Not indexed by itself: the numbers are, within an area.
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"))
    sequence: Mapped[int]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    actor: Mapped[str] = mapped_column(sa.String(80))
    verb: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(60))
    detail_hash: Mapped[str] = mapped_column(sa.String(64))
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    chain_hash: Mapped[str] = mapped_column(sa.String(64))


class EventDetail(Base, AreaOwned):
    """What exactly happened. At the end of retention it may be emptied, never rewritten."""

    __tablename__ = "event_detail"

    # Not indexed: details are looked up by their line.
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), unique=True)
    salt: Mapped[str | None] = mapped_column(sa.String(32))
    details: Mapped[dict[str, Any] | None]
    purged_at: Mapped[datetime | None]


def read_head(session: AnySession, area_id: int) -> Head:
    """Where the chain of an area ends now."""
    for sequence, chain_hash, at in ask(session, _newest(), area_id=area_id):
        return Head(sequence, chain_hash, at)
    return Head(sequence=0, chain_hash=GENESIS, at=None)


@cache
def _newest() -> sa.Select[int, str, datetime]:
    # By the largest number and not by a limit: a limit that is a parameter is planned anew each time.
    area, line = sa.bindparam("area_id", type_=sa.Integer), sa.inspect(Event).local_table.alias()
    newest = sa.select(sa.func.max(line.c.sequence)).where(line.c.area_id == area)
    return sa.select(Event.sequence, Event.chain_hash, Event.at).where(
        Event.area_id == area, Event.sequence == newest.scalar_subquery()
    )


def record(
    session: AnySession,
    actor: Actor,
    verb: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
    *,
    area_id: int | None = None,
) -> None:
    """Add one line in the transaction of the write that it tells of.

    `subject` is a noun and a public key ("round k3v..."). `details` never hold what a person typed at length.
    """
    owner = area_id if area_id is not None else actor.area_id
    if owner is None:
        raise ValueError("a line of the history belongs to an area")
    head, at, salt = read_head(session, owner), now(), secrets.token_hex(16)
    filled = dict(details or {})
    detail_hash = hash_details(salt, filled)
    sequence, who = head.sequence + 1, _name_actor(session, actor)
    line = add(
        session,
        _new_line(),
        area_id=owner,
        sequence=sequence,
        at=at,
        person_id=actor.person_id,
        actor=who,
        verb=verb,
        subject=subject,
        detail_hash=detail_hash,
        previous_hash=head.chain_hash,
        chain_hash=hash_link(head.chain_hash, sequence, at, who, verb, subject, detail_hash),
    )
    add(session, _new_detail(), area_id=owner, event_id=line, salt=salt, details=filled)


@cache
def _new_line() -> sa.Insert:
    names = ("sequence", "at", "person_id", "actor", "verb", "subject", "detail_hash")
    return insert_of(Event, ("area_id", *names, "previous_hash", "chain_hash"))


@cache
def _new_detail() -> sa.Insert:
    return insert_of(EventDetail, ("area_id", "event_id", "salt", "details"))


def _name_actor(session: AnySession, actor: Actor) -> str:
    """People by key alone: the lines never change, and what somebody is called may have to be forgotten."""
    if actor.person_id is None or actor.kind is ActorKind.WORKER:
        return actor.label
    if actor.person_key is not None:
        return f"{_PERSON}{actor.person_key}"
    ((key,),) = ask(session, _key_of_person(), person_id=actor.person_id)
    return f"{_PERSON}{key}"


@cache
def _key_of_person() -> sa.Select[str]:
    return sa.select(Person.key).where(Person.row_id == sa.bindparam("person_id"))


def find_names(session: Session, events: Sequence[Event]) -> dict[str, str]:
    """What the people of these lines are called now, as far as the session's actor may see them."""
    keys = {event.actor.removeprefix(_PERSON) for event in events if event.actor.startswith(_PERSON)}
    people = session.execute(sa.select(Person.key, Person.name).where(Person.key.in_(keys)))
    return {f"{_PERSON}{key}": name for key, name in people}


def iterate_links(session: Session, area_id: int) -> Iterator[Link]:
    """The chain of an area from its first line on."""
    query = sa.select(Event).where(Event.area_id == area_id).order_by(Event.sequence)
    for event in session.scalars(query.execution_options(yield_per=1000)):
        yield Link(
            sequence=event.sequence,
            at=event.at,
            actor=event.actor,
            verb=event.verb,
            subject=event.subject,
            detail_hash=event.detail_hash,
            previous_hash=event.previous_hash,
            chain_hash=event.chain_hash,
        )


def verify(session: Session, area_id: int, *, head: Head | None = None) -> Break | None:
    """The first place where the chain or its details do not hold, or None.

    The heads that closed rounds noted must all be in it, and `head`, one that a report printed.
    """
    heads = list_heads(session, area_id) + ([head] if head else [])
    broken = find_break(iterate_links(session, area_id), heads=heads)
    return broken or _find_changed_detail(session, area_id)


def list_heads(session: Session, area_id: int) -> list[Head]:
    """Where the chain ended each time that a round was closed; reports print the same."""
    query = sa.select(AuditRound.trail_sequence, AuditRound.trail_hash, AuditRound.trail_at).where(
        AuditRound.area_id == area_id, AuditRound.trail_hash.is_not(None)
    )
    return [Head(sequence or 0, chain_hash or "", at) for sequence, chain_hash, at in session.execute(query)]


def _find_changed_detail(session: Session, area_id: int) -> Break | None:
    query = (
        sa.select(
            Event.sequence, Event.detail_hash, EventDetail.salt, EventDetail.details, EventDetail.purged_at
        )
        .outerjoin(EventDetail, EventDetail.event_id == Event.row_id)
        .where(Event.area_id == area_id)
        .order_by(Event.sequence)
    )
    for sequence, detail_hash, salt, details, purged_at in session.execute(query):
        if purged_at is not None:
            continue
        if salt is None or hash_details(salt, details) != detail_hash:
            return Break(sequence, f"the details of line {sequence} were changed")
    return None
