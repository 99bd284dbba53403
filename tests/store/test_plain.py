"""A session without objects keeps all or nothing, and belongs to somebody as any other does."""

from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from cast import Cast
from sqlalchemy.exc import OperationalError

from audit.domain.access import Actor, Permission
from audit.store.engine import make_engine
from audit.store.plain import AnySession
from audit.store.sessions import Sessions
from audit.store.trail import Event, record, verify
from audit.workflow.needs import needs


def count_lines(sessions: Sessions, cast: Cast) -> int:
    with sessions.reading(cast.actor("Lee")) as session:
        assert verify(session, cast.area.row_id) is None
        return len(session.scalars(sa.select(Event)).all())


def test_what_was_written_is_kept_at_the_end(sessions: Sessions, cast: Cast) -> None:
    ama = cast.actor("Ama")
    with sessions.writing_plainly(ama) as session:
        record(session, ama, "tested", "test 1")
        record(session, ama, "tested", "test 2")
    assert count_lines(sessions, cast) == 2


def test_nothing_is_kept_if_something_was_raised(sessions: Sessions, cast: Cast) -> None:
    ama = cast.actor("Ama")
    with pytest.raises(ZeroDivisionError), sessions.writing_plainly(ama) as session:
        record(session, ama, "tested", "test 1")
        raise ZeroDivisionError
    assert count_lines(sessions, cast) == 0
    with sessions.writing_plainly(ama) as session:
        record(session, ama, "tested", "test 1")
    assert count_lines(sessions, cast) == 1


def test_whoever_finds_the_database_busy_is_told_as_anywhere_else(sessions: Sessions, cast: Cast) -> None:
    other = Sessions(make_engine(Path(str(sessions.engine.url.database))))
    with other.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=10")
    with sessions.writing(cast.actor("Lee")) as session:
        session.execute(sa.select(Event))
        with pytest.raises(OperationalError, match="locked"), other.writing_plainly(cast.actor("Ama")):
            pytest.fail("two write at once")
    with other.writing_plainly(cast.actor("Ama")) as again:
        record(again, cast.actor("Ama"), "tested", "test 1")
    other.engine.dispose()
    assert count_lines(sessions, cast) == 1


def test_many_at_once_leave_connections_for_others(sessions: Sessions, cast: Cast) -> None:
    ama = cast.actor("Ama")
    with ExitStack() as stack:
        for _ in range(15):
            stack.enter_context(sessions.reading_plainly(ama))
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(sessions.reading(ama)).execute(sa.select(Event))


def test_a_connection_that_failed_is_not_kept_with_what_it_had_begun(sessions: Sessions, cast: Cast) -> None:
    ama, lee = cast.actor("Ama"), cast.actor("Lee")
    for _ in range(20):
        with pytest.raises(ZeroDivisionError), sessions.writing_plainly(ama) as session:
            record(session, ama, "tested", "test 1")
            raise ZeroDivisionError
        with sessions.reading_plainly(lee) as session:
            assert not session.connection.dbapi_connection.in_transaction
    assert count_lines(sessions, cast) == 0


def test_the_session_of_somebody_else_is_refused(sessions: Sessions, cast: Cast) -> None:
    @needs(Permission.SCORE)
    def save(session: AnySession, actor: Actor) -> None: ...

    with (
        sessions.writing_plainly(cast.actor("Ben")) as session,
        pytest.raises(RuntimeError, match="somebody else"),
    ):
        save(session, cast.actor("Ama"))


def test_one_that_reads_refuses_to_write(sessions: Sessions, cast: Cast) -> None:
    ama = cast.actor("Ama")
    with sessions.reading_plainly(ama) as session, pytest.raises(RuntimeError, match="asked to write"):
        record(session, ama, "tested", "test 1")
    assert count_lines(sessions, cast) == 0
