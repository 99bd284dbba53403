"""What the database itself refuses, whoever asks: made by one function after every upgrade."""

import sqlalchemy as sa

from audit.store.free_text import OWNERS
from audit.store.tables import Base

_KEPT_FOR_EVER = ("event", "settlement", "rubric_version", "report_file", "deviation")
_NO_DELETE = ("event_detail", "scoresheet", "audit_case")
_RECORDED = ("contribution", "case_dates")
_NO_REPLACE = (*_KEPT_FOR_EVER, *_NO_DELETE, "rating", "free_text")


def _refuse(name: str, table: str, action: str, words: str, when: str = "") -> tuple[str, str]:
    clause = f" WHEN {when}" if when else ""
    body = f"BEFORE {action} ON {table}{clause} BEGIN SELECT RAISE(ABORT, '{words}'); END"
    return name, f"CREATE TRIGGER {name} {body}"


def _submitted(row: str, column: str = "scoresheet_id") -> str:
    return f"EXISTS (SELECT 1 FROM scoresheet WHERE id = {row}.{column} AND submitted_at IS NOT NULL)"  # noqa: S608


def _text_change(owner: str) -> str:
    """Anything but emptying the text and saying when."""
    kept = " AND ".join(
        f"NEW.{column} IS OLD.{column}" for column in ("id", "key", "area_id", *OWNERS, "box", "criterion")
    )
    return (
        f"{owner} AND NOT (NEW.text = '' AND NEW.purged_at IS NOT NULL AND OLD.purged_at IS NULL AND {kept})"
    )


def _statements() -> dict[str, str]:
    pairs = _recorded_guards()
    for table in _KEPT_FOR_EVER:
        for action in ("UPDATE", "DELETE"):
            pairs.append(
                _refuse(f"guard_{table}_{action.lower()}", table, action, f"{table} rows never change")
            )
    for table in _NO_DELETE:
        pairs.append(_refuse(f"guard_{table}_delete", table, "DELETE", f"{table} rows are never deleted"))
    pairs += _scoresheet_guards() + _text_guards() + _restricted_guards()
    for table in _NO_REPLACE:
        pairs += _replace_guards(table)
    return dict(pairs)


def _replace_guards(table: str) -> list[tuple[str, str]]:
    """OR REPLACE pushes out the row that is in the way, and only some connections call that a delete."""
    words, sets = f"{table} rows are never replaced", _unique_sets(table)
    taken = " OR ".join(_taken(table, columns) for columns in sets)
    taken_by_another = " OR ".join(_taken(table, columns, "id <> OLD.id") for columns in sets)
    return [
        _refuse(f"guard_{table}_replace", table, "INSERT", words, taken),
        _refuse(f"guard_{table}_replace_by_update", table, "UPDATE", words, taken_by_another),
    ]


def _taken(table: str, columns: tuple[str, ...], *more: str) -> str:
    same = " AND ".join((*(f"{column} = NEW.{column}" for column in columns), *more))
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608


def _unique_sets(name: str) -> list[tuple[str, ...]]:
    """The columns by which no two rows of a table may be the same."""
    table = Base.metadata.tables[name]
    keys = [
        each for each in table.constraints if isinstance(each, (sa.UniqueConstraint, sa.PrimaryKeyConstraint))
    ]
    found = [*keys, *(index for index in table.indexes if index.unique)]
    return sorted(tuple(column.name for column in each.columns) for each in found)


def _recorded_guards() -> list[tuple[str, str]]:
    """What was recorded of a case may be mended, but neither taken away nor moved to another case."""
    pairs = []
    for table in _RECORDED:
        pairs.append(_refuse(f"guard_{table}_delete", table, "DELETE", f"{table} rows are never deleted"))
        moved = "NEW.case_id IS NOT OLD.case_id OR NEW.area_id IS NOT OLD.area_id"
        pairs.append(_refuse(f"guard_{table}_moved", table, "UPDATE", f"{table} rows never move", moved))
        pairs += _replace_guards(table)
    return pairs


def _scoresheet_guards() -> list[tuple[str, str]]:
    words = "a submitted scoresheet never changes"
    pairs = [
        _refuse("guard_scoresheet_update", "scoresheet", "UPDATE", words, "OLD.submitted_at IS NOT NULL")
    ]
    for action, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        name = f"guard_rating_{action.lower()}"
        pairs.append(_refuse(name, "rating", action, words, _submitted(row)))
    moved = f"NEW.scoresheet_id IS NOT OLD.scoresheet_id OR {_submitted('NEW')}"
    pairs.append(_refuse("guard_rating_moved", "rating", "UPDATE", words, moved))
    return pairs


def _text_guards() -> list[tuple[str, str]]:
    words = "the words of a submitted scoresheet never change"
    owned = f"(OLD.settlement_id IS NOT NULL OR {_submitted('OLD')})"
    purge_only = (
        "NOT (NEW.details IS NULL AND NEW.salt IS NULL AND NEW.purged_at IS NOT NULL"
        " AND NEW.event_id = OLD.event_id AND NEW.area_id = OLD.area_id)"
    )
    return [
        _refuse("guard_free_text_insert", "free_text", "INSERT", words, _submitted("NEW")),
        _refuse("guard_free_text_update", "free_text", "UPDATE", words, _text_change(owned)),
        _refuse("guard_free_text_delete", "free_text", "DELETE", words, owned),
        _refuse(
            "guard_event_detail_update", "event_detail", "UPDATE", "details may only be emptied", purge_only
        ),
    ]


def _restricted_guards() -> list[tuple[str, str]]:
    """Whoever was not named for a restricted case is not given it, by whatever door."""
    restricted = "EXISTS (SELECT 1 FROM audit_case WHERE id = NEW.case_id AND restricted)"
    named = "EXISTS (SELECT 1 FROM named_auditor WHERE case_id = NEW.case_id AND person_id = NEW.person_id)"
    words = "a restricted case goes to named auditors only"
    when = f"{restricted} AND NOT {named}"
    return [
        _refuse("guard_assignment_restricted", "assignment", "INSERT", words, when),
        _refuse("guard_assignment_moved", "assignment", "UPDATE OF case_id, person_id", words, when),
    ]


def _wanted(connection: sa.Connection) -> dict[str, str]:
    """The guards of all tables that there are: an older shape lacks some."""
    tables = sa.inspect(connection).get_table_names()
    return {name: made for name, made in _statements().items() if _table_of(made) in tables}


def _table_of(statement: str) -> str:
    return statement.partition(" ON ")[2].partition(" ")[0]


def install_guards(connection: sa.Connection) -> None:
    """Make every guard afresh. Runs inside the caller's transaction."""
    for name, statement in _wanted(connection).items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(statement)


def remove_guards(connection: sa.Connection) -> None:
    """Take every guard away, for the time of a migration only."""
    for name in _statements():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")


def missing_guards(connection: sa.Connection) -> list[str]:
    """Names of guards that the database lacks or that differ from what they must be."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    found: dict[str, str] = {row.name: row.sql for row in connection.exec_driver_sql(query)}
    return [name for name, statement in _wanted(connection).items() if found.get(name) != statement]
