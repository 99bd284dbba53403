import re
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter

from audit.domain.case import Basis, EthnicGroup, Fact, Flag, Need, Phase, Restriction, Sex
from audit.intake.annex_a import ADDED, HEADINGS, USES
from audit.intake.frame import UnreadableFile, read_frame

TODAY = date(2026, 11, 1)
GOOD = {
    "own_id": "A1",
    "upn": "Z00000000001X",
    "birth_on": date(2015, 5, 1),
    "sex": "a) Male",
    "ethnic_group": "a) WBRI",
    "initial_on": date(2022, 3, 4),
    "updated_on": None,
    "need": "k) ASD",
    "phase": "b) Primary",
    "home_educated": "b) No",
    "social_care": "b) No",
    "team": None,
}


def workbook(*changes, sheet="List_1", headings=None, above=(), epoch_1904=False):
    """An Annex A workbook with one good row for each set of changes."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"date_1904": epoch_1904})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page = book.add_worksheet(sheet)
    names = headings or list(HEADINGS.values())
    keys = list(HEADINGS)
    lines = [*above, names, *[[{**GOOD, **change}[key] for key in keys[: len(names)]] for change in changes]]
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                page.write_datetime(row, column, datetime.combine(cell, time()), day)
            elif isinstance(cell, str) and cell.startswith("="):
                page.write_formula(row, column, cell, None, "")
            elif cell is not None:
                page.write(row, column, cell)
    book.close()
    return stream.getvalue()


def read(content, basis=Basis.FIRST_PLANS):
    return read_frame(content, "list.xlsx", basis=basis, today=TODAY)


def refusals(reading):
    return [(problem.row, problem.column, problem.reason) for problem in reading.refused]


def warnings(reading):
    return [(problem.row, problem.column, problem.reason) for problem in reading.warnings]


def test_a_good_row_is_read_whole():
    told = {"team": "Looked after children", "social_care": "a) Yes", "home_educated": "Yes"}
    reading = read(workbook(told))
    assert reading.as_dict() == {"rows": 1, "accepted": 1, "warnings": [], "refused": []}
    (plan,) = reading.accepted
    assert (plan.row, plan.own_id, plan.upn) == (2, "A1", "Z00000000001X")
    assert (plan.birth_on, plan.plan_on, plan.review_no) == (date(2015, 5, 1), date(2022, 3, 4), 0)
    assert (plan.sex, plan.ethnic_group) == (Sex.MALE, EthnicGroup.WHITE)
    assert (plan.need, plan.phase) == (Need.ASD, Phase.PRIMARY)
    assert plan.social_care is True
    assert plan.facts == {Fact.LOOKED_AFTER, Fact.HOME_EDUCATED}


@pytest.mark.parametrize("sheet", ["List_1", "List 1", "list_1", "LIST1", "List 1 EHC plans", " List-1"])
def test_the_sheets_name_may_be_written_in_many_ways(sheet):
    assert read(workbook({}, sheet=sheet)).n_rows == 1


@pytest.mark.parametrize("sheet", ["Sheet1", "List_2", "List 10"])
def test_a_workbook_without_the_sheet_says_which_it_has(sheet):
    with pytest.raises(UnreadableFile, match=f"no sheet called List_1; it has “{sheet}”"):
        read(workbook({}, sheet=sheet))


def test_headings_may_differ_in_dash_case_and_spacing_and_stand_lower_down():
    odd = [heading.upper().replace("–", " - ").replace("'", "’").rstrip("?") for heading in HEADINGS.values()]
    reading = read(workbook({}, {"own_id": ""}, headings=odd, above=[["All plans"], []]))
    assert reading.accepted[0].row == 4
    assert refusals(reading) == [
        (5, "Unique ID", "There is no number here, so the document cannot be told from others.")
    ]
    assert warnings(reading) == []


def test_headings_that_are_needed_and_missing_are_listed():
    with pytest.raises(UnreadableFile, match="Unique ID; Date initial EHC plan issued; Date updated"):
        read(workbook({}, headings=["UPN", "Gender"]), Basis.PLANS_IN_FORCE)


def test_a_heading_that_can_be_done_without_is_a_warning():
    reading = read(workbook({}, headings=list(HEADINGS.values())[:-1]))
    words = "This heading was not found, so nothing is known of it for any document."
    assert warnings(reading) == [(1, "Which children's social care team?", words)]


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"own_id": None}, "Unique ID", "no number"),
        ({"own_id": "#N/A"}, "Unique ID", "spreadsheet error"),
        ({"own_id": "=A1"}, "Unique ID", "formula whose result was not saved"),
        ({"own_id": date(2020, 1, 1)}, "Unique ID", "holds a date"),
        ({"initial_on": None}, "Date initial EHC plan issued", "missing"),
        ({"initial_on": "31/02/2024"}, "Date initial EHC plan issued", "not a day in the calendar"),
        ({"initial_on": "soon"}, "Date initial EHC plan issued", "not a date"),
        ({"initial_on": date(2026, 11, 2)}, "Date initial EHC plan issued", "in the future"),
        ({"initial_on": "=TODAY()"}, "Date initial EHC plan issued", "formula whose result was not saved"),
    ],
)
def test_a_row_that_cannot_become_a_case_is_refused_with_its_reason(change, column, words):
    reading = read(workbook({"own_id": "first"}, change))
    assert len(reading.accepted) == 1
    (refusal,) = reading.refused
    assert (refusal.row, refusal.column) == (3, column)
    assert words in refusal.reason
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"birth_on": None}, "Date of birth", "missing"),
        ({"birth_on": "31/02/2015"}, "Date of birth", "cannot be read"),
        ({"birth_on": date(2023, 1, 1)}, "Date of birth", "after the date of the document"),
        ({"birth_on": date(1990, 1, 1)}, "Date of birth", "over 25"),
        ({"need": None}, "SEN primary need", "missing"),
        ({"need": "BESD"}, "SEN primary need", "not in the list"),
        ({"upn": "12345"}, "UPN", "form"),
        ({"updated_on": date(2020, 1, 1)}, "Date updated EHC plan issued", "before it was first issued"),
        ({"updated_on": "later"}, "Date updated EHC plan issued", "cannot be read"),
        ({"updated_on": date(2027, 1, 1)}, "Date updated EHC plan issued", "in the future"),
        ({"sex": "x"}, "Gender", "not in the list"),
        ({"ethnic_group": "ZZZZ"}, "Ethnicity", "not in the list"),
        ({"phase": "moon"}, "Main education establishment – phase", "not in the list"),
        ({"social_care": "maybe"}, "Known to children's social care?", "not in the list"),
        ({"initial_on": date(2014, 8, 31), "birth_on": date(2010, 1, 1)}, HEADINGS["initial_on"], "2014"),
    ],
)
def test_any_other_fault_is_a_warning_beside_an_accepted_row(change, column, words):
    reading = read(workbook(change))
    assert len(reading.accepted) == 1
    (warning,) = reading.warnings
    assert (warning.row, warning.column) == (2, column)
    assert words in warning.reason


def test_the_later_row_of_a_repeated_number_is_refused():
    reading = read(workbook({"upn": None}, {"own_id": "B"}, {"own_id": " a1 "}))
    assert [plan.row for plan in reading.accepted] == [2, 3]
    assert refusals(reading) == [(4, "Unique ID", "The same number stands in row 2, which was read instead.")]


def test_a_repeated_pupil_number_is_a_warning():
    reading = read(workbook({}, {"own_id": "B"}))
    assert warnings(reading) == [(3, "UPN", "The same UPN stands in row 2.")]


def test_no_reason_quotes_what_points_to_a_child():
    secret = {"own_id": "SECRETID", "upn": "SECRETUPN", "birth_on": "SECRETDATE", "need": "SECRETNAME"}
    reading = read(workbook(secret, {**secret, "sex": "SECRETSEX"}, {"own_id": None, "initial_on": "SECRET"}))
    assert len(reading.warnings) + len(reading.refused) >= 5
    assert "SECRET" not in str(reading.as_dict())
    assert "SECRET" not in repr(reading)


def test_plans_in_force_take_the_updated_date_and_know_no_review_number():
    changes = {}, {"own_id": "B", "upn": None, "updated_on": date(2025, 6, 1)}
    reading = read(workbook(*changes), Basis.PLANS_IN_FORCE)
    assert [(plan.cohort_year, plan.review_no) for plan in reading.accepted] == [(2022, 0), (2025, None)]


def test_plans_in_force_are_refused_for_a_future_or_unreadable_update():
    changes = {"updated_on": date(2027, 1, 1)}, {"own_id": "B", "updated_on": "31/02/2024"}
    reading = read(workbook(*changes), Basis.PLANS_IN_FORCE)
    assert [problem.column for problem in reading.refused] == ["Date updated EHC plan issued"] * 2


def test_dates_follow_the_workbooks_own_date_system():
    reading = read(workbook({"initial_on": 43164}, epoch_1904=True))  # a bare day number
    assert reading.accepted[0].plan_on == date(2022, 3, 6)
    assert read(workbook({}, epoch_1904=True)).accepted[0].plan_on == date(2022, 3, 4)


def test_blank_rows_are_no_rows_and_numbers_stay_the_sheets():
    blank = dict.fromkeys(GOOD)
    reading = read(workbook({}, blank, {**blank, "team": "  "}, {"own_id": "B", "upn": None}))
    assert reading.n_rows == 2
    assert [plan.row for plan in reading.accepted] == [2, 5]


def test_a_saved_result_of_a_formula_is_read():
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet("List_1")
    page.write_row(0, 0, [HEADINGS["own_id"], HEADINGS["initial_on"]])
    page.write_formula(1, 0, '="A"&"7"', None, "A7")
    page.write_formula(1, 1, "=DATE(2024,1,31)", None, 45322)
    book.close()
    (plan,) = read(stream.getvalue()).accepted
    assert (plan.own_id, plan.plan_on) == ("A7", date(2024, 1, 31))


def test_a_row_of_nothing_but_unsaved_formulas_is_named():
    book = openpyxl.Workbook()
    page = book.active
    page.title = "List_1"
    page.append([HEADINGS["own_id"], HEADINGS["initial_on"]])
    page.append(['="A"&"7"', "=TODAY()"])
    stream = BytesIO()
    book.save(stream)
    assert "formula" in refusals(read(stream.getvalue()))[0][2]


def test_emoji_and_right_to_left_text_are_only_text():
    reading = read(workbook({"own_id": "😀ילד", "need": "ילד\u202e"}))
    assert reading.accepted[0].own_id == "😀ילד"
    assert len(reading.warnings) == 1


def test_a_wrong_size_written_in_the_sheet_hides_no_row():
    packed = BytesIO()
    with ZipFile(BytesIO(workbook({}, {"own_id": "B", "upn": None}))) as good, ZipFile(packed, "w") as odd:
        for name in good.namelist():
            odd.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', good.read(name)))
    assert read(packed.getvalue()).n_rows == 2


def test_a_list_above_the_stated_limit_is_refused(monkeypatch):
    monkeypatch.setattr("audit.intake.listing.MAX_ROWS", 1)
    with pytest.raises(UnreadableFile, match="more than 60,000 rows"):
        read(workbook({}, {"own_id": "B"}))


def test_a_sheet_that_is_far_too_wide_is_refused():
    with pytest.raises(UnreadableFile, match="more than 500 columns"):
        read(workbook({}, above=[["x"] * 501]))


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("UPN", "Two columns have the heading “UPN”"),
        ("Sex", "“Gender” and “Sex” mean the same column"),
        ("Child unique ID", "“Unique ID” and “Child unique ID” mean the same column"),
    ],
)
def test_two_columns_of_one_meaning_refuse_the_file(second, said):
    with pytest.raises(UnreadableFile, match=said):
        read(workbook(headings=[*HEADINGS.values(), second]))


def test_headings_that_are_missing_or_not_known_are_named():
    odd = ["Primary need" if heading == HEADINGS["need"] else heading for heading in HEADINGS.values()]
    headings = read(workbook({}, headings=odd, above=[["All plans"], []])).headings
    assert (headings.row, headings.missing, headings.unknown) == (3, (HEADINGS["need"],), ("Primary need",))


def test_every_heading_says_what_it_is_used_for():
    assert list(USES) == list(HEADINGS | ADDED)
    assert all(text.endswith(".") for text in USES.values())


@pytest.mark.parametrize(
    ("team", "because"),
    [
        ("Adoption support", Restriction.ADOPTION),
        ("Child Protection, north", Restriction.PROTECTION_PLAN),
        ("CP2", None),
        ("Looked after children", None),
        (None, None),
    ],
)
def test_a_team_of_adoption_or_protection_makes_its_plans_restricted(team, because):
    (plan,) = read(workbook({"team": team})).accepted
    assert plan.restricted_because is because


def test_an_annex_a_list_may_have_columns_for_restricted_plans_and_flags_added():
    text = ",".join((*HEADINGS.values(), "Restricted", "Flags"))
    rows = [
        f"{number},,01/05/2015,,,04/03/2022,,ASD,,,,,{said},appeal"
        for number, said in enumerate(("b) No", "court"))
    ]
    first, second = read("\n".join((text, *rows)).encode()).accepted
    assert (first.restricted, second.restricted_because) == (False, Restriction.COURT_ORDER)
    assert first.flags == {Flag.APPEAL}
