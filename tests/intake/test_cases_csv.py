import time
from datetime import date

import pytest

from audit.domain.case import Basis, ChosenBy, Fact, Flag, Origin, Phase, Placement, Restriction, Stage
from audit.intake.cases_csv import COLUMNS, template_csv
from audit.intake.frame import UnreadableFile, read_frame

TODAY = date(2026, 11, 1)
HEADINGS = "own_id,plan_date,need\n"


def read(text, basis=Basis.FIRST_PLANS):
    content = text if isinstance(text, bytes) else text.encode()
    return read_frame(content, "cases.csv", basis=basis, today=TODAY)


def test_the_template_is_a_list_without_rows():
    reading = read(template_csv())
    assert reading.form == "cases_csv"
    assert reading.as_dict() == {"rows": 0, "accepted": 0, "warnings": [], "refused": []}


def test_every_column_says_what_goes_into_it():
    assert all(text.endswith(".") for text in COLUMNS.values())


def test_a_full_row_is_read_whole():
    cells = {
        "own_id": "7",
        "plan_date": "31/01/2024",
        "review_no": "2",
        "date_of_birth": "2012-05-06",
        "phase": "sixteen_plus",
        "looked_after": "yes",
        "personal_budget": "Y",
        "stage": "Phase transfer",
        "origin": "tribunal",
        "placement": "EOTAS",
        "chosen_by": "dip sample",
        "restricted": "adoption",
        "flags": "appeal; Ombudsman",
        "locator": "https://records.example/7",
    }
    text = ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"
    (plan,) = read(text, Basis.PLANS_IN_FORCE).accepted
    assert (plan.row, plan.plan_on, plan.review_no) == (2, date(2024, 1, 31), 2)
    assert (plan.stage, plan.origin) == (Stage.PHASE_TRANSFER, Origin.TRIBUNAL)
    assert plan.placement is Placement.EOTAS
    assert (plan.chosen_by, plan.restricted, plan.phase) == (ChosenBy.DIP_SAMPLE, True, Phase.SIXTEEN_PLUS)
    assert plan.facts == {Fact.LOOKED_AFTER, Fact.PERSONAL_BUDGET}
    assert (plan.restricted_because, plan.flags) == (Restriction.ADOPTION, {Flag.APPEAL, Flag.OMBUDSMAN})
    assert plan.locator == "https://records.example/7"


def test_what_is_left_empty_has_the_plain_meaning():
    (plan,) = read("own_id,plan_date,stage,restricted\n7,31/01/2024,,\n").accepted
    assert (plan.stage, plan.origin, plan.placement) == (Stage.FINAL, Origin.OURS, Placement.IN_AREA)
    assert (plan.chosen_by, plan.restricted, plan.review_no) == (ChosenBy.RANDOM, False, 0)


@pytest.mark.parametrize(
    ("basis", "number"), [(Basis.FIRST_PLANS, 0), (Basis.PLANS_IN_FORCE, None), (Basis.DOCUMENTS, 0)]
)
def test_without_a_review_number_only_a_plan_in_force_cannot_be_placed(basis, number):
    (document,) = read("own_id,plan_date\n7,31/01/2024\n", basis).accepted
    assert document.review_no == number


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_spreadsheet_may_save_it_in_its_own_way(delimiter, encoding):
    text = "own_id,plan_date,need\r\n7é,31/01/2024,ASD\r\n".replace(",", delimiter)
    (plan,) = read(text.encode(encoding)).accepted
    assert plan.own_id == "7é"


def test_windows_text_is_read_with_a_warning():
    reading = read((HEADINGS + "7é,31/01/2024,ASD\n").encode("cp1252"))
    assert reading.accepted[0].own_id == "7é"
    assert "Windows" in reading.warnings[0].reason


def test_annex_a_headings_are_understood_in_a_csv_too():
    text = "Unique ID,Date initial EHC plan issued,SEN primary need\n7,31/01/2024,ASD\n"
    with pytest.raises(UnreadableFile, match="Annex A list holds plans"):
        read(text, Basis.DOCUMENTS)
    reading = read(text)
    assert reading.form == "annex_a"
    assert reading.accepted[0].plan_on == date(2024, 1, 31)


def test_missing_headings_are_listed():
    with pytest.raises(UnreadableFile, match="own_id, plan_date"):
        read("number,date\n1,2\n")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",31/01/2024,ASD", "own_id", "no number"),
        ("a\x00b,31/01/2024,ASD", "own_id", "control characters"),
        ("x" * 201 + ",31/01/2024,ASD", "own_id", "longer than 200"),
        ("7,31/02/2024,ASD", "plan_date", "not a day in the calendar"),
        ("7,,ASD", "plan_date", "missing"),
        ("7", "plan_date", "missing"),
    ],
)
def test_a_row_that_cannot_become_a_case_is_refused(row, column, words):
    reading = read(HEADINGS + row + "\n")
    (refusal,) = reading.refused
    assert (refusal.row, refusal.column) == (2, column)
    assert words in refusal.reason


def test_a_locator_that_cannot_be_kept_is_left_out_with_a_warning():
    for locator in ("a\x00b", "x" * 501):
        reading = read(f"own_id,plan_date,locator\n7,31/01/2024,{locator}\n")
        assert reading.accepted[0].locator == ""
        assert reading.warnings[0].column == "locator"


def test_a_case_whose_restriction_cannot_be_understood_is_restricted():
    reading = read("own_id,plan_date,restricted\n7,31/01/2024,perhaps\n")
    assert reading.accepted[0].restricted
    assert reading.warnings[0].column == "restricted"


def test_a_review_number_that_cannot_be_right_is_a_warning():
    reading = read("own_id,plan_date,review_no\n7,31/01/2024,-1\n8,31/01/2024,3\n")
    assert [plan.review_no for plan in reading.accepted] == [None, 3]
    assert [warning.row for warning in reading.warnings] == [2, 3]


def test_a_row_number_is_the_spreadsheets_even_after_a_cell_of_two_lines():
    reading = read('own_id,plan_date,need\n"7\n7",31/01/2024,ASD\n\n8,,ASD\n')
    assert [(problem.row, problem.column) for problem in reading.refused] == [(4, "plan_date")]


def test_direction_marks_are_taken_out():
    assert read(HEADINGS + "7\u202e8,31/01/2024,ASD\n").accepted[0].own_id == "78"


@pytest.mark.parametrize("bad", ['7,"31/01/2024,ASD\n', '7,"' + "x" * 140_000 + '",ASD\n'])
def test_a_broken_or_huge_cell_stops_the_reading_with_its_place(bad):
    with pytest.raises(UnreadableFile, match="near line"):
        read(HEADINGS + bad)


def test_a_million_rows_are_refused_quickly():
    text = "own_id,plan_date\n" + "".join(f"{n},1/1/24\n" for n in range(1_000_000))
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match="60,000 rows"):
        read(text)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ("own_id,own_id,plan_date", "Two columns have the heading “own_id”"),
        ("own_id,Own ID,plan_date", "“own_id” and “Own ID” mean the same column"),
        ("own_id,plan_date,need,need", "Two columns have the heading “need”"),
    ],
)
def test_a_heading_that_stands_twice_refuses_the_file(headings, said):
    with pytest.raises(UnreadableFile, match=said):
        read(f"{headings}\n7,8,31/01/2024,ASD\n")


def test_headings_that_are_missing_or_not_known_are_told_apart_from_the_rows():
    reading = read("own_id,plan_date,Primary SEN,need,,Postcode\n7,31/01/2024,ASD,ASD,,X\n")
    assert reading.headings.unknown == ("Primary SEN", "Postcode")
    assert "sex" in reading.headings.missing
    assert "need" not in reading.headings.missing
    assert reading.warnings == ()
    assert set(reading.as_dict()) == {"rows", "accepted", "warnings", "refused"}


def test_a_plan_from_before_the_first_plans_is_a_warning():
    reading = read(HEADINGS + "7,31/08/2014,ASD\n8,01/09/2014,ASD\n")
    assert [(problem.row, problem.column) for problem in reading.warnings] == [(2, "plan_date")]
    assert len(reading.accepted) == 2
