import stat
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from cast import Cast

from audit.domain.access import INSTALLER
from audit.store.area import Area
from audit.store.base import UtcDateTime, new_key
from audit.store.engine import DatabaseMissing, UnsafeDatabase, check_library, create_database, make_engine
from audit.store.sessions import Sessions


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3, 7, 0)])
def test_an_sqlite_that_can_lose_saves_is_refused(version: tuple[int, int, int]):
    with pytest.raises(UnsafeDatabase, match=r"3\.51\.3"):
        check_library(version)


def test_a_connection_is_durable_and_checks_references(sessions: Sessions):
    with sessions.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "mmap_size")
        }
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}
    assert found == {**wanted, "mmap_size": found["mmap_size"]}
    assert found["mmap_size"] in (0, None)


def test_a_new_database_is_readable_by_its_owner_alone(tmp_path: Path):
    create_database(tmp_path / "new.sqlite3")
    assert stat.S_IMODE((tmp_path / "new.sqlite3").stat().st_mode) == 0o600


def test_a_lost_database_is_not_replaced_by_an_empty_one(tmp_path: Path):
    with pytest.raises(DatabaseMissing, match="backup"):
        make_engine(tmp_path / "lost.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_writing_session_takes_the_lock_at_once(sessions: Sessions, cast: Cast):
    with sessions.open_writing(INSTALLER) as first:
        first.scalars(sa.select(Area)).all()
        with sessions.engine.execution_options(writing=True).connect() as second:
            second.connection.dbapi_connection.execute("PRAGMA busy_timeout=50")
            with pytest.raises(sa.exc.OperationalError, match="locked"):
                second.exec_driver_sql("SELECT 1")
            second.connection.dbapi_connection.execute("PRAGMA busy_timeout=10000")


def test_writers_wait_for_each_other_and_lose_nothing(sessions: Sessions, cast: Cast):
    def add(number: int) -> None:
        for turn in range(5):
            with sessions.writing(INSTALLER) as session:
                session.scalars(sa.select(Area)).all()
                session.add(Area(name=f"area {number} {turn}"))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sessions.reading(INSTALLER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Area)) == 42


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # noqa: DTZ001


def test_a_moment_comes_back_in_utc():
    summer = timezone(timedelta(hours=1))
    stored = UtcDateTime().process_bind_param(datetime(2026, 7, 1, 12, tzinfo=summer), None)
    assert UtcDateTime().process_result_value(stored, None) == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_public_keys_are_random_and_safe_in_an_address():
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(len(key) == 16 and key.isalnum() and key.islower() for key in keys)
