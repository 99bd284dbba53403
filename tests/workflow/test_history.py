"""Reading and checking the history."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from builders import begin, build_round, submit
from builders import fill as fill_sheet
from cast import Cast, let_lead
from round_steps import make_lead

from audit.domain.access import DOOR, INSTALLER
from audit.domain.alert import AlertKind
from audit.domain.trail import Head
from audit.settings import Settings
from audit.store.account import Person
from audit.store.correction import Correction
from audit.store.sessions import Sessions
from audit.store.trail import Event, record
from audit.workflow.alerts import raise_alert
from audit.workflow.doctor import examine_areas
from audit.workflow.history import check_history, list_lines
from audit.workflow.round_stages import close_round
from audit.workflow.scoresheets import Closing, Stamp, save_closing, show_sheet
from audit.workflow.sign_in import start_sign_in


def fill(sessions: Sessions, cast: Cast, n_lines: int) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        for number in range(n_lines):
            record(session, lee, "thing_done", "thing abc", {"number": number})


def test_lines_come_newest_first_with_their_details(sessions: Sessions, cast: Cast) -> None:
    fill(sessions, cast, 5)
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        lines = list_lines(session, lee, before=5, most=2)
    assert [(line.sequence, line.details) for line in lines] == [(4, {"number": 3}), (3, {"number": 2})]


def test_the_history_keeps_people_by_key_and_shows_what_they_are_called_now(
    sessions: Sessions, cast: Cast
) -> None:
    fill(sessions, cast, 1)
    ama, lee = cast.people["Ama"], cast.actor("Lee")
    with sessions.writing(DOOR) as session:
        start_sign_in(session, DOOR, person_key=ama.key, contents={})
    with sessions.writing(INSTALLER) as session:
        session.get_one(Person, ama.row_id).name = "Ama Two"
        record(session, INSTALLER, "tested", "test 1", area_id=cast.area.row_id)
    with sessions.reading(lee) as session:
        kept = set(session.scalars(sa.select(Event.actor)))
        shown = [line.actor for line in list_lines(session, lee)]
    assert kept == {f"person {cast.people['Lee'].key}", f"person {ama.key}", "set-up"}
    assert shown == ["set-up", "Ama Two", "Lee"]


def test_a_whole_history_holds_and_a_changed_one_does_not(sessions: Sessions, cast: Cast) -> None:
    fill(sessions, cast, 3)
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        check = check_history(session, lee)
        assert check.broken is None and check.head.sequence == 3
        assert check_history(session, lee, head=Head(9, "f" * 64, None)).broken is not None
    with sessions.engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_event_update")
        connection.execute(sa.text("UPDATE event SET verb = 'other' WHERE sequence = 2"))
    with sessions.reading(lee) as session:
        broken = check_history(session, lee).broken
    assert broken is not None and broken.sequence == 2


@pytest.mark.parametrize("grown_again", [False, True])
def test_lines_cut_off_the_end_are_missed_by_the_rounds_that_were_closed(
    sessions: Sessions, cast: Cast, tmp_path: Path, grown_again: bool
) -> None:
    lead = make_lead(sessions, cast, tmp_path / "keys")
    audit_round = lead.open(lead.prepare())
    lead.submit_sheets()
    lee, version = cast.actor("Lee"), lead.version_of(audit_round)
    with lead.writing() as session:
        closed = close_round(session, lee, key=audit_round.key, version=version)
    cut = closed.trail_sequence or 0
    with sessions.engine.execution_options(writing=True).begin() as connection:
        for table in ("event_detail", "event"):
            connection.exec_driver_sql(f"DROP TRIGGER guard_{table}_delete")
        connection.exec_driver_sql(
            f"DELETE FROM event_detail WHERE event_id IN (SELECT id FROM event WHERE sequence >= {cut})"
        )
        connection.exec_driver_sql(f"DELETE FROM event WHERE sequence >= {cut}")
    if grown_again:
        fill(sessions, cast, 5)
    for name in ("Lee", "Adi"):
        with sessions.reading(cast.actor(name)) as session:
            broken = check_history(session, cast.actor(name)).broken
        assert broken is not None and broken.sequence == cut
    settings = Settings(instance=tmp_path, secret_key="s" * 32)
    with sessions.reading(INSTALLER) as session:
        found = examine_areas(session, INSTALLER, settings=settings)
    assert not any(item.is_well for item in found if item.subject == "history of Testshire")


def test_of_a_case_still_to_score_the_history_gives_no_hint(sessions: Sessions, cast: Cast) -> None:
    built, fay = build_round(sessions, cast), let_lead(sessions, cast, "Fay")  # case 1 waits for her
    sheet = begin(sessions, cast, built, 1, "Ama")
    fill_sheet(sessions, cast, "Ama", sheet)
    ama, lee = cast.actor("Ama"), cast.actor("Lee")
    with sessions.writing(ama) as session:
        stamp = Stamp(show_sheet(session, ama, key=sheet).sheet.version)
        save_closing(session, ama, key=sheet, closing=Closing(put_right="Name the therapist"), stamp=stamp)
    submit(sessions, cast, "Ama", sheet)
    with sessions.writing(lee) as session:
        correction = session.scalars(sa.select(Correction.key)).one()
        record(session, lee, "case_settled", f"case {built.cases[1].key}", {"question": "a_voice"})
        record(session, lee, "correction_changed", f"correction {correction}", {"status": "done"})
        record(session, lee, "case_settled", f"case {built.cases[2].key}", {"question": "b_needs"})
        record(session, fay, "case_started", f"case {built.cases[1].key}", {"lens": "forum"})
    with sessions.reading(fay) as session:
        lines = list_lines(session, fay)
    told = [(line.verb, line.details) for line in lines]
    assert told[:4] == [
        ("case_started", {"lens": "forum"}),
        ("case_settled", {"question": "b_needs"}),
        ("withheld", None),
        ("withheld", None),
    ]
    assert {line.verb for line in lines[4:]} == {"withheld"}
    with sessions.reading(lee) as session:
        details = {line.verb: line.details for line in list_lines(session, lee)}
    assert details["correction_changed"] == {"status": "done"}
    assert set(details["scoresheet_submitted"] or ()) == {"answers", "edition"}


def test_an_alert_about_a_case_still_to_score_is_no_line_of_its_scorers_history(
    sessions: Sessions, cast: Cast
) -> None:
    built = build_round(sessions, cast, shared_out={1: {"Ama": "whole", "Ben": "whole"}})
    ama, what = cast.actor("Ama"), {"kind": AlertKind.SAFEGUARDING, "words": "Worried", "address": "http://x"}
    with sessions.writing(ama) as session:
        raise_alert(session, ama, key=built.assignments[1, "Ama"].key, **what)
    ben = let_lead(sessions, cast, "Ben")
    for actor, is_told in ((cast.actor("Lee"), True), (ben, False)):
        with sessions.reading(actor) as session:
            verbs = [line.verb for line in list_lines(session, actor)]
        assert ("alert_raised" in verbs) == is_told
