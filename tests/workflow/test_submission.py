"""Handing in: once, for good, and seen by nobody too early."""

from threading import Thread

import pytest
import sqlalchemy as sa
from builders import begin, build_round, fill, score_case, submit
from cast import Cast
from sqlalchemy.exc import DatabaseError

from audit.domain.access import Conflict
from audit.store.correction import Correction
from audit.store.free_text import Box, FreeText
from audit.store.panel import Assignment
from audit.store.scoresheet import Rating, Scoresheet
from audit.store.sessions import Sessions
from audit.store.trail import Event, verify
from audit.workflow.editing import Refused, Stale
from audit.workflow.scoresheets import Closing, Stamp, save_closing, show_sheet
from audit.workflow.submission import reopen_sheet, split_lines, submit_sheet

CANARY = "CANARY-7Q4"


def close(sessions: Sessions, cast: Cast, key: str, closing: Closing, name: str = "Ama") -> None:
    actor = cast.actor(name)
    with sessions.writing(actor) as session:
        version = show_sheet(session, actor, key=key).sheet.version
        save_closing(session, actor, key=key, closing=closing, stamp=Stamp(version, page="close"))


def count(sessions: Sessions, cast: Cast, model: type, name: str = "Lee") -> int:
    with sessions.reading(cast.actor(name)) as session:
        return session.scalars(sa.select(sa.func.count(model.row_id))).one()


def test_a_sheet_with_open_questions_is_not_taken(sessions: Sessions, cast: Cast) -> None:
    key = begin(sessions, cast, build_round(sessions, cast), 1, "Ama")
    with pytest.raises(Conflict, match="no answer yet"):
        submit(sessions, cast, "Ama", key)


def test_submitting_says_so_on_sheet_assignment_and_history(sessions: Sessions, cast: Cast) -> None:
    key = score_case(sessions, cast, build_round(sessions, cast), 1, "Ama")
    with sessions.reading(cast.actor("Lee")) as session:
        sheet = session.scalars(sa.select(Scoresheet).where(Scoresheet.key == key)).one()
        assert sheet.submitted_at is not None
        assert session.get_one(Assignment, sheet.assignment_id).status == "submitted"
        verbs = list(session.scalars(sa.select(Event.verb).order_by(Event.sequence)))
        assert verbs[-1] == "scoresheet_submitted"
        assert verify(session, cast.area.row_id) is None


def test_submitting_from_a_page_that_missed_a_save_is_stale(sessions: Sessions, cast: Cast) -> None:
    key, ama = begin(sessions, cast, build_round(sessions, cast), 1, "Ama"), cast.actor("Ama")
    fill(sessions, cast, "Ama", key)
    with sessions.writing(ama) as session, pytest.raises(Stale):
        submit_sheet(session, ama, key=key, version=1)


def test_two_submits_at_once_make_one(sessions: Sessions, cast: Cast) -> None:
    key = begin(sessions, cast, build_round(sessions, cast), 1, "Ama")
    fill(sessions, cast, "Ama", key)
    close(sessions, cast, key, Closing(put_right="Name the therapist"))
    ama, failures = cast.actor("Ama"), []
    with sessions.reading(ama) as session:
        version = show_sheet(session, ama, key=key).sheet.version

    def run() -> None:
        try:
            with sessions.writing(ama) as session:
                submit_sheet(session, ama, key=key, version=version)
        except Exception as error:
            failures.append(error)

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert count(sessions, cast, Correction) == 1


def test_each_line_to_put_right_becomes_a_correction(sessions: Sessions, cast: Cast) -> None:
    key = begin(sessions, cast, build_round(sessions, cast), 1, "Ama")
    fill(sessions, cast, "Ama", key)
    close(sessions, cast, key, Closing(put_right="- Name the therapist\n\n* Hours in F2\nHours in F2"))
    submit(sessions, cast, "Ama", key)
    with sessions.reading(cast.actor("Lee")) as session:
        tasks = session.scalars(sa.select(FreeText.text).where(FreeText.box == Box.TASK))
        assert list(tasks) == ["Name the therapist", "Hours in F2"]


def test_marks_and_blank_lines_are_no_part_of_a_task() -> None:
    assert split_lines("  - one \n\n•two\n  \n-") == ["one", "two"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scoresheet SET own_grade = 'Good'",
        "UPDATE rating SET level = 4, reason = NULL",
        "DELETE FROM rating",
        "DELETE FROM scoresheet",
        "UPDATE free_text SET text = 'other words' WHERE scoresheet_id IS NOT NULL",
    ],
)
def test_the_database_refuses_to_change_what_was_submitted(sessions, cast, statement) -> None:
    score_case(sessions, cast, build_round(sessions, cast), 1, "Ama", evidence="Page 2")
    with sessions.engine.begin() as connection, pytest.raises(DatabaseError):
        connection.exec_driver_sql(statement)


def test_nothing_of_one_sheet_reaches_the_other_auditor_of_the_case(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    score_case(sessions, cast, built, 2, "Ama", evidence=CANARY)
    begin(sessions, cast, built, 2, "Ben")
    with sessions.reading(cast.actor("Ben")) as session:
        assert list(session.scalars(sa.select(Rating))) == []
        assert list(session.scalars(sa.select(FreeText))) == []
        assert [sheet.person_id for sheet in session.scalars(sa.select(Scoresheet))] == [
            cast.people["Ben"].row_id
        ]


def test_a_correction_of_a_submitted_sheet_is_a_new_edition(sessions: Sessions, cast: Cast) -> None:
    key, ama = score_case(sessions, cast, build_round(sessions, cast), 1, "Ama", level=2), cast.actor("Ama")
    with sessions.writing(ama) as session:
        new = reopen_sheet(session, ama, key=key, reason="I read the wrong page.").key
    fill(sessions, cast, "Ama", new, level=4)
    submit(sessions, cast, "Ama", new)
    with sessions.reading(ama) as session:
        first, second = (show_sheet(session, ama, key=each) for each in (key, new))
    assert (first.entries["a_voice"].answer.level, second.entries["a_voice"].answer.level) == (2, 4)
    assert (second.sheet.edition, second.sheet.replaces_id) == (2, first.sheet.row_id)


def test_a_new_edition_asks_only_for_what_is_new(sessions: Sessions, cast: Cast) -> None:
    key, ama = begin(sessions, cast, build_round(sessions, cast), 1, "Ama"), cast.actor("Ama")
    fill(sessions, cast, "Ama", key)
    close(sessions, cast, key, Closing(put_right="Name the therapist"))
    submit(sessions, cast, "Ama", key)
    with sessions.writing(ama) as session:
        new = reopen_sheet(session, ama, key=key, reason="One more thing.").key
    close(sessions, cast, new, Closing(put_right="Name the therapist\nHours in F2"))
    submit(sessions, cast, "Ama", new)
    assert count(sessions, cast, Correction) == 2


def test_a_new_edition_needs_a_reason_and_is_begun_once(sessions: Sessions, cast: Cast) -> None:
    key, ama = score_case(sessions, cast, build_round(sessions, cast), 1, "Ama"), cast.actor("Ama")
    with sessions.writing(ama) as session, pytest.raises(Refused):
        reopen_sheet(session, ama, key=key, reason="  ")
    made = set()
    for _ in range(2):
        with sessions.writing(ama) as session:
            made.add(reopen_sheet(session, ama, key=key, reason="I read the wrong page.").key)
    assert len(made) == 1


def test_a_save_and_its_line_of_history_stand_or_fall_together(sessions: Sessions, cast: Cast) -> None:
    key, ama = begin(sessions, cast, build_round(sessions, cast), 1, "Ama"), cast.actor("Ama")
    fill(sessions, cast, "Ama", key)
    n_events = count(sessions, cast, Event)
    with sessions.reading(ama) as session:
        version = show_sheet(session, ama, key=key).sheet.version
    with pytest.raises(ZeroDivisionError), sessions.writing(ama) as session:
        submit_sheet(session, ama, key=key, version=version)
        session.flush()
        1 / 0  # noqa: B018 - the power fails here
    assert count(sessions, cast, Event) == n_events
    with sessions.reading(ama) as session:
        assert show_sheet(session, ama, key=key).sheet.submitted_at is None


def test_a_lead_does_not_see_drafts(sessions: Sessions, cast: Cast) -> None:
    key = begin(sessions, cast, build_round(sessions, cast), 1, "Ama")
    fill(sessions, cast, "Ama", key, evidence=CANARY)
    assert count(sessions, cast, Scoresheet) == 0
    assert count(sessions, cast, FreeText) == 0
    submit(sessions, cast, "Ama", key)
    assert count(sessions, cast, Scoresheet) == 1
