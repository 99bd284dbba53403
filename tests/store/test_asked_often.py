"""Statements compiled once: they answer as the same question put in the ordinary way, and let no more in."""

from functools import cache

import pytest
import sqlalchemy as sa
from cast import Cast
from rows import make_rows
from sqlalchemy.orm.exc import StaleDataError

from audit.domain.access import DOOR, WORKER, Actor, ActorKind, Role
from audit.store.area import Organisation
from audit.store.asked_often import add, ask, change, insert_of
from audit.store.base import Base, now
from audit.store.sessions import Sessions
from audit.store.trail import Event, EventDetail, record
from audit.store.whose import NoActor

PLACE = ("area_id", "name", "agency", "key", "version")


@cache
def everything(model: type[Base]) -> sa.Select:
    return sa.select(*sa.inspect(model).columns.values())


@cache
def new_place() -> sa.Insert:
    return insert_of(Organisation, PLACE)


@cache
def renamed() -> sa.Update:
    mine = (Organisation.row_id == sa.bindparam("row_id"), Organisation.version == sa.bindparam("seen"))
    return (
        sa.update(Organisation)
        .where(*mine)
        .values(name=sa.bindparam("name"), version=Organisation.version + 1)
    )


def list_actors(cast: Cast) -> list[Actor]:
    both = frozenset({Role.AUDITOR, Role.LEAD})
    ama = cast.actor("Ama")
    return [
        *(cast.actor(name) for name in cast.people),
        *(cast.actor(name, ActorKind.OPERATOR) for name in ("Lee", "Adi")),
        *(cast.actor(name, ActorKind.WORKER) for name in ("Lee",)),
        Actor(ActorKind.PERSON, "Ama", area_id=ama.area_id, person_id=ama.person_id, roles=both),
        cast.outsider,
        WORKER,
        DOOR,
    ]


def test_everybody_gets_the_same_rows_and_values_as_in_the_ordinary_way(sessions: Sessions, cast: Cast):
    make_rows(sessions, cast)
    n_found = 0
    for actor in list_actors(cast):
        for mapper in Base.registry.mappers:
            query = everything(mapper.class_)
            with sessions.reading(actor) as session:
                ordinary = [tuple(row) for row in session.execute(query)]
                assert ask(session, query) == ordinary, (actor, mapper.class_.__name__)
            n_found += len(ordinary)
    assert n_found > 100


def test_a_question_is_narrowed_for_each_who_asks_it(sessions: Sessions, cast: Cast):
    found = []
    for actor in (cast.actor("Lee"), cast.outsider, cast.actor("Lee")):
        with sessions.reading(actor) as session:
            found.append({row[0] for row in ask(session, areas_of_places())})
    assert found == [{cast.area.row_id}, {cast.far_area.row_id}, {cast.area.row_id}]


@cache
def areas_of_places() -> sa.Select[int]:
    return sa.select(Organisation.area_id)


def test_what_the_session_holds_unsent_is_seen(sessions: Sessions, cast: Cast):
    with sessions.writing(cast.actor("Adi")) as session:
        session.add(Organisation(area_id=cast.area.row_id, name="Hill School", agency="other"))
        assert "Hill School" in [row[0] for row in ask(session, names())]


@cache
def names() -> sa.Select[str]:
    return sa.select(Organisation.name)


def test_an_object_read_before_shows_what_was_changed_since(sessions: Sessions, cast: Cast):
    with sessions.writing(cast.actor("Adi")) as session:
        held = session.scalars(sa.select(Organisation)).first()
        assert held is not None
        before = held.version
        change(session, Organisation, renamed(), row_id=held.row_id, seen=before, name="Hill School")
        assert (held.name, held.version) == ("Hill School", before + 1)


def test_a_row_that_somebody_changed_meanwhile_is_not_changed_again(sessions: Sessions, cast: Cast):
    with sessions.writing(cast.actor("Adi")) as session:
        held = session.scalars(sa.select(Organisation)).first()
        assert held is not None
        stale = held.version - 1
        with pytest.raises(StaleDataError, match="organisation"):
            change(session, Organisation, renamed(), row_id=held.row_id, seen=stale, name="Hill School")


def test_a_row_out_of_sight_cannot_be_changed(sessions: Sessions, cast: Cast):
    with sessions.reading(cast.actor("Adi")) as session:
        held = session.scalars(sa.select(Organisation)).first()
        assert held is not None
    with sessions.open_writing(cast.outsider) as session, pytest.raises(StaleDataError):
        change(session, Organisation, renamed(), row_id=held.row_id, seen=held.version, name="Hill School")


def test_nobody_puts_down_a_row_of_another_area(sessions: Sessions, cast: Cast):
    told = {"area_id": cast.area.row_id, "name": "x", "agency": "other", "key": "k" * 16, "version": 1}
    with sessions.open_writing(cast.outsider) as session, pytest.raises(RuntimeError, match="another area"):
        add(session, new_place(), **told)
    with sessions.open_reading(cast.actor("Adi")) as session, pytest.raises(RuntimeError, match="to write"):
        add(session, new_place(), **told)
    with sessions.open_reading(cast.actor("Adi")) as session, pytest.raises(RuntimeError, match="to write"):
        change(session, Organisation, renamed(), row_id=1, seen=1, name="x")


def test_the_worker_may_write_lines_of_the_history_of_any_area_and_no_more(sessions: Sessions, cast: Cast):
    with sessions.writing(WORKER) as session:
        record(session, WORKER, "tested", "test 1", {"n": 1}, area_id=cast.far_area.row_id)
    told = {"area_id": cast.area.row_id, "name": "x", "agency": "other", "key": "k" * 16, "version": 1}
    with sessions.open_writing(WORKER) as session, pytest.raises(RuntimeError, match="another area"):
        add(session, new_place(), **told)


def test_nobody_asks_without_an_actor(sessions: Sessions):
    with sessions.open_reading(None) as session, pytest.raises(NoActor):
        ask(session, names())


def test_values_that_do_not_fit_the_statement_are_named(sessions: Sessions, cast: Cast):
    with sessions.open_writing(cast.actor("Adi")) as session, pytest.raises(ValueError, match="colour, name"):
        change(session, Organisation, renamed(), row_id=1, seen=1, colour="blue")


def test_moments_and_details_come_back_as_they_were_put_down(sessions: Sessions, cast: Cast):
    lee, before = cast.actor("Lee"), now()
    with sessions.writing(lee) as session:
        record(session, lee, "tested", "test 1", {"words": ["ä", 1, None]})
    with sessions.reading(lee) as session:
        line, detail = session.scalars(sa.select(Event)).one(), session.scalars(sa.select(EventDetail)).one()
        (at,) = ask(session, moments())[0]
    assert before <= line.at == at <= now()
    assert detail.details == {"words": ["ä", 1, None]}


@cache
def moments() -> sa.Select:
    return sa.select(Event.at)
