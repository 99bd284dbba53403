"""What came of reading a list: the plans that may be drawn, and every fault by row, column and reason."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from audit.domain.case import ListedPlan, Problem
from audit.intake.list_cells import fold, has_control_characters, tidy

MAX_ROWS = 60_000
MAX_BYTES = 20 * 1024 * 1024
MAX_HEADING_LENGTH = 80


class UnreadableFile(Exception):
    """The file as a whole cannot be used; the message says what to do."""


class RefusedRow(Exception):
    """One row cannot become a case."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Headings:
    """What the row of headings lacks, and what in it nobody knows."""

    row: int = 1
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameReading:
    """One reading of one list; `n_rows` counts rows that hold anything."""

    form: str
    n_rows: int
    accepted: tuple[ListedPlan, ...]
    warnings: tuple[Problem, ...]
    refused: tuple[Problem, ...]
    headings: Headings = Headings()

    def as_dict(self) -> dict[str, object]:
        return {
            "rows": self.n_rows,
            "accepted": len(self.accepted),
            "warnings": [problem.as_dict() for problem in self.warnings],
            "refused": [problem.as_dict() for problem in self.refused],
        }


def list_unknown(headings: Iterable[object], known: Container[str]) -> tuple[str, ...]:
    """The headings that are none of ours, as far as they can be shown."""
    shown = (_show(heading) for heading in headings if isinstance(heading, str))
    return tuple(dict.fromkeys(text for text in shown if text and fold(text) not in known))


def _show(heading: str) -> str:
    plain = " ".join(tidy(heading).split())
    return "" if has_control_characters(plain) else plain[:MAX_HEADING_LENGTH]


def refuse_repeats(named: Iterable[tuple[str, str]]) -> None:
    """Refuse a list in which two headings, as they stand, are the same column."""
    seen: dict[str, str] = {}
    for key, heading in named:
        if key in seen:
            first, second = _show(seen[key]), _show(heading)
            same = f"Two columns have the heading “{first}”"
            which = same if first == second else f"The headings “{first}” and “{second}” mean the same column"
            raise UnreadableFile(f"{which}. Keep the one that is right and upload the file again.")
        seen[key] = heading


def too_many_rows() -> UnreadableFile:
    return UnreadableFile(
        f"The list has more than {MAX_ROWS:,} rows, which is the most that can be read at once. "
        "Split it, for example by year, and upload the parts one after another."
    )
