import dataclasses

import pytest
import sqlalchemy as sa
from cast import Cast
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.access import INSTALLER
from audit.domain.trail import GENESIS, Head, Link, find_break, hash_link
from audit.store.base import now
from audit.store.sessions import Sessions
from audit.store.trail import Event, iterate_links, read_head, record, verify


@pytest.fixture
def filled(sessions: Sessions, cast: Cast) -> Sessions:
    """Five lines of Testshire and two of Farshire, mixed."""
    with sessions.writing(cast.actor("Lee")) as session:
        for number in range(5):
            record(session, cast.actor("Lee"), "tested", f"test {number}", {"n": number, "text": "é"})
    with sessions.writing(cast.outsider) as session:
        record(session, cast.outsider, "tested", "far 1")
        record(session, cast.outsider, "tested", "far 2")
    return sessions


def test_each_area_has_a_whole_chain_of_its_own(filled: Sessions, cast: Cast):
    with filled.reading(INSTALLER) as session:
        assert read_head(session, cast.area.row_id).sequence == 5
        assert read_head(session, cast.far_area.row_id).sequence == 2
        assert verify(session, cast.area.row_id) is None
        assert verify(session, cast.far_area.row_id) is None


def test_an_area_without_history_has_an_empty_head(sessions: Sessions, cast: Cast):
    with sessions.reading(INSTALLER) as session:
        assert read_head(session, cast.area.row_id) == Head(0, GENESIS, None)
        assert verify(session, cast.area.row_id) is None


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE event SET verb = 'x' WHERE sequence = 3 AND area_id = 1", "line 3 was changed"),
        ("UPDATE event SET actor = 'x' WHERE sequence = 1 AND area_id = 1", "line 1 was changed"),
        (
            "UPDATE event SET at = '2020-01-01 00:00:00' WHERE sequence = 2 AND area_id = 1",
            "line 2 was changed",
        ),
        ("DELETE FROM event WHERE sequence = 2 AND area_id = 1", "line 2 is missing"),
        ("UPDATE event SET area_id = 2, sequence = 9 WHERE sequence = 5 AND area_id = 1", "printed head"),
        ("UPDATE event_detail SET details = '{\"n\": 9}' WHERE event_id = 4", "details of line 4"),
        ("DELETE FROM event_detail WHERE event_id = 4", "details of line 4"),
    ],
)
def test_every_change_behind_the_guards_is_found(filled: Sessions, cast: Cast, statement: str, words: str):
    with filled.reading(INSTALLER) as session:
        head = read_head(session, cast.area.row_id)
    with filled.engine.execution_options(writing=True).connect() as connection, connection.begin():
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for name in ("guard_event_update", "guard_event_delete", "guard_event_detail_update"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("DROP TRIGGER guard_event_detail_delete")
        if "DELETE FROM event " in statement:
            connection.exec_driver_sql("DELETE FROM event_detail WHERE event_id = 2")
        connection.exec_driver_sql(statement)
    with filled.reading(INSTALLER) as session:
        broken = verify(session, cast.area.row_id, head=head)
    assert broken is not None
    assert words in broken.reason


def test_a_cut_off_tail_is_found_with_a_printed_head(filled: Sessions, cast: Cast):
    with filled.reading(INSTALLER) as session:
        links = list(iterate_links(session, cast.area.row_id))
        head = read_head(session, cast.area.row_id)
    assert find_break(links[:-1]) is None
    assert find_break(links[:-1], heads=[head]) is not None


def test_a_line_and_its_write_are_one_transaction(sessions: Sessions, cast: Cast):
    lee = cast.actor("Lee")
    with pytest.raises(ZeroDivisionError), sessions.writing(lee) as session:
        record(session, lee, "tested", "test 1")
        raise ZeroDivisionError
    with sessions.reading(INSTALLER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Event)) == 0


def chain(n: int) -> list[Link]:
    links, previous = [], GENESIS
    for sequence in range(1, n + 1):
        at = now()
        parts = (sequence, at, "actor", "verb", f"subject {sequence}", "d" * 64)
        links.append(Link(*parts, previous, hash_link(previous, *parts)))
        previous = links[-1].chain_hash
    return links


FIELDS = ["sequence", "actor", "verb", "subject", "detail_hash", "previous_hash", "chain_hash"]


@given(st.integers(1, 8), st.data())
@settings(max_examples=200, deadline=None)
def test_any_single_change_to_any_line_breaks_the_chain(n: int, data: st.DataObject):
    links = chain(n)
    assert find_break(links) is None
    place = data.draw(st.integers(0, n - 1))
    name = data.draw(st.sampled_from(FIELDS))
    changed = 99 if name == "sequence" else "changed"
    links[place] = dataclasses.replace(links[place], **{name: changed})
    assert find_break(links) is not None


@given(st.integers(2, 8), st.data())
@settings(max_examples=100, deadline=None)
def test_swapped_or_repeated_lines_break_the_chain(n: int, data: st.DataObject):
    links = chain(n)
    first, second = data.draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True))
    swapped = list(links)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert find_break(swapped) is not None
    assert find_break([*links[: first + 1], *links[first:]]) is not None
