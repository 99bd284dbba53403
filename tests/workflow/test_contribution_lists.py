"""Advice of a whole round from a file: looked at, then all of it or nothing."""

from datetime import date

import pytest
import sqlalchemy as sa
from builders import BuiltRound, build_round

from audit.domain.access import Conflict, NotAllowed
from audit.domain.contribution import Came, Part
from audit.domain.identity import AreaKeys, Purpose, keyed_hash
from audit.intake.recorded_list import Sort, read_list
from audit.store.case import AuditCase
from audit.store.case_dates import CaseDates
from audit.store.contribution import Contribution
from audit.store.frame import Locator
from audit.store.keys import load_keys
from audit.store.trail import Event
from audit.workflow.contribution_lists import keep_list, look_at_list, make_template
from audit.workflow.contributions import ToldPart, save_advice

TODAY = date(2026, 11, 23)
HEADING = "case,service,sought,sought_on,came,came_on"


@pytest.fixture
def built(sessions, cast, tmp_path) -> BuiltRound:
    return build_round(sessions, cast, keys_folder=tmp_path / "keys")


@pytest.fixture
def at(sessions, cast, built, tmp_path):
    """`at.look(lines)` and `at.keep(carried)` as the lead."""

    class Lists:
        place = {"round_key": built.audit_round.key}  # noqa: RUF012

        def look(self, *lines: str, name: str = "Lee"):
            actor, listed = cast.actor(name), read_list("\r\n".join(lines).encode())
            with sessions.reading(actor) as session:
                more = {"listed": listed, "keys_folder": tmp_path / "keys", "today": TODAY}
                return look_at_list(session, actor, **self.place, **more)

        def keep(self, carried: str) -> int:
            with sessions.writing(cast.actor("Lee")) as session:
                return keep_list(session, cast.actor("Lee"), **self.place, carried=carried, today=TODAY)

    return Lists()


def kept(sessions, cast) -> dict[tuple[int, str], Part]:
    with sessions.reading(cast.actor("Lee")) as session:
        return {(row.case_id, row.service): row.part for row in session.scalars(sa.select(Contribution))}


def test_a_file_is_looked_at_and_then_kept_whole(sessions, cast, built, at):
    preview = at.look(HEADING, "1,CAMHS,yes,5/1/2026,received,1/2/2026", "2,school or setting,no,,,")
    assert not preview.problems and len(preview.changes) == 2
    assert kept(sessions, cast) == {}
    assert at.keep(preview.carried) == 2
    assert at.keep(preview.carried) == 0  # a double submit
    assert kept(sessions, cast)[built.cases[1].row_id, "camhs"] == Part(
        sought=True, sought_on=date(2026, 1, 5), came=Came.RECEIVED, came_on=date(2026, 2, 1)
    )
    with sessions.reading(cast.actor("Lee")) as session:
        assert session.scalars(sa.select(Event.verb)).all() == ["advice_list_kept"]


def test_one_bad_row_keeps_the_whole_file_out(at):
    preview = at.look(
        HEADING,
        "1,camhs,yes,5/1/2026,,",
        "9,camhs,yes,,,",
        "1,astrology,yes,,,",
        "1,camhs,no,,,",
        "2,camhs,yes,5/1/2027,,",
    )
    assert [(one.row, one.column) for one in preview.problems] == [
        (3, "case"), (4, "service"), (5, "case"), (6, "sought_on")
    ]  # fmt: skip
    assert preview.carried == ""


def test_cases_are_found_by_the_councils_own_number_too(built, at):
    preview = at.look("own_id,service,sought", "ehc-0002,camhs,yes", "EHC-9999,camhs,yes")
    assert [change.case.number for change in preview.changes] == [2]
    assert [(one.row, one.column) for one in preview.problems] == [(3, "own_id")]
    assert "EHC" not in preview.carried


def test_a_row_with_both_numbers_is_taken_only_where_they_stand_for_the_same_case(built, at):
    preview = at.look(
        "case,own_id,service,sought",
        "1,EHC-0001,camhs,yes",
        "1,EHC-0002,family,yes",
        "2,EHC-9999,camhs,yes",
        "9,EHC-0003,camhs,yes",
    )
    assert [change.case.number for change in preview.changes] == [1]
    assert [(one.row, one.column) for one in preview.problems] == [(3, "own_id"), (4, "own_id"), (5, "case")]
    assert "case and own_id contradict each other" in preview.problems[0].reason
    assert "No case of this round has this own_id" in preview.problems[1].reason


def test_an_own_id_that_stands_for_two_cases_needs_the_case_number(sessions, cast, built, at):
    with sessions.writing(cast.actor("Lee")) as session:
        first, second, _third = session.scalars(sa.select(Locator).order_by(Locator.entry_id))
        second.ciphertext = first.ciphertext
    (problem,) = at.look("own_id,service,sought", "EHC-0001,camhs,yes").problems
    assert (problem.row, problem.column) == (2, "own_id")
    assert "stands for more than one case: give the case number" in problem.reason
    (change,) = at.look("case,own_id,service,sought", "2,EHC-0001,camhs,yes").changes
    assert change.case.number == 2


def test_an_own_id_that_is_anothers_locator_needs_the_case_number_too(sessions, cast, built, at, tmp_path):
    keys = load_keys(tmp_path / "keys", cast.area.key)
    with sessions.writing(cast.actor("Lee")) as session:
        own_hash = keyed_hash(AreaKeys(keys.versions), Purpose.OWN_ID, "EHC-0001")
        session.get_one(AuditCase, built.cases[3].row_id).own_hash = own_hash
    (problem,) = at.look("own_id,service,sought", "EHC-0001,camhs,yes").problems
    assert "more than one case" in problem.reason


def test_what_somebody_saved_meanwhile_is_not_overwritten(sessions, cast, built, at):
    preview = at.look(HEADING, "1,camhs,yes,,,", "2,camhs,yes,,,")
    ama, place = cast.actor("Ama"), {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
    with sessions.writing(ama) as session:
        save_advice(session, ama, **place, told=[ToldPart("camhs", Part(sought=False), 0)], today=TODAY)
    with pytest.raises(Conflict, match="since you looked"):
        at.keep(preview.carried)
    (stale,) = at.look(f"{HEADING},version", "1,camhs,yes,,,,0").problems
    assert (stale.row, stale.column) == (2, "version")
    assert list(kept(sessions, cast).values()) == [Part(sought=False)]


def test_days_of_cases_come_in_the_same_way(sessions, cast, built, at):
    preview = at.look("case,request_on,final_on,planning_meeting", "1,5/1/2026,25/5/2026,yes")
    assert preview.sort is Sort.DATES and at.keep(preview.carried) == 1
    with sessions.reading(cast.actor("Lee")) as session:
        assert session.scalars(sa.select(CaseDates)).one().days.final_on == date(2026, 5, 25)
    preview = at.look("case,final_on,exceptions", "1,unknown,away", "2,,weather")
    assert [(one.row, one.column) for one in preview.problems] == [(3, "exceptions")]


def test_a_template_holds_what_is_known_and_changes_nothing(sessions, cast, built, at):
    at.keep(at.look(HEADING, "1,camhs,yes,5/1/2026,,").carried)
    with sessions.reading(cast.actor("Lee")) as session:
        content = make_template(session, cast.actor("Lee"), **at.place, sort=Sort.SERVICES).decode()
    assert "1,camhs,yes,05/01/2026,,,,,,,,,1" in content.splitlines()
    assert len(content.splitlines()) == 1 + 3 * 10
    assert at.look(*content.lstrip("\ufeff").splitlines()).changes == []


def test_a_template_gives_back_every_answer_that_a_service_can_give(sessions, cast, built, at):
    for came in Came:
        at.keep(at.look("case,service,came", f"1,camhs,{came}").carried)
        assert kept(sessions, cast)[built.cases[1].row_id, "camhs"].came is came
    at.keep(at.look("case,service,came", "1,camhs,unknown").carried)
    assert kept(sessions, cast)[built.cases[1].row_id, "camhs"].came is None


def test_a_version_that_is_none_is_named(at):
    (problem,) = at.look("case,service,came,version", "1,camhs,received,abc").problems
    assert (problem.row, problem.column) == (2, "version")


def test_a_code_stands_for_its_own_service_whatever_another_is_called(sessions, cast, built, at):
    with sessions.writing(cast.actor("Adi")) as session:
        area = session.scalars(sa.select(type(cast.area))).one()
        area.services = [{"code": "own_psychology", "name": "Psychology", "agency": "health"}]
    (change,) = at.look("case,service,came", "1,psychology,received").changes
    assert change.service.code == "psychology"


def test_only_a_lead_brings_in_a_list(at):
    with pytest.raises(NotAllowed):
        at.look(HEADING, "1,camhs,yes,,,", name="Ama")
