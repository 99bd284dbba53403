"""An old spreadsheet: read under limits, guessed at, and turned into cases as somebody says."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.rating import Reason
from audit.folders import folder
from audit.intake.past_cases import read_past_cases
from audit.intake.past_columns import DATE, GRADE, OWN_ID, REVIEW_NO, check_columns, suggest_columns
from audit.intake.past_table import LONGEST_CELL, MOST_ROWS, PastTable, read_past_table
from audit.intake.past_values import (
    LEGAL,
    NOTHING,
    QUALITY,
    find_crowded,
    list_meanings,
    list_values,
    suggest_meaning,
)
from audit.intake.reading import UnreadableFile
from audit.intake.rubric import read_rubric

RUBRIC = read_rubric((folder("rubrics") / "plan_short_2026.yaml").read_text(encoding="utf-8"))
ASKED = [one.key for one in RUBRIC.criteria if not one.is_legal]
LAW = next(one.key for one in RUBRIC.criteria if one.is_legal)
TODAY = date(2026, 11, 23)
CSV = b"Child ID;Date of plan;Overall\r\nA1;03/02/2024;RI\r\n\r\nA2;2023/24;Good\r\n"


def workbook(*sheets: list[list[object]]) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for lines in sheets:
        page = book.add_worksheet()
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(row, column, cell, day)
                else:
                    page.write(row, column, cell)
    book.close()
    return stream.getvalue()


def read(table: PastTable, uses, values=None, audit_year=2024):
    meant = values or {GRADE: {"RI": "2", "Good": "3"}}
    return read_past_cases(table, uses, meant, RUBRIC, audit_year=audit_year, today=TODAY)


def test_a_csv_file_is_read_as_it_stands():
    table = read_past_table(CSV, "old.csv")
    assert table.headings == ("Child ID", "Date of plan", "Overall")
    assert table.rows == ((2, ("A1", "03/02/2024", "RI")), (4, ("A2", "2023/24", "Good")))


def test_a_workbook_is_read_from_its_first_sheet_that_holds_a_table():
    lines = [["Our audit"], [], ["ID", "Issued", "Score"], [1.0, date(2024, 2, 3), True], [2, None, 3.5]]
    table = read_past_table(workbook([["About this file"]], lines), "old.xlsx")
    assert table.headings == ("ID", "Issued", "Score")
    assert table.rows == ((4, ("1", "2024-02-03", "yes")), (5, ("2", "", "3.5")))


def test_two_columns_of_one_heading_are_told_apart_and_long_texts_are_cut():
    table = read_past_table(b"ID,Note,Note\r\n1," + b"x" * 500 + b",b\r\n", "old.csv")
    assert table.headings == ("ID", "Note", "Note (2)")
    assert len(table.rows[0][1][1]) == LONGEST_CELL + 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7", "This is a PDF. Upload the spreadsheet of the past audit"),
        (b"PK\x03\x04broken", "damaged"),
        (b"ID,Grade\r\n", "No rows were found"),
        (b"ID,Grade\r\n" + b"1,Good\r\n" * (MOST_ROWS + 1), "more than 2,000 rows"),
        (",".join(f"c{n}" for n in range(200)).encode() + b"\r\n1\r\n", "more than 120 columns"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(content, said):
    with pytest.raises(UnreadableFile, match=said):
        read_past_table(content, "old.csv")


def test_columns_are_guessed_by_their_headings():
    questions = [RUBRIC.criterion(ASKED[0]).question, ASKED[1].replace("_", " ")]
    headings = ("Case No.", "Plan date", "Name", "Review number", "OVERALL GRADE", *questions)
    used = (OWN_ID, DATE, "", REVIEW_NO, GRADE, f"q:{ASKED[0]}", f"q:{ASKED[1]}")
    assert suggest_columns(headings, RUBRIC) == used


def test_no_use_is_guessed_twice():
    assert suggest_columns(("ID", "Reference"), RUBRIC) == (OWN_ID, "")


@pytest.mark.parametrize(
    ("uses", "said"),
    [
        ((GRADE,), "number or reference"),
        ((OWN_ID, DATE), "at least one column"),
        ((OWN_ID, GRADE, GRADE), "the same thing"),
        ((OWN_ID, GRADE, "q:nothing"), "Choose from the lists"),
    ],
)
def test_a_choice_of_columns_that_cannot_be_is_said(uses, said):
    assert said in ". ".join(check_columns(uses, RUBRIC))
    assert check_columns((OWN_ID, GRADE, ""), RUBRIC) == []


@pytest.mark.parametrize(
    ("kind", "word", "code"),
    [
        (QUALITY, "Good", "3"),
        (QUALITY, "RI", "2"),
        (QUALITY, "requires IMPROVEMENT", "2"),
        (QUALITY, "G", "3"),
        (QUALITY, "I", "1"),
        (QUALITY, "3 - Good", "3"),
        (QUALITY, "2", "2"),
        (QUALITY, "9", ""),
        (QUALITY, "N/A", "not_applicable"),
        (QUALITY, "lovely", ""),
        (QUALITY, "-", NOTHING),
        (LEGAL, "Yes", "1"),
        (LEGAL, "not met", "0"),
        (LEGAL, "unclear", "cannot_tell"),
        (LEGAL, "Good", ""),
        (GRADE, "Good", "3"),
        (GRADE, "n/a", ""),
    ],
)
def test_words_are_guessed_by_names_initials_numbers_and_yes_or_no(kind, word, code):
    assert suggest_meaning(kind, word, RUBRIC) == code


@given(st.text(), st.sampled_from([QUALITY, LEGAL, GRADE]))
def test_a_guess_is_always_one_of_the_meanings_or_none(word, kind):
    guess = suggest_meaning(kind, word, RUBRIC)
    assert guess == "" or guess in list_meanings(kind, RUBRIC)


def test_the_words_of_all_columns_of_a_sort_stand_together():
    uses = (OWN_ID, f"q:{ASKED[0]}", f"q:{ASKED[1]}", f"q:{LAW}")
    table = PastTable(("ID", "A", "B", "C"), ((2, ("1", "Good", "RI", "yes")), (3, ("2", "Good", "", "no"))))
    assert list_values(table, uses, RUBRIC) == {
        QUALITY: [("Good", 2), ("RI", 1)],
        LEGAL: [("no", 1), ("yes", 1)],
    }


def test_a_column_of_many_different_texts_is_no_answer():
    table = PastTable(("ID", "Comment"), tuple((n, (str(n), f"words {n}")) for n in range(60)))
    assert find_crowded(table, (OWN_ID, GRADE), RUBRIC) == [1]


def test_rows_become_cases_with_what_their_words_stand_for():
    uses = (OWN_ID, DATE, REVIEW_NO, f"q:{ASKED[0]}", f"q:{LAW}", GRADE)
    row = ("A1", "03/02/2023", "2", "n/a", "no", "")
    values = {QUALITY: {"n/a": "not_applicable"}, LEGAL: {"no": "0"}}
    (case,) = read(PastTable(("a", "b", "c", "d", "e", "f"), ((2, row),)), uses, values).cases
    assert (case.own_id, case.cohort_year, case.review_no, case.grade) == ("A1", 2023, 2, None)
    assert [(answer.level, answer.reason) for answer in case.answers] == [
        (None, Reason.NOT_APPLICABLE),
        (0, None),
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("", "2024", "Good"), "ID", "no number here"),
        (("A1", "2024", ""), "", "neither an answer nor an overall grade"),
        (("A1", "", "Good"), "Date", "missing"),
        (("A1", "31/02/2024", "Good"), "Date", "cannot be read"),
        (("A1", "2031", "Good"), "Date", "between 2014 and 2026"),
        (("A9", "2024", "Good"), "ID", "stands in row 2"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_a_reason_and_never_quoted(row, column, reason):
    table = PastTable(("ID", "Date", "Grade"), ((2, ("A9", "2024", "RI")), (3, row)))
    reading = read(table, (OWN_ID, DATE, GRADE))
    assert len(reading.cases) == 1
    (problem,) = reading.refused
    assert (problem.row, problem.column) == (3, column)
    assert reason in problem.reason


def test_without_a_date_a_document_is_of_the_audits_year():
    table = PastTable(("ID", "Grade"), ((2, ("A1", "Good")),))
    assert read(table, (OWN_ID, GRADE), audit_year=2021).cases[0].cohort_year == 2021


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12)), max_size=12))
def test_every_row_is_a_case_or_refused(rows):
    table = PastTable(("ID", "Date", "Grade"), tuple(enumerate(rows, start=2)))
    reading = read(table, (OWN_ID, DATE, GRADE), {GRADE: {row[2]: "1" for row in rows}})
    assert len(reading.cases) + len(reading.refused) == len(rows)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(content):
    try:
        read_past_table(content, "old.csv")
    except UnreadableFile as refusal:
        assert str(refusal)
