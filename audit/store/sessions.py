"""Reading and writing sessions of the database; each belongs to somebody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from audit.domain.access import Actor
from audit.store.plain import PlainConnections, PlainSession
from audit.store.visible import guard


@dataclass(frozen=True)
class Sessions:
    """Two session makers on one engine: `reading` for looking, `writing` for everything else."""

    engine: sa.Engine
    _reading: sessionmaker[Session] = field(init=False, repr=False)
    _writing: sessionmaker[Session] = field(init=False, repr=False)
    _plain: PlainConnections = field(init=False, repr=False)

    def __post_init__(self) -> None:
        writing = self.engine.execution_options(writing=True)
        object.__setattr__(self, "_reading", sessionmaker(self.engine, expire_on_commit=False))
        object.__setattr__(self, "_writing", sessionmaker(writing, expire_on_commit=False))
        object.__setattr__(self, "_plain", PlainConnections(self.engine))

    def open_reading(self, actor: Actor | None) -> Session:
        """A session that may only read. Without an actor every query raises."""
        return guard(self._reading(), actor, reading=True)

    def open_writing(self, actor: Actor | None) -> Session:
        """A session whose first statement takes the write lock."""
        return guard(self._writing(), actor, reading=False)

    def reading_plainly(self, actor: Actor) -> PlainSession:
        """For questions each of which stands by itself."""
        return guard(PlainSession(self._plain, writes=False), actor, reading=True)

    def writing_plainly(self, actor: Actor) -> PlainSession:
        """Write in one transaction what is saved most often: all of it, or nothing."""
        return guard(PlainSession(self._plain, writes=True), actor, reading=False)

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Session]:
        """Read in one transaction."""
        with self.open_reading(actor) as session:
            yield session

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Session]:
        """Write in one transaction: all of it, or nothing."""
        with self.open_writing(actor) as session, session.begin():
            yield session
