"""The workbook: nothing that calculates, nothing hidden, nobody named."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest
from sample_content import make_content
from test_cells import PAYLOADS

from audit.reporting import workbook
from audit.reporting.workbook import TooManyRowsError, make_workbook
from audit.reporting.workbook_rows import (
    CaseRow,
    CorrectionRow,
    ModeratedRow,
    RatingRow,
    WorkbookContent,
)
from audit.reporting.workbook_summaries import summarise_cohorts, summarise_criteria, summarise_sections

SHEETS = ["Read me", "Cases", "Ratings", "Moderated", "Sections", "Criteria", "Cohorts", "Corrections"]


def make_rows(text: str = "words", n: int = 3) -> WorkbookContent:
    content = make_content(12, n_sections=3)
    return WorkbookContent(
        area="Exampleshire",
        is_example=True,
        title="September 2026 plan audit",
        period="September 2026",
        closed_at=datetime(2026, 9, 30, 15, 4, 5, tzinfo=UTC),
        fingerprint="b7" * 32,
        level_names=content.rubric.level_names,
        notes=(text,),
        cases=tuple(
            CaseRow(
                case_number=number,
                cohort_year=2026,
                stage=text,
                mean_level=2.5,
                grade=text,
                judgement=text,
                own_grades=text,
            )
            for number in range(n)
        ),
        ratings=tuple(
            RatingRow(case_number=number, agency=text, section=text, criterion=text, level=2, evidence=text)
            for number in range(n)
        ),
        moderated=(ModeratedRow(case_number=1, section=text, criterion=text, settled_on=date(2026, 9, 29)),),
        sections=summarise_sections(content.findings, content.rubric),
        criteria=summarise_criteria(content.findings, content.rubric),
        cohorts=summarise_cohorts(content.findings),
        corrections=(CorrectionRow(case_number=1, text=text, owner=text, due_on=date(2026, 10, 9)),),
    )


def read(book: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book))


def cells_of(book: bytes) -> list:
    return [
        cell for sheet in read(book) for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]


def parts_of(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist()}


def test_every_sheet_is_there_and_none_is_hidden():
    book = read(make_workbook(make_rows()))
    assert book.sheetnames == SHEETS
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    for sheet in book:
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())


def test_no_payload_becomes_a_formula_or_a_link():
    book = make_workbook(make_rows("\n".join(PAYLOADS)))
    each = [make_workbook(replace(make_rows(), notes=tuple(PAYLOADS)))]
    each += [make_workbook(make_rows(payload, n=1)) for payload in PAYLOADS[::23]]
    for made in (book, *each):
        assert [cell.coordinate for cell in cells_of(made) if cell.data_type == "f" or cell.hyperlink] == []
        assert all("<f>" not in part and "<hyperlink" not in part for part in parts_of(made).values())


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 20", "-1", "@x", "\t=1", "\r=1", "＝1", "\x00=1", "http://example.invalid", "12"]
)
def test_text_stays_text_in_every_column(text):
    values = [
        cell for cell in cells_of(make_workbook(make_rows(text))) if cell.value == workbook.neutralise(text)
    ]
    assert len(values) > 10
    assert {cell.data_type for cell in values} == {"s"}


def test_control_characters_and_very_long_texts_do_not_break_the_workbook():
    values = {cell.value for cell in cells_of(make_workbook(make_rows("a\x00\x0b\ud800b" + "x" * 40_000)))}
    assert any(isinstance(value, str) and value.startswith("abx") and "[cut:" in value for value in values)


def test_there_are_no_names_comments_authors_or_custom_properties():
    parts = parts_of(make_workbook(make_rows()))
    assert "definedName" not in parts["xl/workbook.xml"]
    assert not [
        name for name in parts if re.search("comment|custom|external|pivot|vba|printer", name, re.IGNORECASE)
    ]
    core = parts["docProps/core.xml"]
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", core) in ([], ["", ""])
    assert "2026-09-30T15:04:05Z" in core


def test_the_same_content_gives_the_same_bytes():
    assert make_workbook(make_rows()) == make_workbook(make_rows())


def test_figures_are_numbers_and_not_rounded():
    sheet = read(make_workbook(make_rows()))["Sections"]
    shares = [row[4].value for row in sheet.iter_rows(min_row=2)]
    assert shares
    assert all(isinstance(share, float) and share != round(share, 2) for share in shares)


def test_each_level_of_the_standards_has_a_column_of_counts():
    sheet = read(make_workbook(make_rows()))["Criteria"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[-4:] == [
        "Answers: Inadequate",
        "Answers: Requires improvement",
        "Answers: Good",
        "Answers: Outstanding",
    ]
    row = [cell.value for cell in sheet[2]]
    assert sum(row[-4:]) == row[headings.index("Answers")]


def test_days_are_days():
    sheet = read(make_workbook(make_rows()))["Corrections"]
    assert sheet["D2"].value == datetime(2026, 10, 9)  # noqa: DTZ001


def test_an_empty_round_has_headings_and_no_rows():
    rows = make_rows()
    empty = replace(
        rows, cases=(), ratings=(), moderated=(), sections=(), criteria=(), cohorts=(), corrections=()
    )
    book = read(make_workbook(empty))
    assert [sheet.max_row for sheet in book][1:] == [1] * 7


def test_a_sheet_says_when_it_cannot_hold_its_rows(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(TooManyRowsError, match="Cases: 3 rows"):
        make_workbook(make_rows())


def test_every_mean_and_share_names_the_method_and_level_of_its_interval():
    book = read(make_workbook(make_rows()))
    for name in ("Sections", "Criteria", "Cohorts"):
        headings = [cell.value for cell in book[name][1]]
        methods = [
            row[headings.index("Method of the intervals")].value for row in book[name].iter_rows(min_row=2)
        ]
        assert any("95%" in (method or "") for method in methods), name
