"""A meeting's own scoresheet: when it may be written, and what it counts for."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from builders import begin, build_round, score_case
from cast import Cast
from meeting_steps import begin_at, hand_in_at, meet

from audit.domain.access import ActorKind, Conflict, NotFound
from audit.domain.rater_agreement import linked_cases, measure_agreement
from audit.domain.rating import Answer
from audit.intake.rubric import read_rubric
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.correction import Correction
from audit.store.panel import Assignment, NamedAuditor
from audit.store.scoresheet import Scoresheet
from audit.store.sessions import Sessions
from audit.workflow.analysis import make_plan, read_tables
from audit.workflow.assignments import assign_case
from audit.workflow.editing import Refused
from audit.workflow.meeting_screen import RESTRICTED, show_agenda
from audit.workflow.meeting_sheets import (
    correct_meeting_sheet,
    get_case_at_meeting,
    list_cases_at_meeting,
)
from audit.workflow.moderation import list_moderation
from audit.workflow.round_cases import read_scored_cases
from audit.workflow.round_facts import describe_moderation, describe_panel
from audit.workflow.round_rows import read_rows
from audit.workflow.round_stages import close_round
from audit.workflow.settling import Choice, settle_all

PAIR = {"Ama": "whole", "Ben": "whole"}


def build(sessions: Sessions, cast: Cast, shared_out: dict[int, dict[str, str]]):
    return build_round(sessions, cast, shared_out=shared_out, rubric_name="plan_short_2026")


@pytest.fixture
def built(sessions: Sessions, cast: Cast):
    """Case 1 is scored by two who differ widely; nobody has begun case 2."""
    built = build(sessions, cast, {1: PAIR, 2: {"Ama": "whole"}})
    score_case(sessions, cast, built, 1, "Ama", level=4, grade="Good")
    score_case(sessions, cast, built, 1, "Ben", level=1, grade="Inadequate")
    return built


def read(sessions: Sessions, cast: Cast, built):
    """What the report reads: standards, cases, tables, panel, moderation and rows."""
    worker = replace(cast.actor("Lee"), kind=ActorKind.WORKER)
    with sessions.reading(worker) as session:
        audit_round = session.get_one(AuditRound, built.audit_round.row_id)
        rubric = read_rubric(audit_round.rubric_version.text)
        cases = read_scored_cases(session, audit_round)
        return (
            rubric,
            {scored.case.number: scored for scored in cases},
            read_tables(session, audit_round, rubric, cases),
            make_plan(audit_round, rubric),
            describe_panel(session, audit_round, rubric, cases),
            describe_moderation(rubric, cases),
            read_rows(session, audit_round, rubric, cases),
        )


def test_after_own_sheets_what_the_meeting_put_down_decides_the_grade_and_no_average(
    sessions, cast, built
) -> None:
    before = read(sessions, cast, built)
    hand_in_at(
        sessions,
        cast,
        begin_at(sessions, cast, built, meet(sessions, cast, built, "Ama"), 1, instead=False),
        level=3,
        grade="Good",
    )
    rubric, cases, tables, plan, panel, moderation, rows = read(sessions, cast, built)
    assert {
        answer.level for answer in cases[1].standing() if not rubric.criterion(answer.criterion).is_legal
    } == {3}
    assert cases[1].judgement(rubric) == "Good"
    assert len(cases[1].sheets) == 2
    assert tables.scores == before[2].scores
    assert panel.n_reviewed_by_meeting == 1 and panel.n_scored_by_meeting == 0
    assert moderation.n_settled == moderation.n_differing == 1
    assert [each.name for each in moderation.by_method] == ["The panel meeting scored the case anew"]
    _, ratings, moderated = rows
    assert "Panel meeting" not in {row.agency for row in ratings}
    assert {row.method for row in moderated} == {"The panel meeting scored the case anew"}


def test_instead_of_own_sheets_it_counts_for_the_case_and_never_for_agreement(sessions, cast, built) -> None:
    meeting = meet(sessions, cast, built, "Ama")
    agreed = measure_agreement(*read(sessions, cast, built)[2:4], n_levels=4)
    hand_in_at(sessions, cast, begin_at(sessions, cast, built, meeting, 2, instead=True), level=2)
    rubric, cases, tables, plan, panel, _moderation, rows = read(sessions, cast, built)
    score = cases[2].computed(rubric)
    assert score is not None and score.mean == 2
    assert cases[2].is_scored and not cases[2].sheets
    own = [row for row in tables.scores if row.author == "meeting"]
    assert {row.plan_id for row in own} == {built.cases[2].own_hash}
    assert measure_agreement(tables, plan, n_levels=4) == agreed
    assert panel.n_scored_by_meeting == 1
    assert "Panel meeting" in {row.agency for row in rows[1]}
    assert linked_cases(tables) == {}


def test_a_meeting_scores_instead_only_by_the_leads_word_and_takes_back_what_nobody_began(
    sessions, cast, built
) -> None:
    meeting = meet(sessions, cast, built, "Ama")
    with pytest.raises(Refused, match="Nobody has scored this case"):
        begin_at(sessions, cast, built, meeting, 2, instead=False)
    begin_at(sessions, cast, built, meeting, 2, instead=True)
    with sessions.reading(cast.actor("Lee")) as session:
        query = sa.select(Assignment).where(Assignment.case_id == built.cases[2].row_id)
        assert session.scalars(query).all() == []
    with pytest.raises(Conflict, match="has begun to"):
        begin_at(sessions, cast, built, meeting, 2, instead=True)


def test_while_somebody_still_scores_no_meeting_does(sessions, cast) -> None:
    shared = {1: PAIR, 2: PAIR, 3: {"Ama": "whole", "Lee": "whole"}}
    built = build(sessions, cast, shared)
    score_case(sessions, cast, built, 1, "Ama")
    begin(sessions, cast, built, 2, "Ama")
    score_case(sessions, cast, built, 3, "Ama")
    meeting = meet(sessions, cast, built, "Ama")
    for number, words in ((1, "Somebody still"), (2, "Somebody still"), (3, "You still have to")):
        for instead in (True, False):
            with pytest.raises(Conflict, match=words):
                begin_at(sessions, cast, built, meeting, number, instead=instead)


def test_a_round_that_only_a_meeting_scored_can_be_closed_and_nobody_is_missing(sessions, cast) -> None:
    built = build(sessions, cast, {1: {"Ama": "whole"}})
    lee, meeting = cast.actor("Lee"), meet(sessions, cast, built, "Ama")
    sheet = begin_at(sessions, cast, built, meeting, 1, instead=True)
    place = {"key": built.audit_round.key}
    with sessions.writing(lee) as session, pytest.raises(Conflict, match="nothing to report"):
        close_round(
            session, lee, **place, version=session.get_one(AuditRound, built.audit_round.row_id).version
        )
    hand_in_at(sessions, cast, sheet, level=3, put_right="Amend Section F")
    with sessions.reading(lee) as session:
        assert session.scalars(sa.select(sa.func.count(Correction.row_id))).one() == 1
    with sessions.writing(lee) as session:
        version = session.get_one(AuditRound, built.audit_round.row_id).version
        close_round(session, lee, **place, version=version)


def test_nobody_is_given_a_case_that_a_meeting_scored_instead(sessions, cast, built) -> None:
    sheet = begin_at(sessions, cast, built, meet(sessions, cast, built, "Ama"), 2, instead=True)
    hand_in_at(sessions, cast, sheet, level=3)
    place = {"round_key": built.audit_round.key, "case_key": built.cases[2].key}
    with sessions.writing(cast.actor("Lee")) as session, pytest.raises(Conflict, match="panel meeting"):
        assign_case(session, cast.actor("Lee"), **place, member_key="any")


def test_what_a_meeting_scored_anew_is_settled_no_more_and_leaves_the_queue(sessions, cast, built) -> None:
    sheet = begin_at(sessions, cast, built, meet(sessions, cast, built, "Ama"), 1, instead=False)
    hand_in_at(sessions, cast, sheet, level=3, grade="Good")
    lee, place = cast.actor("Lee"), {"round_key": built.audit_round.key}
    with sessions.reading(lee) as session:
        (line,) = list_moderation(session, lee, **place).lines
        assert line.n_open == 0
        name = next(each.criterion for each in line.found if each.criterion)
    choice = Choice(name, Answer(name, level=2), "chair", "x", 0)
    with sessions.writing(lee) as session, pytest.raises(Conflict, match="Correct its scoresheet"):
        settle_all(session, lee, **place, case_key=built.cases[1].key, choices=[choice])


def test_a_submitted_one_is_corrected_by_a_new_edition_with_a_reason(sessions, cast, built) -> None:
    lee, meeting = cast.actor("Lee"), meet(sessions, cast, built, "Ama")
    sheet = begin_at(sessions, cast, built, meeting, 1, instead=False)
    hand_in_at(sessions, cast, sheet, level=3)
    with sessions.writing(lee) as session, pytest.raises(Refused):
        correct_meeting_sheet(session, lee, key=sheet.key, reason=" ")
    with sessions.writing(lee) as session:
        again = correct_meeting_sheet(session, lee, key=sheet.key, reason="Section F was a draft")
    assert (again.edition, again.replaces_id, again.instead_of_own) == (2, sheet.row_id, False)
    hand_in_at(sessions, cast, again, level=2)
    rubric, cases, *_ = read(sessions, cast, built)
    assert {each.level for each in cases[1].standing() if not rubric.criterion(each.criterion).is_legal} == {
        2
    }
    with sessions.reading(lee) as session:
        assert session.get_one(Scoresheet, sheet.row_id).submitted_at is not None


def test_a_draft_of_a_meeting_is_out_of_sight_for_a_lead_who_has_the_case_to_score(
    sessions, cast, built
) -> None:
    meeting = meet(sessions, cast, built, "Ama")
    begin_at(sessions, cast, built, meeting, 1, instead=False)
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        given = {"area_id": cast.area.row_id, "agency": "education", "lens": "whole"}
        session.add(Assignment(case_id=built.cases[1].row_id, person_id=lee.person_id, **given))
    place = {"round_key": built.audit_round.key, "meeting_key": meeting.key}
    with sessions.reading(lee) as session:
        _, found = get_case_at_meeting(session, lee, **place, case_key=built.cases[1].key)
        assert found.sheet is None and found.barrier == "You still have to score this case yourself."
        assert session.scalars(sa.select(Scoresheet).where(Scoresheet.meeting_id.is_not(None))).all() == []


def test_a_restricted_case_is_none_of_a_meetings_unless_all_who_are_there_are_named(
    sessions: Sessions, cast: Cast
) -> None:
    given = {1: {"Ama": "whole", "Ben": "whole"}, 2: {"Fay": "whole"}}
    built = build_round(sessions, cast, shared_out=given, rubric_name="plan_short_2026")
    for name, level in (("Ama", 1), ("Ben", 4)):
        score_case(sessions, cast, built, 1, name, level=level)
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        for name in ("Lee", "Ama", "Ben"):
            person = {"person_id": cast.people[name].row_id, "named_by_id": cast.people["Lee"].row_id}
            session.add(NamedAuditor(case_id=built.cases[1].row_id, **person))
        session.flush()
        session.get_one(AuditCase, built.cases[1].row_id).restricted = True
    place = {"round_key": built.audit_round.key}
    for names, others, n_shown in (
        (("Ama", "Ben"), "", 1),
        (("Ama", "Fay"), "", 0),
        (("Ama",), "Some Visitor, Health", 0),
    ):
        meeting = meet(sessions, cast, built, *names, others=others)
        with sessions.reading(lee) as session:
            agenda = show_agenda(session, lee, **place, meeting_key=meeting.key)
            _, cases = list_cases_at_meeting(session, lee, **place, meeting_key=meeting.key)
        assert len(agenda.lines) == n_shown
        assert [each.reason for each in agenda.skipped] == ([] if n_shown else [RESTRICTED])
        assert (1 in [each.case.number for each in cases]) == bool(n_shown)
    with pytest.raises(NotFound):
        begin_at(sessions, cast, built, meeting, 1, instead=False)
