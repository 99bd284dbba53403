"""Whose session of the database it is, and whose rows it may write."""

from audit.domain.access import Actor, ActorKind
from audit.store.plain import AnySession

# What the worker may write in whatever area: the jobs, and the lines of the history that tell of them.
_OF_JOBS = frozenset({"report", "mail", "event", "event_detail"})


class NoActor(Exception):
    """A session of the database belongs to nobody, so it may see nothing."""


def actor_of(session: AnySession) -> Actor:
    """Whose session this is; raises `NoActor`."""
    actor = session.info.get("actor")
    if not isinstance(actor, Actor):
        raise NoActor("this session of the database has no actor")
    return actor


def takes_jobs(actor: Actor) -> bool:
    """The worker before it acts on anybody's behalf."""
    return actor.kind is ActorKind.WORKER and actor.area_id is None


def refuse_if_reading(session: AnySession) -> None:
    """Raise if this session may only read."""
    if session.info["reading"]:
        raise RuntimeError("a reading session was asked to write")


def refuse_foreign(actor: Actor, table: str, area_id: int | None) -> None:
    """Raise if a row of this table that belongs to this area is not the actor's to write."""
    if actor.kind is ActorKind.OPERATOR and actor.area_id is None:
        return
    may_cross = actor.kind is ActorKind.DOOR or (takes_jobs(actor) and table in _OF_JOBS)
    if not may_cross and area_id != actor.area_id:
        raise RuntimeError("a row of another area was touched")
