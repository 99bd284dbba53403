"""Agreeing the score: what is asked of the panel, and what settling leaves behind."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from builders import begin, build_round, score_case
from cast import Cast
from sqlalchemy.exc import DatabaseError

from audit.domain.access import Conflict, NotAllowed, NotFound, Role
from audit.domain.moderation import OVERALL
from audit.domain.rating import Answer
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.moderation import Settlement
from audit.store.scoresheet import Rating
from audit.store.sessions import Sessions
from audit.workflow.editing import Refused, Stale
from audit.workflow.moderation import list_moderation, show_moderation_case
from audit.workflow.settling import settle

SHARED = {
    1: {"Ama": "whole", "Ben": "whole"},
    2: {"Ama": "whole", "Ben": "whole"},
    3: {"Ama": "whole", "Pat": "whole"},
}


@pytest.fixture
def built(sessions: Sessions, cast: Cast):
    built = build_round(sessions, cast, shared_out=SHARED)
    for number, (mine, yours) in {1: (3, 2), 2: (4, 1), 3: (4, 1)}.items():
        score_case(sessions, cast, built, number, "Ama", level=mine, evidence="Ama saw it")
        score_case(sessions, cast, built, number, "Pat" if number == 3 else "Ben", level=yours)
    return built


def queue(sessions: Sessions, cast: Cast, built, actor=None):
    actor = actor or cast.actor("Lee")
    with sessions.reading(actor) as session:
        return list_moderation(session, actor, round_key=built.audit_round.key)


def view(sessions: Sessions, cast: Cast, built, number: int, actor=None):
    actor, keys = actor or cast.actor("Lee"), (built.audit_round.key, built.cases[number].key)
    with sessions.reading(actor) as session:
        return show_moderation_case(session, actor, round_key=keys[0], case_key=keys[1])


def put(sessions: Sessions, cast: Cast, built, name: str = "a_voice", number: int = 1, **values: object):
    lee = cast.actor("Lee")
    given = {
        "answer": Answer(name, level=3),
        "method": "agreement",
        "reason": "The quote on page 2 is hers.",
        "edition": 0,
        **values,
    }
    place = {"round_key": built.audit_round.key, "case_key": built.cases[number].key}
    with sessions.writing(lee) as session:
        return settle(session, lee, name=name, **place, **given)


def test_the_case_that_matters_most_comes_first_and_the_peer_stays_out(sessions, cast, built) -> None:
    found = queue(sessions, cast, built)
    assert [line.case.number for line in found.lines] == [2, 1]
    assert found.n_compared == 2
    assert found.lines[0].n_grave > found.lines[1].n_grave


def test_what_was_settled_before_another_sheet_came_in_is_to_be_looked_at_again(sessions, cast) -> None:
    given = {1: {"Ama": "whole", "Ben": "whole", "Chidi": "health"}}
    built = build_round(sessions, cast, shared_out=given)
    score_case(sessions, cast, built, 1, "Ama", level=4)
    score_case(sessions, cast, built, 1, "Ben", level=1)
    before = view(sessions, cast, built, 1)
    of_health = next(
        each.key
        for each in before.rubric.criteria_for("health")
        if each.key in before.names and not each.is_legal
    )
    put(sessions, cast, built)
    put(sessions, cast, built, of_health)
    assert (
        not view(sessions, cast, built, 1).overtaken and not queue(sessions, cast, built).lines[0].overtaken
    )
    score_case(sessions, cast, built, 1, "Chidi", level=2)
    assert view(sessions, cast, built, 1).overtaken == {of_health}
    assert queue(sessions, cast, built).lines[0].overtaken == {of_health}
    put(sessions, cast, built, of_health, edition=1)
    assert not view(sessions, cast, built, 1).overtaken


def test_each_authors_answer_and_evidence_stand_side_by_side(sessions, cast, built) -> None:
    found = view(sessions, cast, built, 1)
    assert [(author.name, author.agency) for author in found.authors] == [
        ("Ama", "education"),
        ("Ben", "education"),
    ]
    assert found.authors[0].entries["a_voice"].evidence == "Ama saw it"
    assert "a_voice" in found.found


def test_settling_keeps_the_originals_and_says_who_why_and_how(sessions, cast, built) -> None:
    with sessions.reading(cast.actor("Lee")) as session:
        before = {(rating.row_id, rating.level) for rating in session.scalars(sa.select(Rating))}
    put(sessions, cast, built)
    found = view(sessions, cast, built, 1)
    (settled,) = found.settlements["a_voice"]
    assert (settled.settlement.level, settled.by, settled.reason) == (
        3,
        "Lee",
        "The quote on page 2 is hers.",
    )
    with sessions.reading(cast.actor("Lee")) as session:
        assert {(rating.row_id, rating.level) for rating in session.scalars(sa.select(Rating))} == before


def test_settling_again_is_a_further_edition(sessions, cast, built) -> None:
    put(sessions, cast, built)
    put(sessions, cast, built, edition=1, answer=Answer("a_voice", level=2), method="chair")
    settled = view(sessions, cast, built, 1).settlements["a_voice"]
    assert [(each.settlement.edition, each.settlement.level) for each in settled] == [(1, 3), (2, 2)]


def test_a_settlement_made_without_seeing_the_last_one_is_stale(sessions, cast, built) -> None:
    put(sessions, cast, built)
    with pytest.raises(Stale):
        put(sessions, cast, built)


def test_the_same_form_sent_twice_settles_once(sessions, cast, built) -> None:
    first = put(sessions, cast, built, request_key="form-1")
    assert put(sessions, cast, built, request_key="form-1").row_id == first.row_id


def test_what_nobody_differs_on_cannot_be_settled(sessions, cast, built) -> None:
    with pytest.raises(Conflict, match="the overall judgement"):
        put(sessions, cast, built, name=OVERALL, answer=Answer(OVERALL, level=3))
    with pytest.raises(NotFound):
        put(sessions, cast, built, name="no_such_question")


def test_differing_overall_judgements_are_settled_like_a_question(sessions, cast) -> None:
    built = build_round(sessions, cast, shared_out={1: {"Ama": "whole", "Ben": "whole"}})
    score_case(sessions, cast, built, 1, "Ama", grade="Good")
    score_case(sessions, cast, built, 1, "Ben", grade="Inadequate")
    assert [line.worst.kind for line in queue(sessions, cast, built).lines] == ["grade_differs"]
    put(sessions, cast, built, name=OVERALL, answer=Answer(OVERALL, level=2))
    assert queue(sessions, cast, built).lines[0].n_open == 0
    with pytest.raises(Refused):
        put(sessions, cast, built, name=OVERALL, answer=Answer(OVERALL, level=5), edition=1)


def test_a_judgement_of_some_sections_is_not_compared_with_one_of_the_whole(sessions, cast) -> None:
    shared = {1: {"Ama": "whole", "Chidi": "health"}, 2: {"Ama": "whole", "Chidi": "health", "Ben": "whole"}}
    built = build_round(sessions, cast, shared_out=shared)
    for number, people in shared.items():
        for name in people:
            grade = {"Ama": "Good", "Chidi": "Inadequate", "Ben": "Outstanding"}[name]
            score_case(sessions, cast, built, number, name, grade=grade)
    assert [line.case.number for line in queue(sessions, cast, built).lines] == [2]
    assert [grade for _, grade in view(sessions, cast, built, 2).found[OVERALL].values] == [
        "Good",
        "Outstanding",
    ]
    put(sessions, cast, built, number=2, name=OVERALL, answer=Answer(OVERALL, level=3))


@pytest.mark.parametrize(
    "values",
    [
        {"reason": " "},
        {"method": "coin"},
        {"answer": Answer("a_voice", level=9)},
        {"answer": Answer("a_voice")},
    ],
)
def test_a_settlement_needs_a_value_a_way_and_a_reason(sessions, cast, built, values) -> None:
    with pytest.raises(Refused):
        put(sessions, cast, built, **values)


def test_a_settlement_never_changes(sessions, cast, built) -> None:
    put(sessions, cast, built)
    for statement in ("UPDATE settlement SET level = 1", "DELETE FROM settlement"):
        with sessions.engine.begin() as connection, pytest.raises(DatabaseError):
            connection.exec_driver_sql(statement)


def test_a_closed_round_is_not_settled_any_more(sessions, cast, built) -> None:
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    with pytest.raises(Conflict, match="closed"):
        put(sessions, cast, built)


def test_a_lead_who_must_score_a_case_sees_nothing_of_it_until_then(sessions, cast) -> None:
    built = build_round(sessions, cast, shared_out={1: {"Ama": "whole", "Ben": "whole", "Lee": "whole"}})
    for name, level in (("Ama", 4), ("Ben", 1)):
        score_case(sessions, cast, built, 1, name, level=level)
    lee = replace(cast.actor("Lee"), roles=frozenset({Role.LEAD, Role.AUDITOR}))
    found = queue(sessions, cast, built, lee)
    assert found.lines == ()
    assert [case.number for case in found.hidden] == [1]
    shown = view(sessions, cast, built, 1, lee)
    assert shown.is_hidden
    assert shown.authors == ()
    with sessions.writing(lee) as session, pytest.raises(Conflict, match="still have to score"):
        settle(
            session,
            lee,
            round_key=built.audit_round.key,
            case_key=built.cases[1].key,
            name="a_voice",
            answer=Answer("a_voice", level=2),
            method="chair",
            reason="x",
            edition=0,
        )
    with sessions.reading(lee) as session:
        assert session.scalars(sa.select(sa.func.count(Settlement.row_id))).one() == 0


def test_auditors_do_not_moderate_and_another_area_sees_nothing(sessions, cast, built) -> None:
    with sessions.reading(cast.actor("Ama")) as session, pytest.raises(NotAllowed):
        list_moderation(session, cast.actor("Ama"), round_key=built.audit_round.key)
    with sessions.reading(cast.outsider) as session, pytest.raises(NotFound):
        list_moderation(session, cast.outsider, round_key=built.audit_round.key)


def test_a_draft_is_not_compared(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast, shared_out={1: {"Ama": "whole", "Ben": "whole"}})
    score_case(sessions, cast, built, 1, "Ama")
    begin(sessions, cast, built, 1, "Ben")
    assert queue(sessions, cast, built).n_compared == 0
