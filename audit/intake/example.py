"""Exampleshire's list of plans: a made-up Annex A workbook, always the same for the same seed and day.

Nobody in it exists. Numbers start with EX; each UPN has the shape of one but names council 000, which
is none.
Some faults of real lists are planted, and counted in FAULTS.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import accumulate
from random import Random
from typing import Any

AREA_NAME = "Exampleshire"
FIRST_COHORT, LAST_COHORT = 2018, 2026
N_CHILDREN = 4_000
FAULTS = {
    "repeated_id": 4,
    "no_id": 2,
    "no_plan_date": 5,
    "impossible_plan_date": 3,
    "future_plan_date": 2,
    "date_as_text": 60,
    "no_birth_date": 9,
    "birth_date_after_plan": 3,
    "no_need": 12,
    "need_outside_list": 7,
    "bad_upn": 5,
    "updated_before_initial": 4,
}
HEADINGS = (
    "Unique ID",
    "UPN",
    "ULN",
    "Date of birth",
    "Gender",
    "Ethnicity",
    "Date initial EHC plan issued",
    "Date updated EHC plan issued",
    "Date EHC plan last reviewed",
    "SEN primary need",
    "Main education establishment – URN",
    "Main education establishment – phase",
    "Subsidiary education establishment – phase (dual registration)",
    "Elective home education",
    "Suspensions",
    "Permanent exclusions",
    "Absence",
    "Pupil Premium",
    "Known to children's social care?",
    "Which children's social care team?",
    "Does the child or young person have a disability?",
)
_COHORT_WEIGHTS = dict(zip(range(2018, 2027), (80, 84, 88, 95, 104, 122, 138, 150, 156), strict=True))
_NEEDS = {
    "ASD": 335,
    "SLCN": 205,
    "SEMH": 200,
    "MLD": 85,
    "SLD": 52,
    "PD": 36,
    "SPLD": 34,
    "PMLD": 18,
    "HI": 14,
    "VI": 9,
    "DS": 6,
    "MSI": 2,
    "OTH": 14,
}
_ETHNICITIES = {"WBRI": 700, "WOTH": 60, "MWBC": 22, "MOTH": 30, "AIND": 24, "APKN": 48, "BAFR": 45}
_ETHNICITIES |= {"BCRB": 14, "OOTH": 22, "NOBT": 20, "REFU": 15}
_TEAMS = {"Children in need": 50, "Looked after children": 28, "Child protection": 14, "Early help": 8}
_AGES = {2: 60, 3: 130, 4: 120, 5: 90, 6: 85, 7: 80, 8: 75, 9: 75, 10: 85, 11: 60, 12: 45}
_PHASES_FROM_11 = {
    "e) Secondary": 88,
    "f) All-through": 6,
    "h) Pupil referral unit/Alternative provision": 6,
}
_YES_NO = ("b) No", "a) Yes")


@dataclass(frozen=True, slots=True)
class ExampleChild:
    """One made-up row. Dates are dates, or the odd text that a real list would hold."""

    own_id: str
    upn: str
    born: date | str | None
    sex: str
    ethnicity: str
    initial: date | str | None
    updated: date | None
    reviewed: date | None
    need: str
    phase: str
    home_educated: bool
    team: str
    absence: float


def example_workbook(seed: int, *, today: date, n_children: int = N_CHILDREN) -> bytes:
    """The workbook as a council would upload it; `today` is the London date, which no plan may pass."""
    import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    # A fixed moment, or the same seed would give other bytes.
    book.set_properties({"title": f"{AREA_NAME} (made up)", "created": datetime(2026, 1, 1)})  # noqa: DTZ001
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("List_1")
    sheet.write_row(0, 0, HEADINGS, book.add_format({"bold": True}))
    sheet.set_column(0, len(HEADINGS) - 1, 14)
    for number, child in enumerate(example_children(seed, today=today, n_children=n_children), start=1):
        _write(sheet, number, _cells_of(child, number), day_format)
    book.close()
    return stream.getvalue()


def example_children(seed: int, *, today: date, n_children: int = N_CHILDREN) -> list[ExampleChild]:
    """The rows of the list, planted faults included."""
    dice = Random(f"{seed}:children")  # noqa: S311 - made-up children, not secrets
    children = [_make_child(dice, number, today) for number in range(1, n_children + 1)]
    dice.shuffle(children)
    return _plant_faults(dice, children, today)


def _pick(dice: Random, weights: dict[Any, int]) -> Any:  # noqa: ANN401 - whatever the weights are of
    return dice.choices(list(weights), cum_weights=list(accumulate(weights.values())))[0]


def _make_child(dice: Random, number: int, today: date) -> ExampleChild:
    initial = _day_in_cohort(dice, today)
    born = _birth_day(dice, initial, today)
    reviewed = _last_review(dice, initial, today)
    updated = reviewed + timedelta(days=dice.randint(20, 80)) if reviewed and dice.random() < 0.45 else None
    age = (today - born).days // 365
    return ExampleChild(
        own_id=f"EX-{100_000 + number}",
        upn=f"Z000{dice.randrange(100):02d}{number:07d}" if 4 <= age < 17 else "",
        born=born,
        sex=_pick(dice, {"a) Male": 715, "b) Female": 282, "c) Not known": 3}),
        ethnicity=_pick(dice, _ETHNICITIES),
        initial=initial,
        updated=updated if updated and updated <= today else None,
        reviewed=reviewed,
        need=_pick(dice, _NEEDS),
        phase=_phase_at(dice, age),
        home_educated=dice.random() < 0.02,
        team=_pick(dice, _TEAMS) if dice.random() < 0.17 else "",
        absence=round(min(dice.expovariate(1 / 0.13), 1.0), 3),
    )


def _day_in_cohort(dice: Random, today: date) -> date:
    """A working day of a cohort year; the newest year is only as full as the calendar."""
    while True:
        year = _pick(dice, _COHORT_WEIGHTS)
        day = date(year, 1, 2) + timedelta(days=dice.randrange(363))
        if day <= today and day.weekday() < 5:
            return day


def _birth_day(dice: Random, initial: date, today: date) -> date:
    """A first plan comes mostly between two and eleven; nobody on the list is over 25 today."""
    while True:
        years = _pick(dice, _AGES)
        if dice.random() < 0.12:
            years = dice.randint(13, 18)
        born = initial - timedelta(days=round(years * 365.25) + dice.randrange(365))
        if (today - born).days < 25 * 365:
            return born


def _last_review(dice: Random, initial: date, today: date) -> date | None:
    n_years = (today - initial).days // 365
    if n_years < 1:
        return None
    late = dice.randrange(0, 120) if dice.random() < 0.3 else -dice.randrange(0, 60)
    return min(initial + timedelta(days=365 * n_years + late), today)


def _phase_at(dice: Random, age: int) -> str:
    if dice.random() < 0.36 and age >= 4:
        return "g) Special"
    if age < 5:
        return "a) Nursery"
    if age < 11:
        return "b) Primary"
    return str(_pick(dice, _PHASES_FROM_11)) if age < 16 else "i) FE college"


def _plant_faults(dice: Random, children: list[ExampleChild], today: date) -> list[ExampleChild]:
    places = iter(dice.sample(range(50, len(children)), sum(FAULTS.values())))
    for fault, n_times in FAULTS.items():
        for time in range(n_times):
            place = next(places)
            children[place] = replace(children[place], **_spoil(fault, time, children, place, today))
    return children


def _spoil(fault: str, time: int, children: list[ExampleChild], place: int, today: date) -> dict[str, Any]:
    child = children[place]
    initial = child.initial if isinstance(child.initial, date) else today
    as_text = ("%d/%m/%Y", "%d-%m-%y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%d.%m.%Y")[time % 6]
    spoilt: dict[str, dict[str, Any]] = {
        "repeated_id": {"own_id": children[time].own_id},
        "no_id": {"own_id": ""},
        "no_plan_date": {"initial": None},
        "impossible_plan_date": {"initial": f"31/02/{2020 + time}"},
        "future_plan_date": {"initial": today + timedelta(days=30 + time)},
        "date_as_text": {"initial": initial.strftime(as_text)},
        "no_birth_date": {"born": None},
        "birth_date_after_plan": {"born": initial + timedelta(days=40)},
        "no_need": {"need": ""},
        "need_outside_list": {"need": ("BESD", "N/K", "ADHD")[time % 3]},
        "bad_upn": {"upn": f"Z000{time:05d}"},
        "updated_before_initial": {"updated": initial - timedelta(days=30)},
    }
    return spoilt[fault]


def _cells_of(child: ExampleChild, number: int) -> list[object]:
    known = bool(child.team)
    return [
        child.own_id,
        child.upn,
        "",
        child.born,
        child.sex,
        child.ethnicity,
        child.initial,
        child.updated,
        child.reviewed,
        child.need,
        900_000 + number % 140,
        child.phase,
        "",
        _YES_NO[child.home_educated],
        int(number % 37 == 0),
        0,
        child.absence,
        _YES_NO[number % 3 == 0],
        _YES_NO[known],
        child.team,
        _YES_NO[number % 5 != 0],
    ]


def _write(sheet: Any, number: int, cells: list[object], day_format: object) -> None:  # noqa: ANN401 - untyped
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day_format)  # noqa: DTZ001
        elif isinstance(cell, int | float):
            sheet.write_number(number, column, cell)
        elif cell:
            sheet.write_string(number, column, str(cell))
