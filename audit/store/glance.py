"""A look at the database without a transaction: one question, which stands by itself."""

from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.pool import PoolProxiedConnection


class Glance:
    """What a session is to questions that are asked often, for the one that comes before every request.

    A session of objects and its transaction took longer than the question. `info` is that of a session.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self.info = engine, dict[Any, Any]()

    def __enter__(self) -> Self:
        self.connection: PoolProxiedConnection = self.engine.raw_connection()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()
