"""Annex A, List 1: all children and young people with a plan, as every area must be able to list them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import Any

from audit.domain.case import Basis, EthnicGroup, Fact, ListedPlan, Phase, Problem, Sex
from audit.intake.codes import ETHNIC_GROUPS, PHASES, SEXES, YES_NO
from audit.intake.list_cells import EPOCH_1900, UnreadableCell, fold, is_blank, text_of, tidy
from audit.intake.listing import Listing
from audit.intake.marks import read_flags, read_restriction, read_team
from audit.intake.reading import FrameReading, Headings, UnreadableFile, list_unknown, refuse_repeats
from audit.intake.rows import (
    Layout,
    Row,
    read_birth_day,
    read_code,
    read_need,
    read_other_day,
    read_plan_day,
    read_upn,
)
from audit.intake.workbook import open_workbook, rows_of, unsaved_formulas

FORM = "annex_a"
SHEET = "List_1"
HEADINGS: dict[str, str] = {
    "own_id": "Unique ID",
    "upn": "UPN",
    "birth_on": "Date of birth",
    "sex": "Gender",
    "ethnic_group": "Ethnicity",
    "initial_on": "Date initial EHC plan issued",
    "updated_on": "Date updated EHC plan issued",
    "need": "SEN primary need",
    "phase": "Main education establishment – phase",
    "home_educated": "Elective home education",
    "social_care": "Known to children's social care?",
    "team": "Which children's social care team?",
}
# No heading of Annex A, but a council may add them to its list.
ADDED: dict[str, str] = {"restricted": "Restricted", "flags": "Flags"}
USES: dict[str, str] = {
    "own_id": "The council's own number, so that the drawn plans can be found again.",
    "upn": "Tells whether a child is in the list twice. Kept only as a keyed hash.",
    "birth_on": "The age group on the day of the plan. Only the group is kept.",
    "sex": "Findings by sex, and groups to draw from.",
    "ethnic_group": "Findings by broad ethnic group, and groups to draw from.",
    "initial_on": "The year of a first plan.",
    "updated_on": "The year of a plan in force.",
    "need": "Findings by primary need, and groups to draw from.",
    "phase": "Findings by kind of school or college, and groups to draw from.",
    "home_educated": "Whether standards about education at home apply.",
    "social_care": "Whether standards about social care apply, and groups to draw from.",
    "team": (
        "Whether the child is looked after, and whether the team's name speaks of adoption or protection: "
        "such plans are restricted. The name of the team is not kept."
    ),
    "restricted": "A column that you may add: yes, no or a reason, as in the CSV template.",
    "flags": "A column that you may add: appeal, complaint or ombudsman, as in the CSV template.",
}
REQUIRED = {
    Basis.FIRST_PLANS: ("own_id", "initial_on"),
    Basis.PLANS_IN_FORCE: ("own_id", "initial_on", "updated_on"),
}
_ONLY_PLANS = (
    "An Annex A list holds plans. For assessments, annual reviews and other documents, "
    "download the template (CSV), fill it in and upload it."
)
N_ROWS_SEARCHED = 10
MAX_COLUMNS = 500
_TOO_WIDE = f"The list has more than {MAX_COLUMNS} columns. Keep only the columns of Annex A in it."
_NOT_FOUND = "This heading was not found, so nothing is known of it for any document."
_SHEET_NAME = re.compile(r"list[\s_\-–]*1(?!\d)", re.IGNORECASE)
_KEYS = {fold(heading): key for key, heading in (HEADINGS | ADDED).items()} | {
    "childuniqueid": "own_id",
    "sex": "sex",
}
# What no Annex A list says of a child.
_NEVER_SAID = frozenset({Fact.EOTAS, Fact.PERSONAL_BUDGET, Fact.PHASE_TRANSFER})
_LOOKED_AFTER = re.compile(
    r"look\w*[\s\-]+after|children in care|child in care|\b(?:cla|lac|cic)\b", re.IGNORECASE
)


def read_workbook(content: bytes, *, basis: Basis, today: date) -> FrameReading:
    """The plans of sheet List_1, with every fault by its row in the sheet."""
    with open_workbook(content) as book:
        sheet = _find_sheet(book)
        # openpyxl keeps the name of the sheet's member nowhere else.
        unsaved = unsaved_formulas(content, sheet._worksheet_path)
        rows, epoch = rows_of(sheet), book.epoch.date()
        return read_list(FORM, rows, basis=basis, today=today, epoch=epoch, unsaved=unsaved)


def _find_sheet(book: Any) -> Any:  # noqa: ANN401 - openpyxl is untyped
    names = [sheet.title for sheet in book.worksheets]
    matching = [name for name in names if _SHEET_NAME.match(name.strip())]
    if not matching:
        there = ", ".join(f"“{tidy(name)[:31]}”" for name in names[:5])
        raise UnreadableFile(
            f"The workbook has no sheet called {SHEET}; it has {there or 'none'}. "
            f"Rename the sheet with the list of plans to {SHEET} and upload the file again."
        )
    return book[min(matching, key=lambda name: fold(name) != "list1")]


def read_list(
    form: str,
    rows: Iterable[Sequence[object]],
    *,
    basis: Basis,
    today: date,
    epoch: date = EPOCH_1900,
    unsaved: frozenset[tuple[int, int]] = frozenset(),
) -> FrameReading:
    """The plans of a table under Annex A headings, wherever it came from."""
    if basis not in REQUIRED:
        raise UnreadableFile(_ONLY_PLANS)
    numbered = enumerate(rows, start=1)
    first = list(islice(numbered, N_ROWS_SEARCHED))
    heading_row, columns = find_headings(first)
    _refuse_missing(columns, basis)
    found = next(values for number, values in first if number == heading_row)
    refuse_repeats(_named(found))
    layout = Layout(columns, HEADINGS | ADDED, epoch, unsaved)
    missing = tuple(heading for key, heading in HEADINGS.items() if key not in columns)
    headings = Headings(heading_row, missing, list_unknown(found, _KEYS))
    listing = Listing("own_id", "upn", partial(_judge, basis=basis, today=today), headings)
    listing.warnings += [Problem(heading_row, heading, _NOT_FOUND) for heading in missing]
    return listing.read(form, _rows_below(heading_row, chain(first, numbered), layout))


def find_headings(first: Iterable[tuple[int, Sequence[object]]]) -> tuple[int, dict[str, int]]:
    """The row that holds the most headings, and where each of them lies."""
    found = [(number, _columns_in(values)) for number, values in first]
    if not found:
        return 0, {}
    return max(found, key=lambda pair: (len(pair[1]), -pair[0]))


def _columns_in(values: Sequence[object]) -> dict[str, int]:
    if len(values) > MAX_COLUMNS:
        raise UnreadableFile(_TOO_WIDE)
    columns: dict[str, int] = {}
    for index, value in enumerate(values):
        key = _KEYS.get(fold(value)) if isinstance(value, str) else None
        if key:
            columns.setdefault(key, index)
    return columns


def _named(values: Sequence[object]) -> Iterator[tuple[str, str]]:
    """Each heading that is ours, with its text as it stands."""
    for value in values:
        key = _KEYS.get(fold(value)) if isinstance(value, str) else None
        if key and isinstance(value, str):
            yield key, value


def _refuse_missing(columns: dict[str, int], basis: Basis) -> None:
    missing = [HEADINGS[key] for key in REQUIRED[basis] if key not in columns]
    if missing:
        raise UnreadableFile(
            f"These headings were not found in the first {N_ROWS_SEARCHED} rows of the list: "
            f"{'; '.join(missing)}. Name the columns as in Annex A, List 1, and upload the file again."
        )


def _rows_below(
    heading_row: int, numbered: Iterable[tuple[int, Sequence[object]]], layout: Layout
) -> Iterator[Row]:
    with_formulas = {row for row, _ in layout.unsaved}
    for number, values in numbered:
        if len(values) > MAX_COLUMNS:
            raise UnreadableFile(_TOO_WIDE)
        is_empty = all(map(is_blank, values)) and number not in with_formulas
        if number > heading_row and not is_empty:
            yield Row(number, values, layout)


def _judge(row: Row, own_id: str, *, basis: Basis, today: date) -> ListedPlan:
    plan_on, review_no = _first_plan(row, today) if basis is Basis.FIRST_PLANS else _plan_in_force(row, today)
    social_care = read_code(row, "social_care", YES_NO, None)
    return ListedPlan(
        row=row.number,
        own_id=own_id,
        plan_on=plan_on,
        review_no=review_no,
        upn=read_upn(row, "upn"),
        birth_on=read_birth_day(row, "birth_on", plan_on),
        sex=read_code(row, "sex", SEXES, Sex.UNKNOWN),
        ethnic_group=read_code(row, "ethnic_group", ETHNIC_GROUPS, EthnicGroup.UNKNOWN),
        need=read_need(row, "need"),
        phase=read_code(row, "phase", PHASES, Phase.UNKNOWN),
        social_care=social_care,
        restricted_because=read_restriction(row, "restricted") or read_team(row, "team"),
        flags=read_flags(row, "flags"),
        facts=_facts(row),
        cannot_know=_NEVER_SAID if social_care is not None else _NEVER_SAID | {Fact.LOOKED_AFTER},
    )


def _first_plan(row: Row, today: date) -> tuple[date, int | None]:
    initial_on = read_plan_day(row, "initial_on", today)
    updated_on = read_other_day(row, "updated_on")
    if updated_on is not None and updated_on > today:
        row.warn("updated_on", "The date is in the future.")
    _warn_of_order(row, initial_on, updated_on)
    return initial_on, 0


def _plan_in_force(row: Row, today: date) -> tuple[date, int | None]:
    if is_blank(row.cell("updated_on")) and not row.is_unsaved("updated_on"):
        return read_plan_day(row, "initial_on", today), 0
    updated_on = read_plan_day(row, "updated_on", today)
    initial_on = read_other_day(row, "initial_on")
    _warn_of_order(row, initial_on, updated_on)
    return updated_on, None


def _warn_of_order(row: Row, initial_on: date | None, updated_on: date | None) -> None:
    if initial_on is not None and updated_on is not None and updated_on < initial_on:
        row.warn("updated_on", "The plan was updated before it was first issued.")


def _facts(row: Row) -> frozenset[Fact]:
    facts = {Fact.HOME_EDUCATED} if read_code(row, "home_educated", YES_NO, None) else set()
    if _is_looked_after(row.cell("team")):
        facts.add(Fact.LOOKED_AFTER)
    return frozenset(facts)


def _is_looked_after(team: object) -> bool:
    if is_blank(team):
        return False
    try:
        return _LOOKED_AFTER.search(text_of(team)) is not None
    except UnreadableCell:
        return False  # the team is free text that nothing hangs on: no warning
