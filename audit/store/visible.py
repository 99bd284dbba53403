"""Which rows somebody may see: one filter that every query of a session passes through."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from audit.domain.access import Actor, ActorKind
from audit.store.base import ASKED_OFTEN, AreaOwned
from audit.store.mail import Mail
from audit.store.report import Report
from audit.store.tables import Base
from audit.store.trail import Event, EventDetail
from audit.store.visible_rules import decide, takes_jobs

# What the worker may write in whatever area: the jobs, and the lines of the history that tell of them.
_OF_JOBS = (Report, Mail, Event, EventDetail)


class NoActor(Exception):
    """A session of the database belongs to nobody, so it may see nothing."""


def guard(session: Session, actor: Actor | None, *, reading: bool) -> Session:
    """Bind a session to its actor for good."""
    session.info["actor"] = actor
    session.info["reading"] = reading
    if actor is not None:
        session.info["filter"] = _filters(actor)
    return session


def actor_of(session: Session) -> Actor:
    """Whose session this is; raises `NoActor`."""
    actor = session.info.get("actor")
    if not isinstance(actor, Actor):
        raise NoActor("this session of the database has no actor")
    return actor


@sa.event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    actor = actor_of(state.session)
    if state.execution_options.get(ASKED_OFTEN):
        state.statement = _narrowed(actor, state.statement)
    else:
        state.statement = state.statement.options(*state.session.info["filter"])  # type: ignore[union-attr, unused-ignore]


@lru_cache(maxsize=2048)
def _narrowed(actor: Actor, statement: Any) -> Any:
    # A statement that is put together once is narrowed once for each actor; the same object comes each time.
    return statement.options(*_filters(actor))


@sa.event.listens_for(Session, "before_flush")
def _refuse_foreign_rows(session: Session, _context: UOWTransaction, _instances: object) -> None:
    actor = actor_of(session)
    touched = [*session.new, *session.dirty, *session.deleted]
    if touched and session.info["reading"]:
        raise RuntimeError("a reading session was asked to write")
    if actor.kind is ActorKind.OPERATOR and actor.area_id is None:
        return
    for row in touched:
        if not isinstance(row, AreaOwned):
            continue
        if row.area_id is None and actor.area_id is not None:  # type: ignore[comparison-overlap, unused-ignore]
            row.area_id = actor.area_id
        may_cross = actor.kind is ActorKind.DOOR or (takes_jobs(actor) and isinstance(row, _OF_JOBS))
        if not may_cross and row.area_id != actor.area_id:
            raise RuntimeError("a row of another area was touched")


# Building these anew took an eighth of a save; they hang on nothing but the actor.
@lru_cache(maxsize=256)
def _filters(actor: Actor) -> tuple[ExecutableOption, ...]:
    if actor.kind is ActorKind.OPERATOR and actor.area_id is None:
        return ()
    options, rules = [], decide(actor)
    if actor.kind is not ActorKind.DOOR and not takes_jobs(actor):
        options.append(_owned_by(actor.area_id))
    models = (mapper.class_ for mapper in Base.registry.mappers)
    return (*options, *(_only(model, rules.get(model, sa.false())) for model in models))


def _owned_by(area_id: int | None) -> ExecutableOption:
    return with_loader_criteria(AreaOwned, lambda cls: cls.area_id == area_id, include_aliases=True)


def _only(model: type, condition: sa.ColumnElement[bool]) -> ExecutableOption:
    return with_loader_criteria(model, condition, include_aliases=True)
