"""An auditor's own cases: what is listed, opened, started and handed back."""

from pathlib import Path

import pytest
from builders import begin, build_round, score_case
from cast import Cast
from sqlalchemy import func, select

from audit.domain.access import Conflict, NotAllowed, NotFound
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.panel import Assignment, AssignmentStatus, Interest
from audit.store.scoresheet import Scoresheet
from audit.store.sessions import Sessions
from audit.store.trail import Event
from audit.workflow.cases import get_my_case, hand_back, list_my_cases, open_case, read_locator, start_case
from audit.workflow.scoresheets import show_sheet


def events(sessions: Sessions, cast: Cast, verb: str) -> list[Event]:
    with sessions.reading(cast.actor("Lee")) as session:
        return list(session.scalars(select(Event).where(Event.verb == verb)))


def test_an_auditor_sees_only_their_own_cases(sessions: Sessions, cast: Cast) -> None:
    build_round(sessions, cast)
    with sessions.reading(cast.actor("Ama")) as session:
        cases = list_my_cases(session, cast.actor("Ama"))
    assert [mine.case.number for mine in cases] == [1, 2]
    assert all(mine.n_answered == 0 for mine in cases)


def test_a_lens_asks_only_its_own_sections(sessions: Sessions, cast: Cast) -> None:
    build_round(sessions, cast)
    with sessions.reading(cast.actor("Chidi")) as session:
        (mine,) = list_my_cases(session, cast.actor("Chidi"))
    with sessions.reading(cast.actor("Ama")) as session:
        whole = list_my_cases(session, cast.actor("Ama"))[0]
    assert 0 < mine.n_asked < whole.n_asked


def test_a_peer_reviewer_sees_the_cases_given_to_them_and_nothing_else(
    sessions: Sessions, cast: Cast
) -> None:
    built = build_round(sessions, cast)
    with sessions.reading(cast.actor("Pat")) as session:
        assert [mine.case.number for mine in list_my_cases(session, cast.actor("Pat"))] == [3]
        with pytest.raises(NotFound):
            get_my_case(session, cast.actor("Pat"), key=built.assignments[1, "Ama"].key)


def test_a_round_that_has_not_opened_is_out_of_sight(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast, status=RoundStatus.DRAWN)
    with sessions.writing(cast.actor("Ama")) as session:
        assert list_my_cases(session, cast.actor("Ama")) == []
        with pytest.raises(NotFound):
            start_case(session, cast.actor("Ama"), key=built.assignments[1, "Ama"].key)


def test_the_councils_number_is_shown_once_the_case_was_opened(
    sessions: Sessions, cast: Cast, tmp_path: Path
) -> None:
    built = build_round(sessions, cast, keys_folder=tmp_path / "keys")
    key, ama = built.assignments[1, "Ama"].key, cast.actor("Ama")
    with sessions.writing(ama) as session:
        assert read_locator(session, ama, key=key, keys_folder=tmp_path / "keys") is None
        open_case(session, ama, key=key)
        assert read_locator(session, ama, key=key, keys_folder=tmp_path / "keys") == "EHC-0001"


def test_the_history_says_once_who_saw_where_a_document_is(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    for _ in range(3):
        with sessions.writing(cast.actor("Ama")) as session:
            open_case(session, cast.actor("Ama"), key=built.assignments[1, "Ama"].key)
    assert [event.actor for event in events(sessions, cast, "locator_read")] == [
        f"person {cast.people['Ama'].key}"
    ]


def test_starting_twice_makes_one_scoresheet(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    assert begin(sessions, cast, built, 1, "Ama") == begin(sessions, cast, built, 1, "Ama")
    assert len(events(sessions, cast, "case_started")) == 1


def test_a_lead_starts_a_case_given_before_others_submitted_and_none_given_after(
    sessions: Sessions, cast: Cast
) -> None:
    built, fay = build_round(sessions, cast), cast.leading("Fay")
    score_case(sessions, cast, built, 1, "Ama")
    key = built.assignments[1, "Fay"].key
    with sessions.open_writing(fay) as session:
        assert start_case(session, fay, key=key).edition == 1
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(Assignment, built.assignments[1, "Fay"].row_id).assigned_at = now()
    with sessions.writing(fay) as session, pytest.raises(Conflict, match="may have read"):
        start_case(session, fay, key=key)


def test_somebody_elses_case_cannot_be_started(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    with sessions.writing(cast.actor("Ben")) as session, pytest.raises(NotFound):
        start_case(session, cast.actor("Ben"), key=built.assignments[1, "Ama"].key)


def test_whoever_knows_the_child_hands_back_and_never_scores_that_plan(
    sessions: Sessions, cast: Cast
) -> None:
    built = build_round(sessions, cast)
    key, ama = built.assignments[1, "Ama"].key, cast.actor("Ama")
    with sessions.writing(ama) as session:
        hand_back(session, ama, key=key, knows_it=True)
    with sessions.writing(ama) as session:
        assert [mine.case.number for mine in list_my_cases(session, ama)] == [2]
        with pytest.raises(NotFound):
            start_case(session, ama, key=key)
    with sessions.reading(cast.actor("Lee")) as session:
        assert session.scalars(select(Assignment.status).where(Assignment.key == key)).one() == "handed_back"
        assert session.scalars(select(Interest.own_hash)).one() == built.cases[1].own_hash


def test_an_interest_from_an_earlier_audit_bars_the_start(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    with sessions.writing(cast.actor("Lee")) as session:
        person_id = cast.people["Ama"].row_id
        session.add(Interest(person_id=person_id, own_hash=built.cases[1].own_hash))
    with sessions.writing(cast.actor("Ama")) as session, pytest.raises(Conflict, match="Hand the case back"):
        start_case(session, cast.actor("Ama"), key=built.assignments[1, "Ama"].key)


def test_a_started_case_handed_back_keeps_its_draft_out_of_the_way(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    sheet_key, ama = begin(sessions, cast, built, 1, "Ama"), cast.actor("Ama")
    with sessions.writing(ama) as session:
        hand_back(session, ama, key=built.assignments[1, "Ama"].key, knows_it=False)
    with sessions.reading(ama) as session, pytest.raises(NotFound):
        show_sheet(session, ama, key=sheet_key)
    with sessions.reading(ama) as session:
        assert session.scalars(select(func.count(Scoresheet.row_id))).one() == 1
        assert session.scalars(select(func.count(Interest.row_id))).one() == 0


def test_a_submitted_case_cannot_be_handed_back(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    score_case(sessions, cast, built, 1, "Ama")
    with sessions.writing(cast.actor("Ama")) as session, pytest.raises(Conflict, match="cannot be handed"):
        hand_back(session, cast.actor("Ama"), key=built.assignments[1, "Ama"].key, knows_it=True)


def test_a_closed_round_takes_no_new_starts_but_stays_in_sight(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    with sessions.writing(cast.actor("Ama")) as session:
        assert not list_my_cases(session, cast.actor("Ama"))[0].is_open
        with pytest.raises(Conflict, match="closed"):
            start_case(session, cast.actor("Ama"), key=built.assignments[1, "Ama"].key)


def test_nothing_is_handed_back_once_the_round_is_closed(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    key, ama = built.assignments[1, "Ama"].key, cast.actor("Ama")
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    with sessions.writing(ama) as session, pytest.raises(Conflict, match="closed"):
        hand_back(session, ama, key=key, knows_it=False)
    with sessions.reading(ama) as session:
        assert get_my_case(session, ama, key=key).assignment.status == AssignmentStatus.WAITING


def test_a_manager_has_no_cases(sessions: Sessions, cast: Cast) -> None:
    with sessions.reading(cast.actor("Max")) as session, pytest.raises(NotAllowed):
        list_my_cases(session, cast.actor("Max"))


def test_an_assignment_says_how_far_it_is(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    score_case(sessions, cast, built, 1, "Ama")
    begin(sessions, cast, built, 2, "Ama")
    with sessions.reading(cast.actor("Ama")) as session:
        done, begun = list_my_cases(session, cast.actor("Ama"))
    assert done.assignment.status == AssignmentStatus.SUBMITTED
    assert done.n_answered == done.n_asked
    assert begun.assignment.status == AssignmentStatus.STARTED
