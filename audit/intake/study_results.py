"""The results of the simulation study in one CSV file that only ever grows, a whole line at a time."""

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from audit.domain.study import SetKey, SetResult

KEY_COLUMNS = tuple(each.name for each in fields(SetKey))
RESULT_COLUMNS = tuple(each.name for each in fields(SetResult) if each.name != "key")
HEADINGS = (*KEY_COLUMNS, *RESULT_COLUMNS)
TYPES = {each.name: each.type for kind in (SetKey, SetResult) for each in fields(kind)}


class StudyResultsError(Exception):
    """The results file is not one; the message says why."""


class StudyResults:
    """Reads and appends to one results file. One process at a time writes it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[SetResult]:
        """The results so far; a last line that was torn does not count. Raises StudyResultsError."""
        rows = self._whole_lines().split(b"\n")[1:-1]
        return [self._result(number, line) for number, line in enumerate(rows, start=2)]

    def append(self, result: SetResult) -> None:
        """Add one line, by one write, so that whoever stops the study leaves whole lines only."""
        values = [getattr(result.key, name) for name in KEY_COLUMNS]
        values += [getattr(result, name) for name in RESULT_COLUMNS]
        with self.path.open("ab", buffering=0) as file:
            os.write(file.fileno(), _line([_cell(value) for value in values]))

    def prepare(self) -> None:
        """Make the file where it is missing; cut off a torn last line. Raises StudyResultsError."""
        whole = self._whole_lines()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            file.truncate(len(whole))
        if not whole:
            self.path.write_bytes(_line(HEADINGS))

    def _whole_lines(self) -> bytes:
        """The file without a torn last line. Raises StudyResultsError if it is another kind of file."""
        content = self.path.read_bytes() if self.path.exists() else b""
        first, end, _ = content.partition(b"\n")
        is_ours = _cells(first) == list(HEADINGS) if end else _line(HEADINGS).startswith(first)
        if not is_ours:
            raise StudyResultsError(
                f"{self.path} has other columns than this version writes. Name another file, or move it away."
            )
        return content[: content.rfind(b"\n") + 1]

    def _result(self, number: int, line: bytes) -> SetResult:
        cells = _cells(line)
        if cells is None or len(cells) != len(HEADINGS):
            raise self._damaged(number, f"it does not hold the {len(HEADINGS)} values of a result")
        values = {}
        for name, cell in zip(HEADINGS, cells, strict=True):
            try:
                values[name] = _value(name, cell)
            except ValueError as error:
                raise self._damaged(number, f"{name} cannot be {cell[:40]!r}") from error
        key = SetKey(**{name: values.pop(name) for name in KEY_COLUMNS})
        return SetResult(key=key, **values)

    def _damaged(self, number: int, reason: str) -> StudyResultsError:
        return StudyResultsError(
            f"{self.path}, line {number} is damaged: {reason}. Mend or remove that line (its data set is "
            "then made again), or move the file away."
        )


def _cells(line: bytes) -> list[str] | None:
    """The cells of one line; None if it cannot be read."""
    try:
        return next(csv.reader([line.decode("utf-8")], strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None


def _line(cells: Iterator[str] | list[str] | tuple[str, ...]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.6g}"  # the file is kept for good: what was compared was not rounded
    return ";".join(value) if isinstance(value, tuple) else str(value)


def _value(name: str, cell: str) -> Any:
    kind = TYPES[name]
    if kind in (int, bool):
        return kind(int(cell))
    if kind == float | None:
        return float(cell) if cell else None
    if kind == tuple[str, ...]:
        return tuple(part for part in cell.split(";") if part)
    return cell
