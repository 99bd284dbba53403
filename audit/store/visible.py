"""Which rows somebody may see: one filter that every query of a session passes through."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from audit.domain.access import Actor, ActorKind, Role
from audit.store.asked_often import FILTER, OWN_IDS, FilterOfSuch, own_parameter
from audit.store.base import AreaOwned
from audit.store.plain import PlainSession
from audit.store.tables import Base
from audit.store.visible_rules import decide
from audit.store.whose import actor_of, refuse_foreign, refuse_if_reading, takes_jobs

Guarded = TypeVar("Guarded", Session, PlainSession)


def guard(session: Guarded, actor: Actor | None, *, reading: bool) -> Guarded:
    """Bind a session to its actor for good."""
    session.info["actor"] = actor
    session.info["reading"] = reading
    if actor is not None:
        known = frozenset(name for name in OWN_IDS if getattr(actor, name) is not None)
        session.info[FILTER] = _filters_of_such(actor.kind, actor.roles, known)
    return session


@sa.event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    filters = _filters(actor_of(state.session))
    state.statement = state.statement.options(*filters)  # type: ignore[union-attr, unused-ignore]


@sa.event.listens_for(Session, "before_flush")
def _refuse_foreign_rows(session: Session, _context: UOWTransaction, _instances: object) -> None:
    actor = actor_of(session)
    touched = [*session.new, *session.dirty, *session.deleted]
    if touched:
        refuse_if_reading(session)
    for row in touched:
        if not isinstance(row, AreaOwned):
            continue
        if row.area_id is None and actor.area_id is not None:  # type: ignore[comparison-overlap, unused-ignore]
            row.area_id = actor.area_id
        refuse_foreign(actor, row.__tablename__, row.area_id)  # type: ignore[attr-defined]


# Building these anew took an eighth of a save; they hang on nothing but the actor.
@lru_cache(maxsize=256)
def _filters(actor: Actor) -> tuple[ExecutableOption, ...]:
    return tuple(_list_filters(actor))


@lru_cache(maxsize=256)
def _filters_of_such(kind: ActorKind, roles: frozenset[Role], known: frozenset[str]) -> FilterOfSuch:
    """The filter of all of this kind with these roles, with parameters where it speaks of themselves."""
    own: dict[str, Any] = {name: sa.bindparam(own_parameter(name), type_=sa.Integer) for name in known}
    return FilterOfSuch(tuple(_list_filters(Actor(kind, "", roles=roles, **own))))


def _list_filters(actor: Actor) -> Iterator[ExecutableOption]:
    if actor.kind is ActorKind.OPERATOR and actor.area_id is None:
        return
    rules, is_of_area = decide(actor), actor.kind is not ActorKind.DOOR and not takes_jobs(actor)
    for mapper in Base.registry.mappers:
        model = mapper.class_
        rule = rules.get(model, sa.false())
        if is_of_area and issubclass(model, AreaOwned):
            rule = sa.and_(model.area_id == actor.area_id, rule)
        yield with_loader_criteria(model, rule, include_aliases=True)
