"""One CSV file becomes typed rows, each with its row number (headings are row 1)."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from audit.intake.table_columns import Column

LARGEST_FILE = 200 * 1024 * 1024
_QUOTES = "look for a quotation mark that is never closed, or that stands inside a cell and is not doubled"

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where. A fault of the whole file has no row, one of a whole row no column."""

    file: str
    row: int | None
    column: str | None
    reason: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class NumberedRow(Generic[Row]):
    """One typed row and where it stood."""

    row: int
    value: Row


class TableFile:
    """Reads one file of the folder, adding what is wrong to a shared list of problems."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems

    def complain(self, row: int | None, column: str | None, reason: str) -> None:
        """Add one problem with this file."""
        self.problems.append(Problem(self.path.name, row, column, reason))

    def read(
        self, columns: Mapping[str, Column], make: Callable[..., Row], *, others_as: str | None = None
    ) -> list[NumberedRow[Row]]:
        """The rows without a fault. Columns not named are ignored, or gathered into the field `others_as`."""
        grid = self._grid()
        if not grid:
            return []
        headings = [heading.strip() for heading in grid[0]]
        if not self._has_good_headings(headings, columns):
            return []
        found = []
        for number, cells in enumerate(grid[1:], start=2):
            if any(cell.strip() for cell in cells):
                values = self._values(number, headings, cells, columns, others_as)
                if values is not None:
                    found.append(NumberedRow(number, make(**values)))
        return found

    def _grid(self) -> list[list[str]]:
        if self.path.stat().st_size > LARGEST_FILE:
            self.complain(None, None, f"is larger than {LARGEST_FILE // 1024**2} MB")
            return []
        content = self.path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = content.count(b"\n", 0, error.start) + 1
            self.complain(row, None, "is not UTF-8 text; save the file as CSV UTF-8")
            return []
        grid: list[list[str]] = []
        try:
            for cells in csv.reader(io.StringIO(text, newline=""), strict=True):
                grid.append(cells)
        except csv.Error as error:
            # It is the row after the last good one, however many lines an open quotation mark took with it.
            self.complain(len(grid) + 1, None, f"cannot be read as CSV: {error}; {_QUOTES}")
            return []
        if not grid:
            self.complain(None, None, "is empty; the first row must hold the headings")
        return grid

    def _has_good_headings(self, headings: list[str], columns: Mapping[str, Column]) -> bool:
        missing = [name for name, column in columns.items() if column.is_needed and name not in headings]
        twice = sorted({name for name in headings if name and headings.count(name) > 1})
        for name in missing:
            self.complain(1, name, "this heading is missing")
        for name in twice:
            self.complain(1, name, "this heading stands twice")
        return not missing and not twice

    def _values(
        self,
        number: int,
        headings: list[str],
        cells: list[str],
        columns: Mapping[str, Column],
        others_as: str | None,
    ) -> dict[str, Any] | None:
        if len(cells) > len(headings):
            self.complain(number, None, f"has {len(cells)} cells under {len(headings)} headings")
            return None
        values: dict[str, Any] = {}
        others: dict[str, str] = {}
        n_before = len(self.problems)
        padded = [cell.strip() for cell in cells] + [""] * (len(headings) - len(cells))
        for heading, cell in zip(headings, padded, strict=True):
            if heading in columns:
                self._read_cell(number, heading, cell, columns[heading], values)
            elif heading:
                others[heading] = cell
        if others_as is not None:
            values[others_as] = others
        return values if len(self.problems) == n_before else None

    def _read_cell(
        self, number: int, heading: str, cell: str, column: Column, values: dict[str, Any]
    ) -> None:
        if not cell:
            if column.may_be_empty:
                values[heading] = column.empty
            elif column.is_needed:
                self.complain(number, heading, "must not be empty")
            return
        try:
            values[heading] = column.read(cell)
        except ValueError as error:
            self.complain(number, heading, f"{error}, not {cell[:40]!r}")
