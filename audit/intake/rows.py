"""One row of a list, read field by field: a refusal ends it, a warning goes beside it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from audit.domain.case import Need, Problem
from audit.domain.identity import OLDEST, age_on
from audit.intake.codes import NEEDS, find_code
from audit.intake.list_cells import EPOCH_1900, UnreadableCell, day_of, is_blank, text_of
from audit.intake.reading import RefusedRow

T = TypeVar("T")
MAX_ID_LENGTH = 200
MAX_TEXT_LENGTH = 500
FIRST_PLANS_ON = date(2014, 9, 1)
_NO_RESULT = "holds a formula whose result was not saved: open the file in Excel, save it and upload it again"
_UPN = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]", re.ASCII)
_UPN_UNKNOWN = re.compile(r"UN\d{1,2}", re.ASCII)  # the SEN2 return's reasons for having none


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one list lie, and what its headings are called."""

    columns: Mapping[str, int]
    headings: Mapping[str, str]
    epoch: date = EPOCH_1900
    unsaved: frozenset[tuple[int, int]] = frozenset()


@dataclass(slots=True)
class Row:
    """One row under reading; fields are named by key, faults by the heading that the council sees."""

    number: int
    values: Sequence[object]
    layout: Layout
    warnings: list[Problem] = field(default_factory=list)

    def cell(self, key: str) -> object:
        index = self.layout.columns.get(key)
        return self.values[index] if index is not None and index < len(self.values) else None

    def has(self, key: str) -> bool:
        return key in self.layout.columns

    def warn(self, key: str, reason: str) -> None:
        self.warnings.append(Problem(self.number, self.layout.headings[key], reason))

    def refusal(self, key: str, reason: str) -> RefusedRow:
        return RefusedRow(self.layout.headings[key], reason)

    def is_unsaved(self, key: str) -> bool:
        unsaved = self.layout.unsaved
        if not unsaved or not is_blank(self.cell(key)):
            return False
        return (self.number, self.layout.columns.get(key, -2) + 1) in unsaved


def read_own_id(row: Row, key: str) -> str:
    """The council's own number, without which a row cannot be told from another."""
    if row.is_unsaved(key):
        raise row.refusal(key, f"The number {_NO_RESULT}.")
    if is_blank(row.cell(key)):
        raise row.refusal(key, "There is no number here, so the document cannot be told from others.")
    try:
        own_id = text_of(row.cell(key))
    except UnreadableCell as fault:
        raise row.refusal(key, f"The number cannot be read: it {fault}.") from fault
    if not own_id:
        raise row.refusal(key, "There is no number here, so the document cannot be told from others.")
    if len(own_id) > MAX_ID_LENGTH:
        raise row.refusal(key, f"The number is longer than {MAX_ID_LENGTH} characters.")
    return own_id


def read_plan_day(row: Row, key: str, today: date) -> date:
    """The day that gives a document its cohort: without it the row is refused."""
    if row.is_unsaved(key):
        raise row.refusal(key, f"The date of the document {_NO_RESULT}.")
    if is_blank(row.cell(key)):
        raise row.refusal(key, "The date of the document is missing.")
    try:
        day = day_of(row.cell(key), row.layout.epoch)
    except UnreadableCell as fault:
        raise row.refusal(key, f"The date of the document cannot be read: it {fault}.") from fault
    if day > today:
        raise row.refusal(key, "The date of the document is in the future.")
    if day < FIRST_PLANS_ON:
        row.warn(key, "The date is before September 2014, when the first plans could be issued.")
    return day


def read_other_day(row: Row, key: str) -> date | None:
    """A date that the cohort does not hang on: a fault in it is only a warning."""
    if row.is_unsaved(key):
        row.warn(key, f"The date {_NO_RESULT}.")
        return None
    if is_blank(row.cell(key)):
        return None
    try:
        return day_of(row.cell(key), row.layout.epoch)
    except UnreadableCell as fault:
        row.warn(key, f"The date cannot be read: it {fault}.")
        return None


def read_birth_day(row: Row, key: str, plan_on: date) -> date | None:
    """The birth date, if it can be right; the age band is unknown otherwise."""
    n_before = len(row.warnings)
    born = read_other_day(row, key)
    if born is None:
        if row.has(key) and len(row.warnings) == n_before:
            row.warn(key, "The date of birth is missing, so the age is not known.")
        return None
    if born > plan_on:
        row.warn(key, "The date of birth is after the date of the document.")
        return None
    if age_on(born, plan_on) > OLDEST:
        row.warn(key, f"The person was over {OLDEST} on the day of the document.")
    return born


def read_upn(row: Row, key: str) -> str | None:
    """The pupil number, if it has the form of one; young people past school may have none."""
    if is_blank(row.cell(key)):
        return None
    try:
        upn = text_of(row.cell(key)).replace(" ", "").upper()
    except UnreadableCell as fault:
        row.warn(key, f"The UPN cannot be read: it {fault}.")
        return None
    if _UPN_UNKNOWN.fullmatch(upn):
        return None
    if not _UPN.fullmatch(upn):
        row.warn(key, "The UPN does not have the form of one: a letter, then twelve figures.")
    return upn or None


def read_need(row: Row, key: str) -> Need:
    if is_blank(row.cell(key)) and row.has(key):
        row.warn(key, "The primary need is missing.")
        return Need.UNKNOWN
    return read_code(row, key, NEEDS, Need.UNKNOWN)


def read_code(row: Row, key: str, table: Mapping[str, T], otherwise: T) -> T:
    """A code of a list; one that the list does not have is a warning and counts as not known."""
    value = row.cell(key)
    if value is None or is_blank(value):
        return otherwise
    try:
        found = find_code(table, value)
    except UnreadableCell as fault:
        row.warn(key, f"The code cannot be read: it {fault}.")
        return otherwise
    if found is None:
        row.warn(key, "The code is not in the list of codes, so it counts as not known.")
        return otherwise
    return found


def read_text(row: Row, key: str) -> str:
    """Short free text; what cannot be kept is left out with a warning."""
    if is_blank(row.cell(key)):
        return ""
    try:
        text = text_of(row.cell(key))
    except UnreadableCell as fault:
        row.warn(key, f"This was left out: it {fault}.")
        return ""
    if len(text) > MAX_TEXT_LENGTH:
        row.warn(key, f"This was left out: it is longer than {MAX_TEXT_LENGTH} characters.")
        return ""
    return text
