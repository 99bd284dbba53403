"""What came of reading a list: the plans that may be drawn, and every fault by row, column and reason."""

from dataclasses import dataclass

from audit.domain.case import ListedPlan, Problem

MAX_ROWS = 60_000
MAX_BYTES = 20 * 1024 * 1024


class UnreadableFile(Exception):
    """The file as a whole cannot be used; the message says what to do."""


class RefusedRow(Exception):
    """One row cannot become a case."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FrameReading:
    """One reading of one list; `n_rows` counts rows that hold anything."""

    form: str
    n_rows: int
    accepted: tuple[ListedPlan, ...]
    warnings: tuple[Problem, ...]
    refused: tuple[Problem, ...]

    def as_dict(self) -> dict[str, object]:
        return {
            "rows": self.n_rows,
            "accepted": len(self.accepted),
            "warnings": [problem.as_dict() for problem in self.warnings],
            "refused": [problem.as_dict() for problem in self.refused],
        }


def too_many_rows() -> UnreadableFile:
    return UnreadableFile(
        f"The list has more than {MAX_ROWS:,} rows, which is the most that can be read at once. "
        "Split it, for example by year, and upload the parts one after another."
    )
