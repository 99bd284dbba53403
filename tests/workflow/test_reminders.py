"""Reminding those who have not finished: with one click, and by itself."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from builders import BuiltRound, build_round, score_case
from cast import Cast

from audit.domain.access import INSTALLER, WORKER, Conflict, NotAllowed, NotFound, worker_of_area
from audit.domain.reminding import day_of
from audit.store.account import Membership
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.mail import Mail
from audit.store.panel import Assignment, AssignmentStatus
from audit.store.sessions import Sessions
from audit.store.trail import Event
from audit.workflow.reminder_jobs import list_areas, write_reminders
from audit.workflow.reminders import AgencyWaiting, list_waiting, prepare_reminder, remind

# Messages are written at the moment that it is: what a day reminded of is what really is today.
TODAY = day_of(now())
ADDRESS = "https://audit.testshire.example"


@pytest.fixture
def built(sessions: Sessions, cast: Cast) -> BuiltRound:
    built = build_round(sessions, cast, rubric_name="plan_short_2026")
    score_case(sessions, cast, built, 1, "Ama")
    score_case(sessions, cast, built, 1, "Chidi")
    return built


def change_round(sessions: Sessions, built: BuiltRound, **values: object) -> None:
    with sessions.writing(INSTALLER) as session:
        audit_round = session.get_one(AuditRound, built.audit_round.row_id)
        for name, value in values.items():
            setattr(audit_round, name, value)


def suspend(sessions: Sessions, cast: Cast, name: str) -> None:
    with sessions.writing(INSTALLER) as session:
        session.get_one(Membership, cast.memberships[name].row_id).status = "suspended"


def waiting(sessions: Sessions, cast: Cast, built: BuiltRound) -> dict[str, AgencyWaiting]:
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        return {each.group: each for each in list_waiting(session, lee, round_key=built.audit_round.key)}


def send(sessions: Sessions, cast: Cast, built: BuiltRound, **whom: str) -> int:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        place = {"round_key": built.audit_round.key, "today": TODAY, "address": ADDRESS}
        return remind(session, lee, **place, **whom)


def look(sessions: Sessions, cast: Cast, today: date) -> int:
    actor = worker_of_area(cast.area.row_id)
    with sessions.writing(actor) as session:
        return write_reminders(session, actor, today=today, address=ADDRESS)


def addressed(sessions: Sessions) -> list[str]:
    with sessions.reading(INSTALLER) as session:
        return [mail.address.partition("@")[0] for mail in session.scalars(sa.select(Mail))]


def test_each_agency_says_how_many_sheets_are_in_and_who_has_not_finished(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    found = waiting(sessions, cast, built)
    education = found["education"]
    assert (education.n_given, education.n_submitted, education.n_waiting) == (3, 1, 2)
    assert [each.person.name for each in education.waiting] == ["Ama", "Ben"]
    assert found["health"].n_waiting == 0 and found["health"].n_submitted == 1
    assert list(found) == sorted(found, key=lambda group: (group == "peer", group))
    assert education.reminded_on is None


def test_one_click_reminds_an_agency_and_only_those_who_have_not_finished(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    assert send(sessions, cast, built, group="education") == 2
    assert addressed(sessions) == ["ama", "ben"]
    assert waiting(sessions, cast, built)["education"].reminded_on == TODAY
    with sessions.reading(INSTALLER) as session:
        mail = session.scalars(sa.select(Mail)).first()
        assert mail and f"{ADDRESS}/sign-in" in mail.body and built.audit_round.title in mail.body
        assert session.scalars(sa.select(Event.verb).order_by(Event.row_id.desc())).first() == "reminded"


def test_nobody_is_reminded_twice_on_one_day(sessions: Sessions, cast: Cast, built: BuiltRound) -> None:
    send(sessions, cast, built, person_key=cast.people["Ben"].key)
    assert send(sessions, cast, built, group="education") == 1
    with pytest.raises(Conflict, match="today already"):
        send(sessions, cast, built, group="education")
    assert addressed(sessions) == ["ben", "ama"]
    change_round(sessions, built, due_on=TODAY + timedelta(days=2))
    assert look(sessions, cast, TODAY) == 3
    assert sorted(addressed(sessions)) == ["ama", "ben", "dana", "fay", "pat"]


def test_who_finished_handed_back_or_is_suspended_is_left_in_peace(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    with pytest.raises(Conflict, match="left to remind"):
        send(sessions, cast, built, group="health")
    suspend(sessions, cast, "Dana")
    with sessions.writing(INSTALLER) as session:
        fay = session.get_one(Assignment, built.assignments[1, "Fay"].row_id)
        fay.status = AssignmentStatus.HANDED_BACK
    assert send(sessions, cast, built) == 3
    assert addressed(sessions) == ["ama", "ben", "pat"]


def test_only_an_open_round_and_only_its_own_people(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    for whom in ({"group": "nobody"}, {"person_key": cast.people["Max"].key}, {"person_key": "x"}):
        with pytest.raises(NotFound):
            send(sessions, cast, built, **whom)
    change_round(sessions, built, status=RoundStatus.CLOSED)
    with pytest.raises(Conflict, match="open"):
        send(sessions, cast, built)


def test_only_leads_of_the_area_remind(sessions: Sessions, cast: Cast, built: BuiltRound) -> None:
    key = built.audit_round.key
    with sessions.reading(cast.actor("Ama")) as session, pytest.raises(NotAllowed):
        list_waiting(session, cast.actor("Ama"), round_key=key)
    with sessions.reading(cast.outsider) as session, pytest.raises(NotFound):
        prepare_reminder(session, cast.outsider, round_key=key, today=TODAY)


def test_by_itself_each_is_reminded_once_before_the_day_and_twice_after(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    due = TODAY + timedelta(days=40)
    change_round(sessions, built, due_on=due)
    n_waiting = 5
    looked = {n: look(sessions, cast, due + timedelta(days=n)) for n in range(-5, 30)}
    assert {n for n, written in looked.items() if written} == {-3, 1, 7}
    assert {looked[n] for n in (-3, 1, 7)} == {n_waiting}
    assert look(sessions, cast, due + timedelta(days=7)) == 0


def test_a_round_that_is_not_open_or_does_not_remind_writes_nothing(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    change_round(sessions, built, due_on=TODAY, reminds=False)
    assert look(sessions, cast, TODAY) == 0
    change_round(sessions, built, reminds=True, status=RoundStatus.CLOSED)
    assert look(sessions, cast, TODAY) == 0


def test_the_worker_finds_every_area_and_reminds_only_in_its_own(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    change_round(sessions, built, due_on=TODAY)
    with sessions.reading(WORKER) as session:
        assert list_areas(session, WORKER) == [cast.area.row_id, cast.far_area.row_id]
    far = worker_of_area(cast.far_area.row_id)
    with sessions.writing(far) as session:
        assert write_reminders(session, far, today=TODAY, address=ADDRESS) == 0
    assert look(sessions, cast, TODAY) == 5
    with sessions.reading(INSTALLER) as session:
        event = session.scalars(sa.select(Event).where(Event.verb == "reminded")).one()
        assert (event.actor, event.person_id) == ("worker", None)


def test_the_minutes_of_an_agency_are_their_median(sessions: Sessions, cast: Cast, built: BuiltRound) -> None:
    assert waiting(sessions, cast, built)["social_care"].median_minutes is None
    with sessions.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM scoresheet").scalar() == 2
