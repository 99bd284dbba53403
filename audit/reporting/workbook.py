"""The workbook of one round: plain rows on plain sheets, with nothing hidden and nothing that calculates."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from audit.reporting.cells import neutralise
from audit.reporting.workbook_rows import (
    AgencyRow,
    CaseRow,
    CohortRow,
    CorrectionRow,
    CriterionRow,
    GroupRow,
    ModeratedRow,
    RatingRow,
    Row,
    SectionRow,
    WorkbookContent,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

Cell = str | int | float | date | None
MOST_ROWS = 1_000_000
_NARROWEST, _WIDEST = 12, 60


class TooManyRowsError(ValueError):
    """A sheet holds a million rows at most; choose fewer rounds."""


def make_workbook(content: WorkbookContent) -> bytes:
    """The workbook as .xlsx bytes. Raises TooManyRowsError where a sheet cannot hold its rows."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": content.closed_at.astimezone(UTC).replace(tzinfo=None)})
    _write_read_me(book, content)
    for name, kind, rows in _sheets(content):
        levels = [f"Answers: {level}" for level in content.level_names] if kind is CriterionRow else []
        _write_sheet(book, name, [*kind.HEADINGS, *levels], [_cells(row) for row in rows])
    book.close()
    return buffer.getvalue()


def _sheets(content: WorkbookContent) -> Sequence[tuple[str, type[Row], Sequence[Row]]]:
    if content.standing:
        return [sheet for sheet in _standing_sheets(content) if sheet[2]]
    return (
        ("Cases", CaseRow, content.cases),
        ("Ratings", RatingRow, content.ratings),
        ("Moderated", ModeratedRow, content.moderated),
        ("Sections", SectionRow, content.sections),
        ("Criteria", CriterionRow, content.criteria),
        ("Cohorts", CohortRow, content.cohorts),
        ("Corrections", CorrectionRow, content.corrections),
    )


def _standing_sheets(content: WorkbookContent) -> Sequence[tuple[str, type[Row], Sequence[Row]]]:
    """Of a round that is not finished only what there is."""
    return (
        ("Groups", GroupRow, content.groups),
        ("Cases", CaseRow, content.cases),
        ("Agencies", AgencyRow, content.agencies),
        ("Ratings", RatingRow, content.ratings),
        ("Moderated", ModeratedRow, content.moderated),
        ("Corrections", CorrectionRow, content.corrections),
    )


def _cells(row: Row) -> list[Cell]:
    """The values in the order of the headings; counts for each level take a column each."""
    cells: list[Cell] = []
    for field in fields(row):
        value = getattr(row, field.name)
        cells.extend(value if isinstance(value, tuple) else [value])
    return cells


def _write_read_me(book: "Workbook", content: WorkbookContent) -> None:
    made_up = (
        ("This area is made up. Every child, document and figure was invented.",)
        if content.is_example
        else ()
    )
    lines = (
        f"{content.area}: {content.title}, {content.period}",
        *([content.standing] if content.standing else []),
        *made_up,
        "Internal: exact figures, not for publication. Small numbers are not suppressed.",
        "Cases have a number in this audit only. Ratings name the agency, not the person.",
        "Shares lie between 0 and 1. An empty cell means that there is no answer.",
        "An apostrophe before a text that starts like a formula is there so that no program runs it.",
        *content.notes,
        *([f"Fingerprint of the inputs: {content.fingerprint}"] if content.fingerprint else []),
    )
    sheet = book.add_worksheet("Read me")
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for place, line in enumerate(lines):
        sheet.write_string(place, 0, neutralise(line))


def _write_sheet(
    book: "Workbook", name: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    if len(rows) > MOST_ROWS:
        raise TooManyRowsError(
            f"{name}: {len(rows):,} rows are more than the {MOST_ROWS:,} that a sheet may hold"
        )
    sheet = book.add_worksheet(name)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    day = book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    for column, words in enumerate(headings):
        sheet.write_string(0, column, neutralise(words), heading)
        sheet.set_column(column, column, _width(row[column] for row in rows if column < len(row)))
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(sheet, place, column, value, plain, day)


def _width(cells: Iterable[Cell]) -> int:
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return min(_WIDEST, max(_NARROWEST, longest + 2))


def _write_cell(sheet: Any, row: int, column: int, value: Cell, plain: Any, day: Any) -> None:
    """Every kind of cell by its own method: nothing is left to be guessed from the text."""
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, neutralise(value), plain)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif value is not None:
        sheet.write_number(row, column, value, plain)
