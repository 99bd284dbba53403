from datetime import date

import pytest
import sqlalchemy as sa
from cast import Cast
from rows import make_rows, write_sheet

from audit.domain.access import DOOR, WORKER, Actor, ActorKind, Role
from audit.store.area import Organisation
from audit.store.audit_round import Programme
from audit.store.case import AuditCase
from audit.store.free_text import FreeText
from audit.store.panel import Assignment
from audit.store.report import Report
from audit.store.rubric import RubricVersion
from audit.store.scoresheet import Rating, Scoresheet
from audit.store.sessions import Sessions
from audit.store.sign_in import SignInAttempt
from audit.store.tables import Base
from audit.store.trail import Event, EventDetail, record
from audit.store.visible_rules import decide
from audit.store.whose import NoActor


def texts(sessions: Sessions, actor: Actor) -> list[str]:
    with sessions.reading(actor) as session:
        return list(session.scalars(sa.select(FreeText.text)))


def count(sessions: Sessions, actor: Actor, model: type) -> int:
    with sessions.reading(actor) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_session_without_an_actor_raises_on_every_table(sessions: Sessions):
    for mapper in Base.registry.mappers:
        with sessions.open_reading(None) as session, pytest.raises(NoActor):
            session.scalars(sa.select(mapper.class_)).all()


def test_a_session_without_an_actor_cannot_write(sessions: Sessions):
    with sessions.open_writing(None) as session:
        session.add(Organisation(area_id=1, name="x", agency="health"))
        with pytest.raises(NoActor):
            session.flush()


def test_nobody_sees_rows_of_another_area(sessions: Sessions, cast: Cast):
    make_rows(sessions, cast)
    for mapper in Base.registry.mappers:
        if not hasattr(mapper.class_, "area_id"):
            continue
        with sessions.reading(cast.outsider) as session:
            found = session.scalars(sa.select(mapper.class_)).all()
        assert all(row.area_id == cast.far_area.row_id for row in found), mapper.class_.__name__


def test_nobody_writes_a_row_of_another_area(sessions: Sessions, cast: Cast):
    with sessions.open_writing(cast.outsider) as session:
        session.add(Organisation(area_id=cast.area.row_id, name="x", agency="health"))
        with pytest.raises(RuntimeError, match="another area"):
            session.flush()


def test_a_reading_session_refuses_to_write(sessions: Sessions, cast: Cast):
    with sessions.open_reading(cast.actor("Lee")) as session:
        session.add(Organisation(area_id=cast.area.row_id, name="x", agency="health"))
        with pytest.raises(RuntimeError, match="asked to write"):
            session.flush()


def test_an_auditor_sees_only_the_cases_given_to_them(sessions: Sessions, cast: Cast):
    rows = make_rows(sessions, cast)
    with sessions.reading(cast.actor("Ben")) as session:
        assert [case.key for case in session.scalars(sa.select(AuditCase))] == [rows.cases[1].key]
        assert session.get(AuditCase, rows.cases[0].row_id) is None
        assert session.scalars(sa.select(Assignment)).one().person_id == cast.people["Ben"].row_id


def test_a_peer_without_an_assignment_sees_no_case_and_no_round(sessions: Sessions, cast: Cast):
    make_rows(sessions, cast)
    assert count(sessions, cast.actor("Pat"), AuditCase) == 0
    with sessions.reading(cast.actor("Pat")) as session:
        for mapper in Base.registry.mappers:
            if mapper.class_.__name__ in (
                "AuditRound",
                "Scoresheet",
                "Rating",
                "FreeText",
                "Report",
                "Stratum",
            ):
                assert session.scalars(sa.select(mapper.class_)).all() == []


@pytest.mark.parametrize("reader", ["Chidi", "Ben", "Pat", "Max", "Adi"])
def test_what_an_auditor_typed_is_hidden_from_the_others_before_and_after_submission(
    sessions: Sessions, cast: Cast, reader: str
):
    rows = make_rows(sessions, cast)
    write_sheet(sessions, cast.actor("Ama"), rows.assignments["Ama"], submit=True)
    actor = cast.actor(reader)
    assert texts(sessions, actor) == []
    assert count(sessions, actor, Scoresheet) == 0
    assert count(sessions, actor, Rating) == 0


def test_a_lead_sees_submitted_sheets_and_no_drafts(sessions: Sessions, cast: Cast):
    rows = make_rows(sessions, cast)
    write_sheet(sessions, cast.actor("Ama"), rows.assignments["Ama"], submit=True)
    write_sheet(sessions, cast.actor("Ben"), rows.assignments["Ben"], submit=False)
    assert texts(sessions, cast.actor("Lee")) == ["canary of Ama"]


def test_a_lead_who_still_has_to_score_a_case_sees_no_other_sheet_of_it(sessions: Sessions, cast: Cast):
    rows = make_rows(sessions, cast)
    write_sheet(sessions, cast.actor("Ama"), rows.assignments["Ama"], submit=True)
    chidi = cast.actor("Chidi")
    both = Actor(
        ActorKind.PERSON, "Chidi", chidi.area_id, chidi.person_id, frozenset({Role.AUDITOR, Role.LEAD})
    )
    assert texts(sessions, both) == []
    write_sheet(sessions, chidi, rows.assignments["Chidi"], submit=True)
    assert sorted(texts(sessions, both)) == ["canary of Ama", "canary of Chidi"]


def test_the_door_sees_accounts_and_nothing_of_the_audit(sessions: Sessions, cast: Cast):
    make_rows(sessions, cast)
    for model in (AuditCase, Assignment, Scoresheet, Report):
        assert count(sessions, DOOR, model) == 0
    assert count(sessions, DOOR, SignInAttempt) == 0


def test_the_worker_that_takes_jobs_sees_no_case(sessions: Sessions, cast: Cast):
    make_rows(sessions, cast)
    assert count(sessions, WORKER, AuditCase) == 0


def test_an_update_statement_reaches_only_rows_of_the_own_area(sessions: Sessions, cast: Cast):
    with sessions.writing(cast.outsider) as session:
        session.execute(sa.update(Organisation).values(name=Organisation.name + "!"))
    with sessions.reading(cast.actor("Adi")) as session:
        assert not any(name.endswith("!") for name in session.scalars(sa.select(Organisation.name)))


AREA_ACTORS = [
    *((kind, frozenset({role})) for kind in (ActorKind.PERSON, ActorKind.WORKER) for role in Role),
    (ActorKind.PERSON, frozenset({Role.AUDITOR, Role.LEAD})),
    (ActorKind.PERSON, frozenset({Role.PEER, Role.MANAGER})),
    (ActorKind.PERSON, frozenset()),
    (ActorKind.OPERATOR, frozenset({Role.ADMINISTRATOR})),
]


@pytest.mark.parametrize(
    "actor", [DOOR, WORKER, *(Actor(kind, "x", 1, 1, roles) for kind, roles in AREA_ACTORS)]
)
def test_a_decision_about_every_table_is_made_for_everybody_who_looks(actor: Actor):
    assert set(decide(actor)) == {mapper.class_ for mapper in Base.registry.mappers}


SEEN_BY_A_SCORER = {
    "Area": 1,
    "Person": 1,
    "Membership": 1,
    "Organisation": 1,
    "Programme": 1,
    "AuditRound": 1,
    "RubricVersion": 1,
    "AuditCase": 1,
    "Assignment": 1,
    "Event": 1,
}


@pytest.mark.parametrize("name", ["Ben", "Pat"])
def test_a_scorer_sees_what_belongs_to_their_own_cases_and_the_last_line_of_the_history(
    sessions: Sessions, cast: Cast, name: str
):
    rows, lee = make_rows(sessions, cast), cast.actor("Lee")
    with sessions.writing(lee) as session:
        place = {"area_id": cast.area.row_id}
        session.add(RubricVersion(**place, **OTHER_RUBRIC))
        session.add(Programme(**place, title="2025", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31)))
        for number in range(3):
            record(session, lee, "tested", f"test {number}")
        session.get_one(Assignment, rows.assignments["Ben"].row_id).person_id = cast.people[name].row_id
    with sessions.reading(cast.actor(name)) as session:
        found = {model: session.scalars(sa.select(model)).all() for model in decide(cast.actor(name))}
    seen = {model.__name__: len(rows) for model, rows in found.items() if rows}
    assert seen == {**SEEN_BY_A_SCORER, "RubricVersion": 1 if name == "Pat" else 2}
    assert found[Event][0].subject == "test 2"


def test_a_manager_reads_no_line_of_the_history_but_the_last(sessions: Sessions, cast: Cast):
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        record(session, lee, "tested", "test 1", {"n": 1})
        record(session, lee, "tested", "test 2", {"n": 2})
    assert count(sessions, cast.actor("Max"), Event) == 1
    assert count(sessions, cast.actor("Max"), EventDetail) == 0
    assert count(sessions, cast.actor("Adi"), EventDetail) == 2


OTHER_RUBRIC = {
    "name": "o",
    "kind": "plan",
    "title": "O",
    "rubric_version": "2",
    "text": "...",
    "sha256": "1" * 64,
}
