"""What services gave to a case: who may record it, what is kept, what is refused."""

from datetime import date

import pytest
import sqlalchemy as sa
from builders import BuiltRound, build_round
from cast import Cast

from audit.domain.access import Actor, Conflict, NotAllowed, NotFound
from audit.domain.clock import Outcome
from audit.domain.contribution import Came, Part
from audit.store.audit_round import RoundStatus
from audit.store.case_dates import CaseDates
from audit.store.contribution import Contribution
from audit.store.sessions import Sessions
from audit.store.trail import Event, EventDetail
from audit.workflow.contributions import RefusedPart, StaleParts, ToldPart, save_advice, show_advice

TODAY = date(2026, 11, 23)
GOOD = Part(sought=True, sought_on=date(2026, 1, 5), came=Came.RECEIVED, came_on=date(2026, 2, 16))


@pytest.fixture
def built(sessions: Sessions, cast: Cast) -> BuiltRound:
    """Case 1 is given to Ama, Chidi and Fay, case 3 to Dana and to Pat of another council."""
    return build_round(sessions, cast)


def place(built: BuiltRound, number: int = 1) -> dict[str, str]:
    return {"round_key": built.audit_round.key, "case_key": built.cases[number].key}


def save(sessions: Sessions, actor: Actor, built: BuiltRound, part: Part, version: int = 0, **more) -> int:
    told = [ToldPart(more.pop("service", "paediatrics"), part, version)]
    with sessions.writing(actor) as session:
        return save_advice(session, actor, **place(built, **more), told=told, today=TODAY)


def look(sessions: Sessions, actor: Actor, built: BuiltRound, number: int = 1):
    with sessions.reading(actor) as session:
        page = show_advice(session, actor, **place(built, number), today=TODAY)
        return {line.service.code: line for line in page.lines}


def events(sessions: Sessions, cast: Cast) -> list[str]:
    with sessions.reading(cast.actor("Lee")) as session:
        return list(session.scalars(sa.select(Event.verb)))


def test_a_lead_and_an_auditor_of_the_case_record_what_a_service_gave(sessions, cast, built):
    assert save(sessions, cast.actor("Ama"), built, GOOD) == 1
    line = look(sessions, cast.actor("Lee"), built)["paediatrics"]
    assert line.part == GOOD and line.version == 1
    assert line.judged is not None and line.judged.outcome is Outcome.MET
    assert save(sessions, cast.actor("Lee"), built, Part(sought=True), version=1) == 1
    assert events(sessions, cast) == ["advice_recorded"] * 2
    with sessions.reading(cast.actor("Lee")) as session:
        details = session.scalars(sa.select(EventDetail.details).order_by(EventDetail.row_id)).first()
    assert details["paediatrics"]["now"]["came_on"] == "2026-02-16"


def test_what_was_saved_already_is_no_news(sessions, cast, built):
    save(sessions, cast.actor("Ama"), built, GOOD)
    assert save(sessions, cast.actor("Ama"), built, GOOD) == 0
    assert save(sessions, cast.actor("Ama"), built, Part(), service="camhs") == 0
    assert events(sessions, cast) == ["advice_recorded"]


@pytest.mark.parametrize(("name", "error"), [("Ben", NotFound), ("Pat", NotAllowed), ("Max", NotAllowed)])
def test_nobody_else_records_anything(sessions, cast, built, name: str, error: type[Exception]):
    with pytest.raises(error):
        save(sessions, cast.actor(name), built, GOOD)
    with pytest.raises(NotFound):
        save(sessions, cast.outsider, built, GOOD)


def test_an_auditor_who_only_checks_the_case_from_outside_records_nothing(sessions, cast, built):
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(
            type(built.assignments[1, "Ama"]), built.assignments[1, "Ama"].row_id
        ).purpose = "assurance"
    with pytest.raises(NotFound):
        save(sessions, cast.actor("Ama"), built, GOOD)


def test_a_stale_save_changes_nothing_and_shows_what_was_saved(sessions, cast, built):
    save(sessions, cast.actor("Ama"), built, GOOD)
    chidi, told = cast.actor("Chidi"), [ToldPart("paediatrics", Part(sought=False), 0)]
    with sessions.open_writing(chidi) as session:
        with pytest.raises(StaleParts) as stale:
            save_advice(session, chidi, **place(built), told=told, today=TODAY)
        assert stale.value.rows["paediatrics"].part == GOOD
    assert look(sessions, cast.actor("Lee"), built)["paediatrics"].part == GOOD


def test_what_cannot_be_is_refused_with_its_service_and_field_and_nothing_is_half_done(sessions, cast, built):
    told = [ToldPart("camhs", GOOD, 0), ToldPart("paediatrics", Part(due_on=TODAY), 0)]
    lee = cast.actor("Lee")
    with sessions.open_writing(lee) as session, pytest.raises(RefusedPart) as refused:
        save_advice(session, lee, **place(built), told=told, today=TODAY)
    assert (refused.value.service, refused.value.part_field) == ("paediatrics", "excuse")
    assert look(sessions, lee, built)["camhs"].version == 0
    with pytest.raises(RefusedPart):
        save(sessions, lee, built, GOOD, service="astrology")


def test_in_a_closed_round_only_the_lead_records_what_comes_late(sessions, cast):
    built = build_round(sessions, cast, status=RoundStatus.CLOSED)
    with pytest.raises(Conflict):
        save(sessions, cast.actor("Ama"), built, GOOD)
    assert save(sessions, cast.actor("Lee"), built, GOOD) == 1


def test_a_restricted_case_stays_in_the_dark_with_all_that_services_gave(sessions, cast, built):
    save(sessions, cast.actor("Lee"), built, GOOD)
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(type(built.cases[1]), built.cases[1].row_id).restricted = True
    with pytest.raises(NotFound):
        look(sessions, cast.actor("Ama"), built)
    with sessions.reading(cast.actor("Ama")) as session:
        assert session.scalars(sa.select(Contribution)).all() == []


def test_the_row_filter_shows_contributions_and_days_to_leads_and_own_auditors_alone(sessions, cast, built):
    save(sessions, cast.actor("Lee"), built, GOOD)
    save(sessions, cast.actor("Lee"), built, GOOD, number=3)
    with sessions.writing(cast.actor("Lee")) as session:
        session.add(CaseDates(case_id=built.cases[3].row_id))
    seen = {}
    for name in ("Lee", "Ama", "Ben", "Dana", "Pat", "Max", "Adi"):
        with sessions.reading(cast.actor(name)) as session:
            seen[name] = tuple(
                session.scalar(sa.select(sa.func.count()).select_from(model))
                for model in (Contribution, CaseDates)
            )
    nobody = dict.fromkeys(("Ben", "Pat", "Max", "Adi"), (0, 0))
    assert seen == {"Lee": (2, 1), "Ama": (1, 0), "Dana": (1, 1), **nobody}
    with sessions.reading(cast.outsider) as session:
        assert session.scalars(sa.select(Contribution)).all() == []


def test_what_was_recorded_is_never_deleted_and_never_moved(sessions, cast, built):
    save(sessions, cast.actor("Lee"), built, GOOD)
    for statement in ("DELETE FROM contribution", "UPDATE contribution SET case_id = case_id + 1"):
        with sessions.engine.connect() as connection, pytest.raises(sa.exc.DatabaseError, match="never"):
            connection.exec_driver_sql(statement)
