"""A session without objects: for what every request asks, and for what is saved most often."""

from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from audit.store.engine import begin, commit, take

# What is kept is lost to all other sessions, so there must be an end to it. More are seldom at work at once.
MOST_SPARE = 4


class PlainConnections:
    """What plain sessions are made on: the pool's connections, kept for the next one.

    Getting one from the pool and giving it back takes as long as several questions.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self._spare = engine, list[PoolProxiedConnection]()
        sa.event.listen(engine, "engine_disposed", lambda _engine: self._close())

    def take(self) -> PoolProxiedConnection:
        """One that nobody else uses, outside any transaction."""
        try:
            return self._spare.pop()
        except IndexError:
            return take(self.engine)

    def keep(self, connection: PoolProxiedConnection) -> None:
        """For the next one; only a connection whose transaction is over."""
        if len(self._spare) < MOST_SPARE:
            self._spare.append(connection)
        else:
            connection.close()

    def _close(self) -> None:
        while self._spare:
            self._spare.pop().invalidate()


class PlainSession:
    """What a session is to statements that are asked often (see `asked_often`), and to nothing else.

    Keeping objects took longer than all that a save does. To be used in a `with`: one that writes takes the
    write lock at its beginning and commits at its end, unless something was raised; one that reads has no
    transaction, so each question stands by itself. `info` is that of a session.
    """

    def __init__(self, connections: PlainConnections, *, writes: bool) -> None:
        self.connections, self.writes, self.info = connections, writes, dict[Any, Any]()

    @property
    def dialect(self) -> sa.Dialect:
        """How statements are written."""
        return self.connections.engine.dialect

    def __enter__(self) -> Self:
        self.connection = self.connections.take()
        if self.writes:
            try:
                begin(self.connection, writes=True)
            except BaseException:
                self.connection.close()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        is_over = False
        try:
            if self.writes and error is None:
                commit(self.connection)
            is_over = error is None
        finally:
            if is_over:
                self.connections.keep(self.connection)
            else:
                # Given back to the pool, which rolls back whatever was not committed.
                self.connection.close()


AnySession = Session | PlainSession
