"""What comes back of the table of services, and the form of a case's days."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from audit.domain.case_dates import Days, moments_of
from audit.domain.clock import Moment, Move
from audit.domain.contribution import Came, Part, complete, find_faults
from audit.domain.service import Service
from audit.domain.typed_days import parse_day
from audit.domain.typed_text import clean_text
from audit.domain.words import CAME, DAYS, MOVES
from audit.reporting.figures import day as say_day
from audit.web.forms import DayField, PageForm, read_number
from audit.workflow.contributions import AdvicePage, ServiceLine, ToldPart

YES, NO, NOT_KNOWN = "yes", "no", ""
YES_NO = [(NOT_KNOWN, "Not known"), (YES, "Yes"), (NO, "No")]
WHAT_CAME = [(NOT_KNOWN, "Not known"), *((one.value, CAME[one]) for one in Came)]
# Which fields stand in the table; the others of a service open below its name.
OF_REVIEWS = ("invited", "attended", "came", "circulated")
OF_OTHERS = ("sought", "sought_on", "came", "came_on", "used")
LATER = ("excuse", "due_on")
_DAYS = frozenset({"sought_on", "came_on", "due_on"})
_LONGEST = 40
_NO_DAY = "Enter a day that exists, with the year in four figures, like 27/3/2026"
_NO_CHOICE = "Choose from the list"


@dataclass
class TypedLine:
    """One service as it was typed: `values` by field, and what is wrong with them."""

    service: Service
    version: int
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    part: Part | None = None


def fields_of(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of the table for a kind of document, and those that open below a service's name."""
    return (OF_REVIEWS, ()) if kind == "review" else (OF_OTHERS, LATER)


def fill_lines(page: AdvicePage) -> list[TypedLine]:
    """The table as it is kept."""
    return [TypedLine(line.service, line.version, _say(line.part), part=line.part) for line in page.lines]


def read_lines(sent: MultiDict[str, str], page: AdvicePage) -> list[TypedLine]:
    """The table as it was sent; what it does not hold stays as it is kept."""
    return [_read_line(sent, line, page) for line in page.lines]


def _read_line(sent: MultiDict[str, str], line: ServiceLine, page: AdvicePage) -> TypedLine:
    code, values = line.service.code, _say(line.part)
    version = read_number(sent.get(f"{code}-version", ""))
    typed = TypedLine(line.service, version, values)
    told: dict[str, Any] = {}
    for name in sum(fields_of(page.kind), ()):
        if f"{code}-{name}" in sent:
            values[name] = clean_text(sent.get(f"{code}-{name}"))[:_LONGEST]
            told[name] = _read(name, values[name], page, typed.errors)
    kept = {name: getattr(line.part, name) for name in Part.__dataclass_fields__}
    part = complete(Part(**{**kept, **told}))
    if not typed.errors and part != line.part:
        reasons = [reason.key for reason in page.reasons]
        typed.errors |= dict(find_faults(part, today=page.rules.today, reasons=reasons))
    typed.part = None if typed.errors else part
    return typed


def _read(name: str, text: str, page: AdvicePage, errors: dict[str, str]) -> Any:  # noqa: ANN401 - by field
    if not text:
        return None
    if name in _DAYS:
        found = parse_day(text)
        if found is None:
            errors[name] = _NO_DAY
        return found
    choices: dict[str, Any] = {YES: True, NO: False}
    if name == "came":
        choices = {one.value: one for one in Came}
    elif name == "excuse":
        choices = {reason.key: reason.key for reason in page.reasons}
    if text not in choices:
        errors[name] = _NO_CHOICE
    return choices.get(text)


def _say(part: Part) -> dict[str, str]:
    return {name: _say_value(getattr(part, name)) for name in Part.__dataclass_fields__}


def _say_value(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    return "" if value is None else str(value)


def list_told(lines: Sequence[TypedLine]) -> list[ToldPart]:
    """What to record."""
    return [ToldPart(line.service.code, line.part, line.version) for line in lines if line.part is not None]


class DatesForm(PageForm):
    """When things happened; the days that the limits of this kind of document need."""

    move = SelectField(DAYS["move"], validators=[Optional()])
    move_on = DayField(DAYS["move_on"], [Optional()])
    planning_meeting = RadioField(DAYS["planning_meeting"], choices=[SelectChoice(*one) for one in YES_NO])
    exceptions = SelectMultipleField(DAYS["exceptions"], [Optional()])

    def list_days(self) -> list[Field]:
        """The days of the case itself, in the order in which they come."""
        names = [f"{moment.value}_on" for moment in Moment if moment is not Moment.MOVE]
        return [self[name] for name in names if name in self]

    def read_days(self, kept: Days) -> Days:
        """What was told; what the form does not show stays as it is kept."""
        told = {each.name: each.data for each in self.list_days()}
        return Days(
            **{
                **{name: getattr(kept, name) for name in Days.__dataclass_fields__},
                **told,
                "move": Move(self.move.data) if self.move.data else None,
                "move_on": self.move_on.data,
                "planning_meeting": {YES: True, NO: False}.get(self.planning_meeting.data or ""),
                "exceptions": tuple(sorted(self.exceptions.data or ())),
            }
        )


def make_dates_form(page: AdvicePage, *, is_sent: bool) -> DatesForm:
    """The form for this kind of document, as it was sent or as it is kept."""
    moments = [one for one in moments_of(page.rules.book, page.kind) if one is not Moment.MOVE]
    fields: dict[str, Field] = {
        f"{moment.value}_on": DayField(DAYS[f"{moment.value}_on"], [Optional()]) for moment in moments
    }
    kept = {name: getattr(page.days, name) for name in (*fields, "move_on")}
    full = type("FullDatesForm", (DatesForm,), fields)
    form: DatesForm = full() if is_sent else full(formdata=None, version=page.days_version, **kept)
    form.move.choices = [SelectChoice("", "None is due, or not known")]
    form.move.choices += [SelectChoice(one.value, MOVES[one]) for one in Move]
    form.exceptions.choices = [SelectChoice(reason.key, reason.words) for reason in page.case_reasons]
    if not is_sent:
        form.move.data = page.days.move or ""
        form.planning_meeting.data = _say_value(page.days.planning_meeting)
        form.exceptions.data = list(page.days.exceptions)
    return form


def say_day_or_nothing(value: date | None) -> str:
    """A day in words, or that it is not known."""
    return say_day(value) if value else "Not known"
