"""The database engine, and what is SQLite's own about it."""

from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from pysqlite3 import dbapi2  # type: ignore[import-untyped]
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from audit.store.write_queue import WriteQueue

# Before 3.51.3 two connections in WAL mode could lose committed writes (sqlite.org, "WAL-reset bug").
SAFE_SQLITE = (3, 51, 3)
# Together the longest that a writer waits: first for a turn, then for the database itself.
QUEUE_SECONDS = 5
BUSY_MILLISECONDS = 10_000
_QUEUE, _QUEUED = "queue of writers", "queued to write"


class UnsafeDatabase(Exception):
    """The database library or file cannot be trusted with acknowledged saves."""


class DatabaseMissing(Exception):
    """There is no database where one must be; an empty one in its place would hide that."""


def check_library(version: tuple[int, ...] = dbapi2.sqlite_version_info) -> None:
    """Refuse an SQLite that can lose committed writes."""
    if version < SAFE_SQLITE:
        shown = ".".join(map(str, version))
        raise UnsafeDatabase(
            f"SQLite {shown} can lose saved work. Version 3.51.3 or newer is needed:"
            " install pysqlite3 0.6.1 or newer."
        )


def make_engine(database: Path) -> sa.Engine:
    """An engine on one SQLite file that is there; raises `DatabaseMissing`."""
    check_library()
    if not database.exists():
        raise DatabaseMissing(
            f"There is no database at {database}. Bring it back from a backup; for a first installation run:"
            " ehcp-audit init"
        )
    engine = sa.create_engine(f"sqlite:///{database}", module=dbapi2, pool_use_lifo=True)
    queue = WriteQueue(database, seconds=QUEUE_SECONDS)
    sa.event.listen(engine, "connect", lambda connection, record: _prepare(connection, record, queue))
    sa.event.listen(engine, "begin", _begin)
    sa.event.listen(engine, "engine_disposed", lambda _engine: queue.close())
    for ending in ("checkin", "invalidate"):
        sa.event.listen(engine, ending, lambda _connection, record, *_: _leave(record.info))
    return engine


def create_database(database: Path) -> None:
    """An empty file, readable by its owner alone."""
    database.parent.mkdir(parents=True, exist_ok=True)
    database.touch(mode=0o600, exist_ok=False)
    _switch_to_wal(database)


def _switch_to_wal(database: Path) -> None:
    # Once, at birth: switching on every connection raises "database is locked" under load.
    connection = dbapi2.connect(str(database))
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _prepare(connection: Any, record: ConnectionPoolEntry, queue: WriteQueue) -> None:
    record.info[_QUEUE] = queue
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # or a row that INSERT OR REPLACE pushes out passes by its guards
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    begin(connection.connection, writes=bool(connection.get_execution_options().get("writing")))


def begin(connection: PoolProxiedConnection, *, writes: bool) -> None:
    """Begin a transaction; one that writes waits for its turn and takes the write lock at once."""
    # A transaction that reads first and writes later fails at once under load, whatever the timeout.
    if writes and not connection.info.get(_QUEUED):
        connection.info[_QUEUED] = connection.info[_QUEUE].enter()
    send_plainly(connection, f"BEGIN {'IMMEDIATE' if writes else 'DEFERRED'}", ())


def take(engine: sa.Engine) -> PoolProxiedConnection:
    """A connection of the pool, outside any transaction; raises what SQLAlchemy raises."""
    try:
        return engine.raw_connection()
    except dbapi2.Error as error:
        raise sa.exc.DBAPIError.instance("connect", None, error, dbapi2.Error) from error


def send_plainly(
    connection: PoolProxiedConnection, text: str, values: Any
) -> tuple[list[tuple[Any, ...]], int]:
    """The rows that come back, if any, and how many were changed; raises what SQLAlchemy raises.

    By the driver's own cursor: what the library puts around one takes longer than the database does.
    """
    cursor = connection.cursor()
    try:
        cursor.execute(text, values)
        rows = cast(list[tuple[Any, ...]], cursor.fetchall()) if cursor.description else []
        return rows, cursor.rowcount
    except dbapi2.Error as error:
        raise sa.exc.DBAPIError.instance(text, None, error, dbapi2.Error) from error
    finally:
        cursor.close()


def commit(connection: PoolProxiedConnection) -> None:
    """Keep what a transaction that `begin` began has written, and let the next one write."""
    send_plainly(connection, "COMMIT", ())
    _leave(connection.info)


def _leave(info: dict[Any, Any]) -> None:
    # SQLAlchemy's own commit is told of before it is done, so there the connection's return is waited for.
    if info.pop(_QUEUED, False):
        info[_QUEUE].leave()
