"""Steps that tests of asking by link share."""

from collections.abc import Sequence
from datetime import date, timedelta

from builders import BuiltRound, begin, build_round, fill, submit
from cast import Cast

from audit.domain.access import DOOR
from audit.store.sessions import Sessions
from audit.workflow.corrections import Show, list_corrections
from audit.workflow.reply_links import FreshLink, ask_by_link
from audit.workflow.reply_notes import LinkVisit, find_link
from audit.workflow.scoresheets import Closing, Stamp, save_closing, show_sheet

TODAY = date(2026, 11, 23)
DUE = TODAY + timedelta(days=14)
ADDRESS = "https://audit.testshire.example"


def note_corrections(
    sessions: Sessions, cast: Cast, built: BuiltRound, number: int, tasks: Sequence[str]
) -> None:
    """Ama submits a case with something to put right."""
    ama, key = cast.actor("Ama"), begin(sessions, cast, built, number, "Ama")
    fill(sessions, cast, "Ama", key)
    with sessions.writing(ama) as session:
        version = show_sheet(session, ama, key=key).sheet.version
        closing = Closing(put_right="\n".join(tasks))
        save_closing(session, ama, key=key, closing=closing, stamp=Stamp(version))
    submit(sessions, cast, "Ama", key)


def build_noted(sessions: Sessions, cast: Cast) -> BuiltRound:
    """A round with two things to put right in case 1 and one in case 2."""
    built = build_round(sessions, cast, rubric_name="plan_short_2026")
    note_corrections(sessions, cast, built, 1, ("Name the therapist", "Hours in F2"))
    note_corrections(sessions, cast, built, 2, ("Other7Q task",))
    return built


def correction_keys(sessions: Sessions, cast: Cast, number: int) -> list[str]:
    """The corrections of a case, in the order in which they were noted."""
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        lines = list_corrections(session, lee, today=TODAY, show=Show.ALL).lines
    return [line.correction.key for line in lines if line.case.number == number]


def ask(sessions: Sessions, cast: Cast, built: BuiltRound, number: int = 1, **values: object) -> FreshLink:
    """Lee asks about everything in a case."""
    given = {
        "keys": correction_keys(sessions, cast, number),
        "owner": "Therapies",
        "email": "",
        "due_on": DUE,
        "message": "Section B is clear. Thank you.",
        "request_key": f"asked-{number}",
        "today": TODAY,
        **values,
    }
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        return ask_by_link(session, lee, case_key=built.cases[number].key, address=ADDRESS, **given)


def visit(sessions: Sessions, fresh: FreshLink) -> LinkVisit:
    """Whoever holds the link comes by it."""
    with sessions.reading(DOOR) as session:
        return find_link(session, DOOR, token=fresh.token)
