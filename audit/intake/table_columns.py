"""The columns of the analysis tables: what each file holds and how a cell is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.domain.tables import AUTHORS, REASONS, SOURCES, TYPES

_WHOLE = re.compile(r"-?\d{1,9}(\.0{1,9})?")  # spreadsheets and data frames write 3 as 3.0
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,15})?([eE][-+]?\d{1,2})?")

Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is read. A column that may be empty gives `empty`; one not needed, the default."""

    read: Reader
    is_needed: bool = False
    may_be_empty: bool = False
    empty: Any = None


def read_text(cell: str) -> str:
    """Any text of up to 200 characters, without control characters."""
    if len(cell) > 200 or not cell.isprintable():
        raise ValueError("must be plain text of 200 characters or fewer")
    return cell


def read_whole(cell: str) -> int:
    """A whole number."""
    if not _WHOLE.fullmatch(cell):
        raise ValueError("must be a whole number")
    return int(cell.split(".")[0])


def read_count(cell: str) -> int:
    """A whole number, 0 or more."""
    count = read_whole(cell)
    if count < 0:
        raise ValueError("must be 0 or more")
    return count


def read_year(cell: str) -> int:
    """A year of four figures."""
    year = read_whole(cell)
    if not 1980 <= year <= 2200:
        raise ValueError("must be a year of four figures")
    return year


def read_weight(cell: str) -> float:
    """A number above 0."""
    if not _NUMBER.fullmatch(cell) or float(cell) <= 0:
        raise ValueError("must be a number above 0")
    return float(cell)


def read_yes(cell: str) -> bool:
    """1 for yes, 0 for no."""
    if cell not in ("0", "1", "0.0", "1.0"):
        raise ValueError("must be 1, 0 or empty")
    return cell[0] == "1"


def read_day(cell: str) -> str:
    """A day as 2026-03-31; a time after it is ignored. Kept as text, because only its order matters."""
    try:
        return date.fromisoformat(cell[:10]).isoformat()
    except ValueError:
        raise ValueError("must be a date like 2026-03-31") from None


def read_agencies(cell: str) -> tuple[str, ...]:
    """Agencies between commas, semicolons or spaces."""
    return tuple(dict.fromkeys(part for part in re.split(r"[;,\s|]+", read_text(cell)) if part))


def one_of(choices: tuple[str, ...]) -> Reader:
    """A reader of one word out of a list."""

    def read(cell: str) -> str:
        if cell not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return cell

    return read


_NEEDED_TEXT = Column(read_text, is_needed=True)
_NEEDED_YEAR = Column(read_year, is_needed=True)
_REVIEW_NO = Column(read_count, is_needed=True, may_be_empty=True)
_YES = Column(read_yes)

SCORE_COLUMNS = {
    "plan_id": _NEEDED_TEXT,
    "review_no": _REVIEW_NO,
    "cohort_year": _NEEDED_YEAR,
    "audit_year": _NEEDED_YEAR,
    "rater_id": _NEEDED_TEXT,
    "criterion": _NEEDED_TEXT,
    "level": Column(read_count, is_needed=True, may_be_empty=True),
    "reason": Column(one_of(REASONS)),
    "source": Column(one_of(SOURCES)),
    "author": Column(one_of(AUTHORS)),
    "kind": Column(read_text),
    "rubric_version": Column(read_text),
    "scored_on": Column(read_day),
    "sequence": Column(read_whole),
}
CASE_COLUMNS = {
    "plan_id": _NEEDED_TEXT,
    "review_no": _REVIEW_NO,
    "cohort_year": _NEEDED_YEAR,
    "document_year": Column(read_year),
    "stratum": Column(read_text),
    "weight": Column(read_weight),
    "in_sample": _YES,
    "blind": _YES,
}
CONTRIBUTION_COLUMNS = {
    "plan_id": _NEEDED_TEXT,
    "review_no": _REVIEW_NO,
    "agency": _NEEDED_TEXT,
    "requested": Column(read_yes, is_needed=True, may_be_empty=True),
    "on_time": Column(read_yes, is_needed=True, may_be_empty=True),
    "attended": Column(read_yes, is_needed=True, may_be_empty=True),
    "received": _YES,
    "used": _YES,
    "refused": _YES,
    "not_known": _YES,
}
POPULATION_COLUMNS = {
    "cohort_year": _NEEDED_YEAR,
    "population": Column(read_count, is_needed=True),
    "sampled": Column(read_count, is_needed=True, may_be_empty=True),
    "stratum": Column(read_text),
    "scored": Column(read_count),
}
SECTION_COLUMNS = {
    "criterion": _NEEDED_TEXT,
    "section": _NEEDED_TEXT,
    "fed_by": Column(read_agencies, is_needed=True, may_be_empty=True, empty=()),
    "type": Column(one_of(TYPES)),
}
BRIDGE_COLUMNS = {
    "from_version": _NEEDED_TEXT,
    "from_criterion": _NEEDED_TEXT,
    "to_version": _NEEDED_TEXT,
    "to_criterion": _NEEDED_TEXT,
    "relation": _NEEDED_TEXT,
}
