"""The workbench's own list of cases: a CSV file with documented columns and a template to download."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from audit.domain.case import (
    Basis,
    ChosenBy,
    EthnicGroup,
    Fact,
    ListedPlan,
    Origin,
    Phase,
    Placement,
    Problem,
    Sex,
    Stage,
)
from audit.intake import annex_a
from audit.intake.codes import ETHNIC_GROUPS, PHASES, SEXES, YES_NO
from audit.intake.list_cells import UnreadableCell, fold, is_blank, text_of
from audit.intake.listing import Listing
from audit.intake.marks import read_flags, read_restriction
from audit.intake.reading import FrameReading, Headings, UnreadableFile, list_unknown, refuse_repeats
from audit.intake.rows import (
    Layout,
    Row,
    read_birth_day,
    read_code,
    read_need,
    read_plan_day,
    read_text,
    read_upn,
)

FORM = "cases_csv"
COLUMNS: dict[str, str] = {
    "own_id": "The council's own number for the child or young person. Needed, and only once in the list.",
    "plan_date": (
        "The day of the document, such as 31/01/2024: when a plan was issued, when an assessment was "
        "decided, when a review meeting was held, when advice was written. Needed."
    ),
    "review_no": (
        "Of a plan: 0 for a first plan, 1 after the first review, and so on; empty if not known. "
        "Of other documents: leave it empty, and those of one year are compared with those of the next."
    ),
    "upn": "Unique pupil number. Kept only as a keyed hash.",
    "date_of_birth": "Such as 31/01/2015. Kept only as an age band on the day of the document.",
    "sex": "female, male, other or unknown.",
    "ethnicity": "School census code or broad group. Kept only as a broad group.",
    "need": "Primary need: SPLD, MLD, SLD, PMLD, SEMH, SLCN, HI, VI, MSI, PD, ASD, DS or OTH.",
    "phase": "early_years, primary, secondary, all_through, sixteen_plus, special, alternative or none.",
    "social_care": "yes if known to children's social care, otherwise no.",
    "looked_after": "yes if looked after by the council, otherwise no.",
    "home_educated": "yes if educated at home by choice, otherwise no.",
    "personal_budget": "yes if there is a personal budget, otherwise no.",
    "stage": "draft, final, amended or phase_transfer. Empty means final.",
    "origin": "ours, moved_in or tribunal. Empty means ours.",
    "placement": "in_area, out_of_area or eotas (education otherwise than at school). Empty means in_area.",
    "chosen_by": "random, thematic, dip_sample, referred, inspection or link. Empty means random.",
    "restricted": (
        "yes if only named auditors may see the case, or why: adoption, protection_plan, court_order, "
        "own_child (of a member of staff or of the forum) or other. Empty or no means no. "
        "What cannot be understood counts as yes."
    ),
    "flags": "appeal, complaint or ombudsman, if one is under way; several with ; or a space between them.",
    "locator": "Where the document is found: a number or link in the council's system. Kept encrypted.",
}
REQUIRED = ("own_id", "plan_date")
# Without these columns something stays unknown of every document; the others have a plain meaning when empty.
_DESCRIBING = (
    "upn",
    "date_of_birth",
    "sex",
    "ethnicity",
    "need",
    "phase",
    "social_care",
    "looked_after",
    "home_educated",
    "personal_budget",
)
_KEYS = {fold(name): name for name in COLUMNS}
_DELIMITERS = ",;\t"
_STAGES = {fold(member): member for member in Stage}
_ORIGINS = {fold(member): member for member in Origin}
_PLACEMENTS = {fold(member): member for member in Placement}
_CHOSEN_BY = {fold(member): member for member in ChosenBy}
_PHASES = {**PHASES, **{fold(member): member for member in Phase}}
_FACTS = {
    "looked_after": Fact.LOOKED_AFTER,
    "home_educated": Fact.HOME_EDUCATED,
    "personal_budget": Fact.PERSONAL_BUDGET,
}
# A blank cell is not a no.
_UNSAID = {**_FACTS, "placement": Fact.EOTAS, "stage": Fact.PHASE_TRANSFER}
_NOT_UTF_8 = "The file is not in UTF-8; it was read as Windows text. Check letters with accents."


def template_csv() -> bytes:
    """An empty list with the headings, as a spreadsheet opens it without asking."""
    return ("\ufeff" + ",".join(COLUMNS) + "\r\n").encode()


def read_csv(content: bytes, *, basis: Basis, today: date) -> FrameReading:
    """The cases of a CSV list, under our own headings or those of Annex A."""
    text, faults = decode(content)
    rows = read_records(text)
    first = next(rows, [])
    own, theirs = _columns_in(first), annex_a.find_headings([(1, first)])[1]
    if len(theirs) > len(own):
        reading = annex_a.read_list(annex_a.FORM, _with_first(first, rows), basis=basis, today=today)
    else:
        reading = _read_own(first, rows, basis, today)
    return replace(reading, warnings=(*faults, *reading.warnings))


def _with_first(first: Sequence[str], rows: Iterator[list[str]]) -> Iterator[Sequence[str]]:
    yield first
    yield from rows


def _read_own(first: Sequence[str], rows: Iterable[Sequence[str]], basis: Basis, today: date) -> FrameReading:
    columns = _columns_in(first)
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise UnreadableFile(
            f"These headings were not found in the first row of the list: {', '.join(missing)}. "
            "Use the headings of the template, or upload the Annex A workbook."
        )
    refuse_repeats((_KEYS[fold(heading)], heading) for heading in first if fold(heading) in _KEYS)
    layout = Layout(columns, {name: name for name in COLUMNS})
    undescribed = tuple(name for name in _DESCRIBING if name not in columns)
    headings = Headings(1, undescribed, list_unknown(first, _KEYS))
    numbered = enumerate(rows, start=2)
    filled = (Row(number, values, layout) for number, values in numbered if not all(map(is_blank, values)))
    judge = partial(_judge, basis=basis, today=today)
    return Listing("own_id", "upn", judge, headings).read(FORM, filled)


def decode(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file, with a warning where its letters had to be guessed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), (Problem(1, "", _NOT_UTF_8),)


def read_records(text: str) -> Iterator[list[str]]:
    """One record after another; a spreadsheet's row number is the record's, not the line's."""
    heading = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise UnreadableFile(
            f"The list cannot be read near line {reader.line_num}: a quotation mark is not closed, "
            f"or a cell holds more than {csv.field_size_limit():,} characters. "
            "Mend it and upload the file again."
        ) from error


def _columns_in(headings: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, heading in enumerate(headings[: annex_a.MAX_COLUMNS]):
        key = _KEYS.get(fold(heading))
        if key:
            columns.setdefault(key, index)
    return columns


def _judge(row: Row, own_id: str, *, basis: Basis, today: date) -> ListedPlan:
    plan_on = read_plan_day(row, "plan_date", today)
    return ListedPlan(
        row=row.number,
        own_id=own_id,
        plan_on=plan_on,
        review_no=_review_no(row, basis),
        upn=read_upn(row, "upn"),
        birth_on=read_birth_day(row, "date_of_birth", plan_on),
        sex=read_code(row, "sex", SEXES, Sex.UNKNOWN),
        ethnic_group=read_code(row, "ethnicity", ETHNIC_GROUPS, EthnicGroup.UNKNOWN),
        need=read_need(row, "need"),
        phase=read_code(row, "phase", _PHASES, Phase.UNKNOWN),
        social_care=read_code(row, "social_care", YES_NO, None),
        stage=read_code(row, "stage", _STAGES, Stage.FINAL),
        origin=read_code(row, "origin", _ORIGINS, Origin.OURS),
        placement=read_code(row, "placement", _PLACEMENTS, Placement.IN_AREA),
        chosen_by=read_code(row, "chosen_by", _CHOSEN_BY, ChosenBy.RANDOM),
        restricted_because=read_restriction(row, "restricted"),
        flags=read_flags(row, "flags"),
        facts=frozenset(fact for key, fact in _FACTS.items() if read_code(row, key, YES_NO, False)),
        cannot_know=frozenset(fact for key, fact in _UNSAID.items() if is_blank(row.cell(key))),
        locator=read_text(row, "locator"),
    )


def _review_no(row: Row, basis: Basis) -> int | None:
    if is_blank(row.cell("review_no")):
        return None if basis is Basis.PLANS_IN_FORCE else 0
    number = _small_number(row.cell("review_no"))
    if number is None:
        row.warn("review_no", "This is not a whole number from 0 to 30, so it counts as not known.")
    elif number and basis is Basis.FIRST_PLANS:
        row.warn("review_no", "The list is to hold first plans, but this plan has been reviewed.")
    return number


def _small_number(value: object) -> int | None:
    try:
        text = text_of(value)
    except UnreadableCell:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) <= 30 else None
