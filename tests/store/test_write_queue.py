"""Writers take turns, and nobody waits for ever."""

from pathlib import Path
from threading import Thread

from audit.domain.access import INSTALLER
from audit.store.area import Area
from audit.store.engine import make_engine
from audit.store.sessions import Sessions
from audit.store.write_queue import WriteQueue


def test_one_is_in_at_a_time_among_threads_and_among_processes(tmp_path: Path) -> None:
    first, other = (WriteQueue(tmp_path / "file", seconds=0.05) for _ in range(2))
    assert first.enter()
    assert not first.enter(), "another thread of the same process"
    assert not other.enter(), "another process: it has the file open by itself"
    first.leave()
    assert other.enter()
    other.leave()
    assert first.enter()
    first.leave()


def test_a_write_that_fails_lets_the_next_one_in(sessions: Sessions) -> None:
    for number in range(3):
        try:
            with sessions.writing(INSTALLER) as session:
                session.add(Area(name=f"Area {number}"))
                session.flush()
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    with sessions.writing(INSTALLER) as session:
        assert session.query(Area).count() == 0


def test_many_writers_of_two_engines_all_come_through(sessions: Sessions) -> None:
    second = Sessions(make_engine(Path(str(sessions.engine.url.database))))

    def write(each: Sessions, mark: str) -> None:
        for number in range(10):
            with each.writing(INSTALLER) as session:
                session.add(Area(name=f"{mark} {number}"))

    threads = [Thread(target=write, args=(each, f"{n}")) for n, each in enumerate((sessions, second) * 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.engine.dispose()
    with sessions.reading(INSTALLER) as session:
        assert session.query(Area).count() == 60


def test_a_queue_whose_file_cannot_be_opened_holds_nobody_up(tmp_path: Path) -> None:
    nowhere = WriteQueue(tmp_path / "missing" / "file", seconds=0.05)
    assert [nowhere.enter() for _ in range(3)] == [False, False, False]
    (tmp_path / "missing").mkdir()
    assert nowhere.enter(), "the lock among threads was not left behind"
    nowhere.leave()
