"""A past audit in somebody's own spreadsheet: headings and rows as text, under the same limits as a list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from audit.intake.cases_csv import decode, read_records
from audit.intake.frame import refuse_other_kinds, safe_file_name
from audit.intake.list_cells import UnreadableCell, is_blank, text_of
from audit.intake.reading import MAX_HEADING_LENGTH, UnreadableFile
from audit.intake.workbook import is_office_file, open_workbook, rows_of

MOST_BYTES = 5_000_000
MOST_ROWS = 2_000
MOST_COLUMNS = 120
LONGEST_CELL = 80
N_ROWS_SEARCHED = 10
_ADVICE = "Upload the spreadsheet of the past audit as an Excel workbook (.xlsx) or a CSV file."


@dataclass(frozen=True, slots=True)
class PastTable:
    """The headings, and of each row its number in the sheet and a text under each heading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)


def read_past_table(content: bytes, file_name: str) -> PastTable:
    """Read a workbook's first sheet that holds a table, or a CSV file; raises `UnreadableFile`."""
    if not content.strip():
        raise UnreadableFile(f"The file “{safe_file_name(file_name)}” is empty. {_ADVICE}")
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            "The file is larger than 5 MB. Keep only the columns and rows that you want to bring in."
        )
    if is_office_file(content):
        return _read_workbook(content)
    refuse_other_kinds(content, _ADVICE)
    return _read_table(read_records(decode(content)[0]))


def _read_workbook(content: bytes) -> PastTable:
    with open_workbook(content) as book:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible" and _holds_table(sheet):
                return _read_table(rows_of(sheet))
    raise UnreadableFile(f"No sheet of the workbook holds headings with rows below them. {_ADVICE}")


def _holds_table(sheet: Any) -> bool:  # noqa: ANN401 - openpyxl is untyped
    first = islice(rows_of(sheet), N_ROWS_SEARCHED + 5)
    return sum(sum(not is_blank(value) for value in values) > 1 for values in first) > 1


def _read_table(rows: Iterable[Sequence[object]]) -> PastTable:
    numbered = enumerate(rows, start=1)
    first = list(islice(numbered, N_ROWS_SEARCHED))
    if not first:
        raise UnreadableFile(f"The file holds no rows. {_ADVICE}")
    heading_row, values = max(first, key=lambda pair: (_count_words(pair[1]), -pair[0]))
    columns = [place for place, value in enumerate(values) if not is_blank(value)]
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFile(
            f"The sheet has more than {MOST_COLUMNS} columns. Keep only those that you want to bring in."
        )
    below = [pair for pair in first if pair[0] > heading_row]
    kept = tuple(_rows(columns, [*below, *islice(numbered, MOST_ROWS + 1)]))
    if len(kept) > MOST_ROWS:
        raise UnreadableFile(
            f"The sheet has more than {MOST_ROWS:,} rows. Split it, for example by year, and bring in one "
            "part after another."
        )
    if not kept:
        raise UnreadableFile("No rows were found below the headings.")
    return PastTable(_name_columns([values[place] for place in columns]), kept)


def _count_words(values: Sequence[object]) -> int:
    return sum(isinstance(value, str) and not is_blank(value) for value in values)


def _rows(
    columns: Sequence[int], numbered: Iterable[tuple[int, Sequence[object]]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, values in numbered:
        cells = tuple(_say(values[place]) if place < len(values) else "" for place in columns)
        if any(cells):
            yield number, cells


def _say(value: object) -> str:
    """A cell as text; what cannot be one is empty. Longer text is no answer, so its end does not matter."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if value is None:
        return ""
    try:
        text = text_of(value)
    except UnreadableCell:
        return ""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_CELL else f"{plain[:LONGEST_CELL]}…"


def _name_columns(headings: Sequence[object]) -> tuple[str, ...]:
    """Each heading as it stands; the second of two that are the same gets a number."""
    names: list[str] = []
    for heading in headings:
        plain = _say(heading)[:MAX_HEADING_LENGTH] or "Column"
        same = sum(name == plain or name.startswith(f"{plain} (") for name in names)
        names.append(f"{plain} ({same + 1})" if same else plain)
    return tuple(names)
