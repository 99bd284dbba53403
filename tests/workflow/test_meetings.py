"""Panel meetings: what is put down about one, and when it may no longer change."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from builders import build_round
from cast import Cast
from meeting_steps import TODAY, meet, minutes

from audit.domain.access import Conflict, NotAllowed, NotFound
from audit.domain.agency import Agency
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.panel import Meeting
from audit.store.sessions import Sessions
from audit.store.trail import Event
from audit.workflow.editing import Refused, Stale
from audit.workflow.meetings import change_meeting, get_meeting, read_others, show_meetings, start_meeting


@pytest.fixture
def built(sessions: Sessions, cast: Cast):
    return build_round(sessions, cast, rubric_name="plan_short_2026")


def change(sessions: Sessions, cast: Cast, built, meeting: Meeting, said, version: int = 1) -> None:
    lee = cast.actor("Lee")
    place = {"round_key": built.audit_round.key, "meeting_key": meeting.key}
    with sessions.writing(lee) as session:
        change_meeting(session, lee, **place, minutes=said, version=version, today=TODAY)


def look(sessions: Sessions, cast: Cast, built, meeting: Meeting):
    lee = cast.actor("Lee")
    place = {"round_key": built.audit_round.key, "meeting_key": meeting.key}
    with sessions.reading(lee) as session:
        return get_meeting(session, lee, **place)


def test_whoever_chairs_was_there_and_absent_agencies_are_named(sessions, cast, built) -> None:
    meeting = meet(sessions, cast, built, "Ama", "Dana", others="Mx B, Jr., parent carer forum")
    found = look(sessions, cast, built, meeting)
    assert [one.name for one in found.present] == ["Ama", "Dana", "Lee", "Mx B, Jr."]
    assert Agency.HEALTH in found.absent and Agency.EDUCATION not in found.absent
    assert found.chair == "Lee"


def test_the_history_says_who_was_absent_and_holds_no_name(sessions, cast, built) -> None:
    meet(sessions, cast, built, "Ama", note="Private note")
    with sessions.reading(cast.actor("Lee")) as session:
        event = session.scalars(sa.select(Event).where(Event.verb == "meeting_started")).one()
        assert event.subject.startswith("meeting ")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": None}, "held_on"),
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"chair_key": "nobody"}, "chair"),
        ({"others": "Jo of the clinic"}, "others"),
        ({"others": ", Health"}, "others"),
        ({"note": "x" * 10_001}, "note"),
    ],
)
def test_what_cannot_be_put_down_is_refused_at_its_field(sessions, cast, built, changes, field) -> None:
    with pytest.raises(Refused) as told:
        meet(sessions, cast, built, "Ama", **changes)
    assert told.value.field == field


def test_a_line_that_names_no_agency_is_named_by_its_number() -> None:
    with pytest.raises(Refused, match="Line 2"):
        read_others("Jo Small, Health\n\nAl Brown, Plumbing")


def test_a_meeting_changes_with_its_version_until_the_audit_is_closed(sessions, cast, built) -> None:
    meeting = meet(sessions, cast, built, "Ama")
    change(sessions, cast, built, meeting, minutes(cast, "Ama", "Chidi", note="Health came late"))
    found = look(sessions, cast, built, meeting)
    assert Agency.HEALTH not in found.absent and found.note == "Health came late"
    with pytest.raises(Stale):
        change(sessions, cast, built, meeting, minutes(cast, "Ama"))
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    with pytest.raises(Conflict, match="closed"):
        change(sessions, cast, built, meeting, minutes(cast, "Ama"), version=2)


def test_the_same_form_sent_twice_makes_one_meeting(sessions, cast, built) -> None:
    lee, place = cast.actor("Lee"), {"round_key": built.audit_round.key}
    for _ in range(2):
        with sessions.writing(lee) as session:
            said = minutes(cast, "Ama")
            start_meeting(session, lee, **place, minutes=said, today=TODAY, request_key="form")
    with sessions.reading(lee) as session:
        assert len(show_meetings(session, lee, **place).meetings) == 1


def test_auditors_hold_no_meeting_and_another_area_sees_none(sessions, cast, built) -> None:
    meeting = meet(sessions, cast, built, "Ama")
    with sessions.reading(cast.actor("Ama")) as session, pytest.raises(NotAllowed):
        show_meetings(session, cast.actor("Ama"), round_key=built.audit_round.key)
    place = {"round_key": built.audit_round.key, "meeting_key": meeting.key}
    with sessions.reading(cast.outsider) as session, pytest.raises(NotFound):
        get_meeting(session, cast.outsider, **place)
