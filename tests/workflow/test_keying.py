"""Keying in from paper: whose sheet it is, who typed it, and when it is refused."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from builders import begin, build_round, score_case
from cast import Cast
from meeting_steps import TODAY, answer_all

from audit.domain.access import Conflict, NotAllowed, NotFound
from audit.store.assignment import list_informed
from audit.store.panel import Assignment, AssignmentStatus, Interest
from audit.store.scoresheet import Scoresheet
from audit.store.sessions import Sessions
from audit.store.submitted import list_ratings, newest_sheets
from audit.store.trail import Event
from audit.workflow.editing import Refused
from audit.workflow.keying import (
    begin_keying,
    find_typist,
    leave_to_auditor,
    save_keyed,
    show_keyed,
    show_keying,
    submit_keyed,
)
from audit.workflow.scoresheets import Stamp, open_draft, show_sheet
from audit.workflow.sheet_view import Closing
from audit.workflow.submission import reopen_sheet

SHARED = {1: {"Ama": "whole", "Chidi": "health"}, 2: {"Ama": "whole", "Lee": "whole"}, 3: {"Pat": "whole"}}
NO = {"knows_it": False, "scored_on": TODAY, "today": TODAY}


@pytest.fixture
def built(sessions: Sessions, cast: Cast):
    return build_round(sessions, cast, shared_out=SHARED, rubric_name="plan_short_2026")


def key_in(sessions: Sessions, cast: Cast, key: str, *, submit: bool = True, level: int = 3) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        begin_keying(session, lee, key=key, **NO)
    with sessions.writing(lee) as session:
        page = show_keyed(session, lee, key=key)
        given = {
            "entries": answer_all(page, level),
            "closing": Closing(minutes=25),
            "stamp": Stamp(1, page="p"),
        }
        save_keyed(session, lee, key=key, **given)
    if submit:
        with sessions.writing(lee) as session:
            submit_keyed(session, lee, key=key)


def test_it_is_the_auditors_own_sheet_and_says_who_typed_it(sessions, cast, built) -> None:
    key_in(sessions, cast, built.assignments[1, "Chidi"].key)
    with sessions.reading(cast.actor("Lee")) as session:
        sheet = session.scalars(sa.select(Scoresheet)).one()
        assert (sheet.person_id, sheet.typed_by_id) == (
            cast.people["Chidi"].row_id,
            cast.people["Lee"].row_id,
        )
        assert sheet.minutes_spent == 25 and sheet.started_at.date() == TODAY
        raters = {
            rater for *_, rater in list_ratings(session, newest_sheets(built.audit_round.row_id, "audit"))
        }
        assert raters == {cast.people["Chidi"].key}
        verbs = set(session.scalars(sa.select(Event.verb)))
        assert {"keying_begun", "sheet_keyed_in"} <= verbs


def test_its_author_sees_who_keyed_it_in_and_can_correct_it(sessions, cast, built) -> None:
    key_in(sessions, cast, built.assignments[1, "Chidi"].key)
    chidi = cast.actor("Chidi")
    with sessions.writing(chidi) as session:
        sheet = session.scalars(sa.select(Scoresheet)).one()
        assert find_typist(session, chidi, sheet=sheet) == "Lee"
        again = reopen_sheet(session, chidi, key=sheet.key, reason="Page 2 was misread")
        assert again.typed_by_id is None


def test_what_is_saved_comes_back_and_its_author_waits_meanwhile(sessions, cast, built) -> None:
    key = built.assignments[1, "Chidi"].key
    key_in(sessions, cast, key, submit=False)
    with sessions.reading(cast.actor("Lee")) as session:
        assert not show_keyed(session, cast.actor("Lee"), key=key).unanswered
    chidi = cast.actor("Chidi")
    with sessions.writing(chidi) as session:
        sheet = session.scalars(sa.select(Scoresheet)).one()
        assert "keying in" in (show_sheet(session, chidi, key=sheet.key).barrier or "")
        with pytest.raises(Conflict, match="keying in"):
            open_draft(session, chidi, key=sheet.key)


def test_a_half_typed_sheet_can_be_left_to_its_author_and_is_theirs_alone_then(sessions, cast, built) -> None:
    key, lee, chidi = built.assignments[1, "Chidi"].key, cast.actor("Lee"), cast.actor("Chidi")
    key_in(sessions, cast, key, submit=False)
    with sessions.writing(lee) as session:
        leave_to_auditor(session, lee, key=key)
    with sessions.reading(lee) as session:
        assert session.scalars(sa.select(Scoresheet)).all() == []
        assert "have begun" in (show_keying(session, lee, key=key).barrier or "")
    with sessions.writing(chidi) as session:
        assert (
            show_sheet(session, chidi, key=session.scalars(sa.select(Scoresheet)).one().key).barrier is None
        )


def test_nothing_is_keyed_in_while_answers_are_missing(sessions, cast, built) -> None:
    key, lee = built.assignments[1, "Chidi"].key, cast.actor("Lee")
    with sessions.writing(lee) as session:
        begin_keying(session, lee, key=key, **NO)
    with sessions.writing(lee) as session, pytest.raises(Refused, match="no answer yet"):
        submit_keyed(session, lee, key=key)


@pytest.mark.parametrize(
    "said",
    [{"knows_it": None}, {"scored_on": None}, {"scored_on": TODAY + timedelta(days=1)}],
)
def test_the_paper_must_say_that_they_do_not_know_the_child_and_when(sessions, cast, built, said) -> None:
    lee, key = cast.actor("Lee"), built.assignments[1, "Chidi"].key
    with sessions.writing(lee) as session, pytest.raises(Refused):
        begin_keying(session, lee, key=key, **(NO | said))


def test_whoever_ticked_that_they_know_the_child_never_gets_that_plan_again(sessions, cast, built) -> None:
    lee, key = cast.actor("Lee"), built.assignments[1, "Chidi"].key
    with sessions.writing(lee) as session:
        assert begin_keying(session, lee, key=key, **(NO | {"knows_it": True})) is None
        assert session.scalars(sa.select(Interest)).one().person_id == cast.people["Chidi"].row_id
        row = session.scalars(sa.select(Assignment).where(Assignment.key == key)).one()
        assert row.status == AssignmentStatus.HANDED_BACK


def test_a_draft_on_the_screen_is_not_joined_with_paper(sessions, cast, built) -> None:
    begin(sessions, cast, built, 1, "Ama")
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session, pytest.raises(Conflict, match="have begun"):
        begin_keying(session, lee, key=built.assignments[1, "Ama"].key, **NO)


def test_a_lead_never_reads_the_paper_of_a_case_that_they_have_to_score(sessions, cast, built) -> None:
    lee = cast.actor("Lee")
    for name, words in (("Ama", "must not read"), ("Lee", "yours to score")):
        with sessions.writing(lee) as session, pytest.raises(Conflict, match=words):
            begin_keying(session, lee, key=built.assignments[2, name].key, **NO)


def test_whoever_keyed_a_draft_in_counts_as_informed(sessions, cast, built) -> None:
    key_in(sessions, cast, built.assignments[1, "Chidi"].key, submit=False)
    with sessions.reading(cast.actor("Lee")) as session:
        assert cast.people["Lee"].row_id in list_informed(session, built.cases[1])


def test_a_peers_check_and_a_submitted_sheet_are_not_keyed_in(sessions, cast, built) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session, pytest.raises(NotFound):
        begin_keying(session, lee, key=built.assignments[3, "Pat"].key, **NO)
    score_case(sessions, cast, built, 1, "Ama")
    with sessions.writing(lee) as session, pytest.raises(Conflict, match="has been submitted"):
        begin_keying(session, lee, key=built.assignments[1, "Ama"].key, **NO)
    ama = cast.actor("Ama")
    with sessions.writing(ama) as session, pytest.raises(NotAllowed):
        begin_keying(session, ama, key=built.assignments[1, "Chidi"].key, **NO)
