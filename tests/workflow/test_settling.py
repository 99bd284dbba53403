"""Settling a page of questions in one go: all of them or none."""

import pytest
import sqlalchemy as sa
from builders import build_round, score_case
from cast import Cast

from audit.domain.access import Conflict, NotAllowed
from audit.domain.rating import Answer
from audit.store.moderation import Settlement
from audit.store.sessions import Sessions
from audit.store.trail import Event
from audit.workflow.settling import Choice, Unsettled, settle_all


@pytest.fixture
def built(sessions: Sessions, cast: Cast):
    built = build_round(sessions, cast, shared_out={1: {"Ama": "whole", "Ben": "whole"}})
    score_case(sessions, cast, built, 1, "Ama", level=4)
    score_case(sessions, cast, built, 1, "Ben", level=1)
    return built


def choice(name: str, level: int | None = 2, **changes: object) -> Choice:
    given = {"method": "chair", "reason": "Read together.", "edition": 0, **changes}
    return Choice(name, Answer(name, level=level), **given)  # type: ignore[arg-type]


def put(sessions: Sessions, cast: Cast, built, *choices: Choice, by: str = "Lee") -> list[Settlement]:
    place = {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
    with sessions.writing(cast.actor(by)) as session:
        return settle_all(session, cast.actor(by), **place, choices=choices)


def count(sessions: Sessions, cast: Cast, column: object = Settlement.row_id) -> int:
    with sessions.reading(cast.actor("Lee")) as session:
        return session.scalars(sa.select(sa.func.count(column))).one()


def test_each_question_is_settled_with_an_event_of_its_own(sessions, cast, built) -> None:
    put(sessions, cast, built, choice("a_voice"), choice("a_story", 3))
    assert count(sessions, cast) == 2
    with sessions.reading(cast.actor("Lee")) as session:
        query = sa.select(sa.func.count(Event.row_id)).where(Event.verb == "case_settled")
        assert session.scalars(query).one() == 2


def test_one_fault_settles_nothing_and_every_fault_is_told(sessions, cast, built) -> None:
    faulty = choice("a_story", None, method="", reason=" ")
    with pytest.raises(Unsettled) as told:
        put(sessions, cast, built, choice("a_voice"), faulty)
    assert {name: [each.field for each in found] for name, found in told.value.refusals.items()} == {
        "a_story": ["answer", "method", "reason"]
    }
    assert count(sessions, cast) == 0


def test_one_stale_question_settles_nothing(sessions, cast, built) -> None:
    put(sessions, cast, built, choice("a_voice"))
    with pytest.raises(Unsettled) as told:
        put(sessions, cast, built, choice("a_voice", 3), choice("a_story"))
    assert list(told.value.stale) == ["a_voice"] and not told.value.refusals
    assert count(sessions, cast) == 1


def test_the_same_page_sent_twice_settles_once(sessions, cast, built) -> None:
    page = [choice("a_voice", request_key="one"), choice("a_story", request_key="two")]
    first = [row.row_id for row in put(sessions, cast, built, *page)]
    assert [row.row_id for row in put(sessions, cast, built, *page)] == first


def test_what_nobody_differs_on_is_named_and_settles_nothing(sessions, cast, built) -> None:
    with pytest.raises(Conflict, match="overall judgement"):
        put(sessions, cast, built, choice("a_voice"), choice("overall:grade"))
    assert count(sessions, cast) == 0


def test_an_auditor_settles_nothing(sessions, cast, built) -> None:
    with pytest.raises(NotAllowed):
        put(sessions, cast, built, choice("a_voice"), by="Ama")
