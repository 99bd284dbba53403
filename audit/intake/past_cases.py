"""Rows of an old spreadsheet -> cases with answers, once somebody has said what columns and words mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from audit.domain.case import Problem
from audit.domain.rating import Answer, Reason
from audit.domain.rubric import Rubric
from audit.intake.list_cells import UnreadableCell, day_of, fold
from audit.intake.past_columns import DATE, GRADE, OWN_ID, REVIEW_NO, question_of
from audit.intake.past_table import PastTable
from audit.intake.past_values import NOTHING, Values, kind_of
from audit.intake.reading import RefusedRow

FIRST_YEAR = 2014
_YEAR = re.compile(r"(20\d\d)(?:\s*[/\-–]\s*(?:20)?\d\d)?", re.ASCII)
_FIRST = frozenset({"first", "initial", "new", "firstplan"})


@dataclass(frozen=True, slots=True)
class PastCase:
    """One document of a past audit: what it was given, and nobody knows by whom."""

    row: int
    own_id: str = field(repr=False)
    cohort_year: int
    review_no: int | None
    grade: str | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class PastReading:
    """What came of all rows."""

    cases: tuple[PastCase, ...]
    refused: tuple[Problem, ...]


def read_past_cases(
    table: PastTable,
    uses: Sequence[str],
    values: Values,
    rubric: Rubric,
    *,
    audit_year: int,
    today: date,
) -> PastReading:
    """Each row becomes a case or is refused with a reason. Without a date all are of the audit's year."""
    cases: list[PastCase] = []
    refused: list[Problem] = []
    rows_of_ids: dict[str, int] = {}
    for number, cells in table.rows:
        row = _PastRow(
            number, dict(zip(uses, cells, strict=True)), dict(zip(uses, table.headings, strict=True))
        )
        try:
            case = _judge(row, values, rubric, audit_year, today)
            first = rows_of_ids.setdefault(case.own_id, number)
            if first != number:
                raise row.refusal(OWN_ID, f"The same document stands in row {first}, which was read instead.")
        except RefusedRow as refusal:
            refused.append(Problem(number, refusal.column, refusal.reason))
        else:
            cases.append(case)
    return PastReading(tuple(cases), tuple(refused))


@dataclass(frozen=True, slots=True)
class _PastRow:
    number: int
    cells: dict[str, str] = field(repr=False)
    headings: dict[str, str]

    def refusal(self, use: str, reason: str) -> RefusedRow:
        return RefusedRow(self.headings.get(use, ""), reason)


def _judge(row: _PastRow, values: Values, rubric: Rubric, audit_year: int, today: date) -> PastCase:
    own_id = row.cells[OWN_ID]
    if not own_id:
        raise row.refusal(OWN_ID, "There is no number here, so the document cannot be told from others.")
    meant = {
        use: values.get(kind, {}).get(cell, NOTHING)
        for use, cell in row.cells.items()
        if cell and (kind := kind_of(use, rubric))
    }
    answers = tuple(
        _answer(key, code) for use, code in meant.items() if (key := question_of(use)) and code != NOTHING
    )
    grade = meant.get(GRADE, NOTHING)
    if not answers and grade == NOTHING:
        raise row.refusal("", "The row holds neither an answer nor an overall grade.")
    return PastCase(
        row=row.number,
        own_id=own_id,
        cohort_year=_read_year(row, audit_year, today),
        review_no=_read_review(row.cells.get(REVIEW_NO, "")),
        grade=None if grade == NOTHING else rubric.grades[int(grade) - 1],
        answers=answers,
    )


def _answer(key: str, code: str) -> Answer:
    return Answer(key, level=int(code)) if code.isdigit() else Answer(key, reason=Reason(code))


def _read_year(row: _PastRow, audit_year: int, today: date) -> int:
    if DATE not in row.cells:
        return audit_year
    text = row.cells[DATE]
    if not text:
        raise row.refusal(DATE, "The date or year of the document is missing.")
    found = _YEAR.fullmatch(text)
    try:
        year = int(found[1]) if found else day_of(text).year
    except UnreadableCell as fault:
        raise row.refusal(DATE, f"The date or year cannot be read: it {fault}.") from fault
    if not FIRST_YEAR <= year <= today.year:
        raise row.refusal(DATE, f"The year must lie between {FIRST_YEAR} and {today.year}.")
    return year


def _read_review(text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) < 3:
        return int(text) if int(text) <= 30 else None
    return 0 if fold(text) in _FIRST else None
