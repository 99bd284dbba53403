"""Advice, attendance and days of a whole round from a CSV file: each cell read, each fault by row and column.

An empty cell says nothing and leaves what is known as it is; the word "unknown" takes it back.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from audit.domain.case import Problem
from audit.domain.clock import Move
from audit.domain.contribution import Came
from audit.intake.cases_csv import decode, read_records
from audit.intake.codes import YES_NO
from audit.intake.frame import refuse_other_kinds
from audit.intake.list_cells import UnreadableCell, day_of, fold, is_blank, text_of
from audit.intake.reading import UnreadableFile

MOST_BYTES, MOST_ROWS = 2_000_000, 5_000
UNKNOWN = "unknown"
_UNKNOWN = frozenset({"unknown", "notknown", "nk"})
_ADVICE = "Fill in the template, which is a CSV file."


class Sort(StrEnum):
    """What a list holds: a row for each service of a case, or a row for each case."""

    SERVICES = "services"
    DATES = "dates"


def _yes_no(text: str) -> bool:
    found = YES_NO.get(fold(text))
    if found is None:
        raise ValueError("Write yes, no or unknown")
    return found


def _day(text: str) -> date:
    try:
        return day_of(text)
    except UnreadableCell as fault:
        raise ValueError("This is not a day. Write it like 27/03/2026") from fault


def _code_of(codes: Iterable[StrEnum]) -> Callable[[str], StrEnum]:
    table = {fold(code): code for code in codes}

    def read(text: str) -> StrEnum:
        if fold(text) not in table:
            raise ValueError(f"Write one of {', '.join(table.values())}, or unknown")
        return table[fold(text)]

    return read


def _key(text: str) -> str:
    return text.strip().casefold().replace(" ", "_")[:40]


def _keys(text: str) -> tuple[str, ...]:
    return tuple(sorted({_key(part) for part in text.replace(",", ";").split(";") if part.strip()}))


Reader = Callable[[str], Any]
COLUMNS: Mapping[Sort, Mapping[str, Reader]] = {
    Sort.SERVICES: {
        "sought": _yes_no,
        "sought_on": _day,
        "due_on": _day,
        "excuse": _key,
        "came": _code_of(Came),
        "came_on": _day,
        "used": _yes_no,
        "invited": _yes_no,
        "circulated": _yes_no,
        "attended": _yes_no,
    },
    Sort.DATES: {
        **{
            f"{name}_on": _day
            for name in ("request", "decision", "draft", "final", "meeting", "review_decision", "amended")
        },
        "move": _code_of(Move),
        "move_on": _day,
        "planning_meeting": _yes_no,
        "exceptions": _keys,
    },
}
# What each column says, for the page with the templates.
SAID: Mapping[str, str] = {
    "case": "The number of the case in this round.",
    "own_id": (
        "Or the council's own number of the document, where the case number is not known. "
        "A row with both is taken only if they stand for the same case."
    ),
    "service": "The service, by its name or by its code in the template.",
    "sought": "Was advice asked for? yes, no or unknown.",
    "sought_on": "The day on which it was asked for, like 27/03/2026.",
    "due_on": "Another last day than the law's, if there was a pause; then excuse says why.",
    "excuse": "Why the advice may be late: a code of the list below.",
    "came": "received, reused (earlier advice, by agreement), not_received, refused or not_known.",
    "came_on": "The day on which the advice came.",
    "used": "Is it used in the document? yes, no or unknown.",
    "invited": "Was the service invited to the review meeting? yes, no or unknown.",
    "circulated": "Was its advice sent round two weeks before? yes, no or unknown.",
    "attended": "Was it there? yes, no or unknown.",
    "version": "Leave it as it is: it finds out whether somebody changed the row meanwhile.",
}
_PLACES = ("case", "own_id", "service", "version")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row: which case, by one number or both; which service; what it says (None takes back the known)."""

    row: int
    case: int | None
    own_id: str = field(repr=False)
    service: str
    told: Mapping[str, Any]
    version: int | None


@dataclass(frozen=True, slots=True)
class RecordedList:
    """What a file holds, what in it cannot be read, and what had to be guessed."""

    sort: Sort
    rows: tuple[ListedRow, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def make_list(sort: Sort, rows: Iterable[Mapping[str, str]]) -> bytes:
    """A list as a spreadsheet opens it: the template, or what a page carries to the next."""
    stream = io.StringIO(newline="")
    places = ("case", *(("service",) if sort is Sort.SERVICES else ()))
    writer = csv.DictWriter(stream, [*places, *COLUMNS[sort], "version"])
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def say(value: object) -> str:
    """One value as a cell of the list says it; not known is an empty cell."""
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return ";".join(value) if isinstance(value, tuple) else str(value)


def read_list(content: bytes) -> RecordedList:
    """Read a list of either sort; raises `UnreadableFile` where the file as a whole is none."""
    if not content.strip():
        raise UnreadableFile(f"The file is empty. {_ADVICE}")
    if len(content) > MOST_BYTES:
        raise UnreadableFile(f"The file is larger than {MOST_BYTES // 1_000_000} MB. {_ADVICE}")
    refuse_other_kinds(content, _ADVICE)
    text, warnings = decode(content)
    records = read_records(text)
    headings = [fold(heading) for heading in next(records, [])]
    sort = _sort_of(headings)
    known = {fold(name): name for name in (*_PLACES, *COLUMNS[sort])}
    columns = [known.get(heading) for heading in headings]
    twice = {name for name in columns if name and columns.count(name) > 1}
    if twice:
        raise UnreadableFile(f"The heading “{sorted(twice)[0]}” stands twice. Keep the one that is right.")
    rows, problems = [], []
    for number, cells in enumerate(records, start=2):
        if number > MOST_ROWS + 1:
            raise UnreadableFile(
                f"The list has more than {MOST_ROWS:,} rows. Split it and bring in the parts."
            )
        named = {
            name: cell for name, cell in zip(columns, cells, strict=False) if name and not is_blank(cell)
        }
        beyond = [cell for cell in cells[len(columns) :] if not is_blank(cell)]
        if beyond:
            words = "There are more cells here than headings: is there a comma too many?"
            problems.append(Problem(number, columns[-1] or "version", words))
        elif named:
            found, faults = _read_row(number, named, sort)
            problems += faults
            rows += [found] if found else []
    if not rows and not problems:
        raise UnreadableFile(f"The file has headings but no row that is filled in. {_ADVICE}")
    return RecordedList(sort, tuple(rows), tuple(problems), warnings)


def _sort_of(headings: Sequence[str]) -> Sort:
    if not {"case", "ownid"} & set(headings):
        raise UnreadableFile(f"There is no column “case” or “own_id”. {_ADVICE}")
    sort = Sort.SERVICES if "service" in headings else Sort.DATES
    if not {fold(name) for name in COLUMNS[sort]} & set(headings):
        raise UnreadableFile(f"None of the columns is one of the template's. {_ADVICE}")
    return sort


def _takes_back(name: str, text: str) -> bool:
    """Whether a cell says that nothing is known. "Not known" of what came is what the service answered."""
    return fold(text) in _UNKNOWN and not (name == "came" and fold(text) == fold(Came.NOT_KNOWN))


def _read_row(number: int, named: Mapping[str, str], sort: Sort) -> tuple[ListedRow | None, list[Problem]]:
    told, faults = {}, []
    for name, read in COLUMNS[sort].items():
        if name not in named:
            continue
        try:
            text = text_of(named[name])
            told[name] = None if _takes_back(name, text) else read(text)
        except UnreadableCell as fault:
            faults.append(Problem(number, name, f"This cannot be read: it {fault}."))
        except ValueError as fault:
            faults.append(Problem(number, name, f"{fault}."))
    case = named.get("case", "").strip()
    if case and not (case.isascii() and case.isdigit() and len(case) < 7):
        faults.append(Problem(number, "case", "This is not the number of a case."))
    if not case and "own_id" not in named:
        faults.append(Problem(number, "case", "The row does not say which case it is about."))
    if sort is Sort.SERVICES and "service" not in named:
        faults.append(Problem(number, "service", "The row does not say which service it is about."))
    version = named.get("version", "").strip()
    is_number = version.isascii() and version.isdigit() and len(version) < 10
    if version and not is_number:
        faults.append(Problem(number, "version", "Leave this as it is in the template, or empty."))
    if faults:
        return None, faults
    return (
        ListedRow(
            row=number,
            case=int(case) if case else None,
            own_id=named.get("own_id", ""),
            service=named.get("service", ""),
            told=told,
            version=int(version) if is_number else None,
        ),
        [],
    )
