"""Reading and checking the history."""

import sqlalchemy as sa
from cast import Cast

from audit.domain.trail import Head
from audit.store.sessions import Sessions
from audit.store.trail import record
from audit.workflow.history import check_history, list_lines


def fill(sessions: Sessions, cast: Cast, n_lines: int) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        for number in range(n_lines):
            record(session, lee, "thing_done", "thing abc", {"number": number})


def test_lines_come_newest_first_with_their_details(sessions: Sessions, cast: Cast) -> None:
    fill(sessions, cast, 5)
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        lines = list_lines(session, lee, before=5, most=2)
    assert [(line.sequence, line.details) for line in lines] == [(4, {"number": 3}), (3, {"number": 2})]


def test_a_whole_history_holds_and_a_changed_one_does_not(sessions: Sessions, cast: Cast) -> None:
    fill(sessions, cast, 3)
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        check = check_history(session, lee)
        assert check.broken is None and check.head.sequence == 3
        assert check_history(session, lee, head=Head(9, "f" * 64, None)).broken is not None
    with sessions.engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_event_update")
        connection.execute(sa.text("UPDATE event SET verb = 'other' WHERE sequence = 2"))
    with sessions.reading(lee) as session:
        broken = check_history(session, lee).broken
    assert broken is not None and broken.sequence == 2
