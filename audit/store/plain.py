"""A session without objects: for what every request asks, and for what is saved most often."""

from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from audit.store.engine import begin, send_plainly, take


class PlainSession:
    """What a session is to statements that are asked often (see `asked_often`), and to nothing else.

    Keeping objects took longer than all that a save does. To be used in a `with`: one that writes takes the
    write lock at its beginning and commits at its end, unless something was raised; one that reads has no
    transaction, so each question stands by itself. `info` is that of a session.
    """

    def __init__(self, engine: sa.Engine, *, writes: bool) -> None:
        self.engine, self.writes, self.info = engine, writes, dict[Any, Any]()

    def __enter__(self) -> Self:
        self.connection: PoolProxiedConnection = take(self.engine)
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
        try:
            if self.writes and error is None:
                send_plainly(self.connection, "COMMIT", ())
        finally:
            # Whatever was not committed is rolled back when the connection is given back.
            self.connection.close()


AnySession = Session | PlainSession
