"""Statements that every request or every save sends: put together once, then only sent.

Putting one together, with the row filter joined to it, takes ten times as long as asking it. So each is
narrowed by the same filter as all others and compiled once for each kind of actor, who they are being a
parameter; what goes back and forth are plain values.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVarTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.base import ExecutableOption

from audit.store.base import Base
from audit.store.engine import send_plainly
from audit.store.plain import AnySession
from audit.store.whose import actor_of, refuse_foreign, refuse_if_reading

Columns = TypeVarTuple("Columns")
FILTER = "filter of such actors"
OWN_IDS = ("area_id", "person_id", "link_id")
Turn = Callable[[Any], Any] | None
Row = tuple[Any, ...]
Change = sa.Insert | sa.Update | sa.Delete


@dataclass(frozen=True)
class _Ready:
    """What is sent: the text, its parameters in order, and how values are turned.

    `fixed` has what never changes in its place; `own` says where an id of whoever asks goes, `wanted` where
    the given values go and how each is turned. `outward`: the places of a row that are turned.
    """

    text: str
    names: tuple[str, ...] | None
    fixed: tuple[Any, ...]
    own: tuple[tuple[int, str], ...]
    wanted: tuple[tuple[int, str, Turn], ...]
    given: frozenset[str]
    outward: tuple[tuple[int, Callable[[Any], Any]], ...]


@dataclass(frozen=True)
class FilterOfSuch:
    """The row filter of all of one kind with the same roles, and what was compiled with it."""

    options: tuple[ExecutableOption, ...]
    ready: dict[Any, _Ready] = field(default_factory=dict)


def own_parameter(name: str) -> str:
    """What the row filter calls an id of whoever asks."""
    return f"own_{name}"


def ask(session: AnySession, question: sa.Select[*Columns], **values: Any) -> list[tuple[*Columns]]:
    """The rows that answer a question, as far as the session's actor may see them.

    `question` is the same object each time; the values of its `bindparam`s are all that differs.
    """
    ready = _prepare(session, question, values)
    found, _ = _send(session, ready, values)
    return cast(list[tuple[*Columns]], _turn(found, ready.outward))


def add(session: AnySession, insert: sa.Insert, **values: Any) -> int:
    """Put down one row of the session's own area; return its number."""
    refuse_if_reading(session)
    refuse_foreign(actor_of(session), insert.table.name, values.get("area_id"))
    ((row_id,),), _ = _send(session, _prepare(session, insert, values), values)
    return int(row_id)


def change(session: AnySession, model: type[Base], statement: Change, *, row_id: int, **values: Any) -> None:
    """Change or delete a row that was read in this transaction; raises `StaleDataError` if it is not there.

    An object that the session made of the row before is read anew when it is next looked at.
    """
    refuse_if_reading(session)
    given = {"row_id": row_id, **values}
    _, n_changed = _send(session, _prepare(session, statement, given), given)
    if n_changed != 1:
        raise StaleDataError(f"a row of {model.__tablename__} was changed by somebody else")
    if isinstance(session, Session) and session.identity_map:
        held = session.identity_map.get(identity_key(model, row_id))
        if held is not None:
            session.expire(held)


def insert_of(model: type[Base], columns: Iterable[str]) -> sa.Insert:
    """An insert of these columns that gives back the row's number. No other column is filled in."""
    return sa.insert(model).values({name: sa.bindparam(name) for name in columns}).returning(model.row_id)


def _prepare(session: AnySession, statement: Any, values: Mapping[str, Any]) -> _Ready:
    actor_of(session)
    such: FilterOfSuch = session.info[FILTER]
    ready = such.ready.get(statement)
    if ready is None:
        dialect = session.get_bind().dialect if isinstance(session, Session) else session.dialect
        ready = such.ready[statement] = _compile(statement, such.options, dialect)
    if values.keys() != ready.given:
        raise ValueError(
            f"the values do not fit the statement: {', '.join(sorted(values.keys() ^ ready.given))}"
        )
    return ready


def _compile(
    statement: Any,
    filters: tuple[ExecutableOption, ...],
    dialect: sa.Dialect,
) -> _Ready:
    if not isinstance(statement, sa.Insert):
        statement = statement.options(*filters)
    compiled = statement.compile(dialect=dialect)
    own = {parameter: name for name in OWN_IDS if (parameter := own_parameter(name)) in compiled.params}
    wanted = frozenset(name for name in compiled.params if compiled.binds[name].required and name not in own)
    # Lists in a rule of the row filter become one parameter for each of their values.
    whole = compiled.construct_expanded_state(dict.fromkeys([*wanted, *own]))
    names = tuple(whole.positiontup) if compiled.positional else tuple(whole.parameters)
    kinds = {name: compiled.binds[name].type for name in names if name in compiled.binds}
    turns = {name: kind.dialect_impl(dialect).bind_processor(dialect) for name, kind in kinds.items()}
    turns |= whole.processors
    open_names = {*wanted, *own}
    fixed = (
        None if name in open_names else _turn_one(whole.parameters[name], turns.get(name)) for name in names
    )
    outward = (
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in statement.exported_columns
    )
    return _Ready(
        text=whole.statement,
        names=None if compiled.positional else names,
        fixed=tuple(fixed),
        own=tuple((place, own[name]) for place, name in enumerate(names) if name in own),
        wanted=tuple((place, name, turns.get(name)) for place, name in enumerate(names) if name in wanted),
        given=wanted,
        outward=tuple((place, turn) for place, turn in enumerate(outward) if turn is not None),
    )


def _send(session: AnySession, ready: _Ready, values: Mapping[str, Any]) -> tuple[list[Row], int]:
    """The rows that came back, and how many were changed."""
    sent = list(ready.fixed)
    for place, name in ready.own:
        sent[place] = getattr(session.info["actor"], name)
    for place, name, turn in ready.wanted:
        sent[place] = values[name] if turn is None else turn(values[name])
    whole = sent if ready.names is None else dict(zip(ready.names, sent, strict=True))
    if not isinstance(session, Session):
        return send_plainly(session.connection, ready.text, whole)
    session.flush()
    return send_plainly(session.connection().connection, ready.text, whole)


def _turn_one(value: Any, turn: Turn) -> Any:
    return value if turn is None else turn(value)


def _turn(rows: list[Row], turns: tuple[tuple[int, Callable[[Any], Any]], ...]) -> list[Row]:
    if not turns:
        return rows
    turned = [list(row) for row in rows]
    for row in turned:
        for place, turn in turns:
            row[place] = turn(row[place])
    return [tuple(row) for row in turned]
