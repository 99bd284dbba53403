"""Which rows somebody may see: one filter that every query of a session passes through."""

from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from audit.domain.access import Actor, ActorKind
from audit.store.base import AreaOwned
from audit.store.tables import Base
from audit.store.visible_rules import decide
from audit.store.whose import actor_of, refuse_foreign, refuse_if_reading, takes_jobs


def guard(session: Session, actor: Actor | None, *, reading: bool) -> Session:
    """Bind a session to its actor for good."""
    session.info["actor"] = actor
    session.info["reading"] = reading
    if actor is not None:
        session.info["filter"] = _filters(actor)
    return session


@sa.event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    actor_of(state.session)
    state.statement = state.statement.options(*state.session.info["filter"])  # type: ignore[union-attr, unused-ignore]


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
