"""A panel meeting put down by the lead, and whole sheets typed in: what tests of meetings start from."""

from datetime import date

from builders import BuiltRound
from cast import Cast

from audit.domain.rating import MET, Answer
from audit.store.entry import Entry
from audit.store.panel import Meeting
from audit.store.scoresheet import Scoresheet
from audit.store.sessions import Sessions
from audit.workflow.meeting_sheets import begin_meeting_sheet, save_meeting_sheet, submit_meeting_sheet
from audit.workflow.meetings import Minutes, start_meeting
from audit.workflow.one_page import OnePage
from audit.workflow.scoresheets import Stamp
from audit.workflow.sheet_view import Closing

TODAY = date(2026, 11, 23)


def minutes(cast: Cast, *names: str, **changes: object) -> Minutes:
    """A meeting of today that Lee chairs and the named were at."""
    ticked = frozenset(cast.people[name].key for name in names)
    given = {"held_on": TODAY, "chair_key": cast.people["Lee"].key, "others": "", "note": "", **changes}
    return Minutes(ticked=ticked, **given)  # type: ignore[arg-type]


def meet(sessions: Sessions, cast: Cast, built: BuiltRound, *names: str, **changes: object) -> Meeting:
    """Lee puts a meeting down."""
    lee, place = cast.actor("Lee"), {"round_key": built.audit_round.key}
    said = minutes(cast, *names, **changes)
    with sessions.writing(lee) as session:
        return start_meeting(session, lee, **place, minutes=said, today=TODAY)


def answer_all(page: OnePage, level: int) -> list[Entry]:
    """The same answer to every question."""
    return [
        Entry(each.key, Answer(each.key, level=MET if each.is_legal else level), "Read together")
        for each in page.asked
    ]


def begin_at(
    sessions: Sessions, cast: Cast, built: BuiltRound, meeting: Meeting, number: int, *, instead: bool
) -> Scoresheet:
    """Lee begins the meeting's scoresheet of a case."""
    lee = cast.actor("Lee")
    place = {
        "round_key": built.audit_round.key,
        "meeting_key": meeting.key,
        "case_key": built.cases[number].key,
    }
    with sessions.writing(lee) as session:
        return begin_meeting_sheet(session, lee, **place, instead_of_own=instead)


def hand_in_at(
    sessions: Sessions, cast: Cast, sheet: Scoresheet, *, level: int, grade: str = "", put_right: str = ""
) -> None:
    """Lee fills the meeting's scoresheet in and submits it."""
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        from_page = session.get_one(Scoresheet, sheet.row_id)
        stamp = Stamp(from_page.version, page="meeting")
        page = save_meeting_sheet(
            session,
            lee,
            key=sheet.key,
            entries=[],
            closing=Closing(own_grade=grade, put_right=put_right),
            stamp=stamp,
        )
        save_meeting_sheet(
            session,
            lee,
            key=sheet.key,
            entries=answer_all(page, level),
            closing=page.closing,
            stamp=stamp,
        )
        submit_meeting_sheet(session, lee, key=sheet.key)
