"""Exampleshire's lists of assessments, annual reviews and advice: made up, from the same made-up children."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

from audit.domain.case import ChosenBy
from audit.intake.cases_csv import COLUMNS
from audit.intake.example import ExampleChild, example_children

N_LISTED = {"assessment": 60, "review": 90, "advice": 5}
# How far back a list reaches; from two years a round can compare one year with the next.
_DAYS = {"assessment": 650, "review": 650, "advice": 120}
_DAYS_TO_PLAN = {"assessment": 21, "review": 0, "advice": 60}
_PHASES = {
    "a) Nursery": "early_years",
    "b) Primary": "primary",
    "e) Secondary": "secondary",
    "f) All-through": "all_through",
    "g) Special": "special",
    "h) Pupil referral unit/Alternative provision": "alternative",
    "i) FE college": "sixteen_plus",
}


def example_list(kind: str, seed: int, *, today: date) -> bytes:
    """The workbench's own list, filled in for one kind of document, as a spreadsheet would save it."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    writer.writerows(_rows(kind, seed, today))
    return stream.getvalue().encode("utf-8-sig")


def _rows(kind: str, seed: int, today: date) -> Iterator[dict[str, str]]:
    children = sorted(example_children(seed, today=today), key=lambda child: child.own_id)
    dated = {child.own_id: (child, day) for child in children if (day := _day_of(kind, child, today))}
    chosen = list(dated.values())[:: max(1, len(dated) // N_LISTED[kind])][: N_LISTED[kind]]
    for number, (child, day) in enumerate(chosen):
        yield _row(kind, child, day, number)


def _day_of(kind: str, child: ExampleChild, today: date) -> date | None:
    """The day of the child's document, if there is one in the time that the list covers."""
    day = child.reviewed if kind == "review" else child.initial
    if not child.own_id or not isinstance(day, date):
        return None
    day -= timedelta(days=_DAYS_TO_PLAN[kind])
    return day if today - timedelta(days=_DAYS[kind]) <= day <= today else None


def _row(kind: str, child: ExampleChild, day: date, number: int) -> dict[str, str]:
    born = child.born if isinstance(child.born, date) and child.born < day else None
    return {
        "own_id": child.own_id,
        "plan_date": f"{day:%d/%m/%Y}",
        "upn": child.upn,
        "date_of_birth": f"{born:%d/%m/%Y}" if born else "",
        "sex": child.sex[3:].lower() if "known" not in child.sex else "unknown",
        "ethnicity": child.ethnicity,
        "need": child.need,
        "phase": _PHASES[child.phase],
        "social_care": "yes" if child.team else "no",
        "looked_after": "yes" if child.team == "Looked after children" else "no",
        "home_educated": "yes" if child.home_educated else "no",
        "personal_budget": "no",
        # Whether a child is about to move is not said of everybody, so it is asked there.
        "stage": "" if kind == "review" and number % 5 == 0 else "final",
        "placement": "in_area",
        "chosen_by": ChosenBy.DIP_SAMPLE if kind == "advice" else ChosenBy.RANDOM,
    }
