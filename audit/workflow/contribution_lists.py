"""Advice, attendance and days of a whole round from a file: looked at first, then all of it or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.case import Problem
from audit.domain.case_dates import NOTHING as NO_DAYS
from audit.domain.case_dates import Days
from audit.domain.case_dates import find_faults as find_day_faults
from audit.domain.clock import Reason
from audit.domain.contribution import NOTHING, Part, complete, find_faults
from audit.domain.engagement import Rules
from audit.domain.identity import AreaKeys, Purpose, keyed_hash, normalise
from audit.domain.service import Service
from audit.intake.list_cells import fold
from audit.intake.recorded_list import (
    COLUMNS,
    UNKNOWN,
    ListedRow,
    RecordedList,
    Sort,
    make_list,
    read_list,
    say,
)
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.case_dates import CaseDates
from audit.store.contribution import Contribution
from audit.store.frame import Locator
from audit.store.keys import StoredKeys
from audit.store.panel_rows import list_cases
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.area_keys import load_area_keys
from audit.workflow.case_dates import write_dates
from audit.workflow.contributions import ToldPart, write_parts
from audit.workflow.editing import Refused, Stale
from audit.workflow.needs import needs
from audit.workflow.services import area_of, rules_of, services_of

# What a page can hand to the next.
MOST_CARRIED = 440_000
TOO_MUCH = "The file changes more than can be kept at once. Split it, and bring in the parts."
_MEANWHILE = "Somebody changed some of these rows since you looked. Nothing was kept: look at the file again."
_NO_CASE = "There is no such case in this round."
_NO_OWN_ID = "No case of this round has this own_id: correct it, or leave it empty if the case is right."
_SEVERAL = "This stands for more than one case: give the case number."
_CONTRADICT = "case and own_id contradict each other: correct the one that is wrong, or leave it empty."


@dataclass(frozen=True)
class ListsPage:
    """A round whose advice can be brought in, with what may stand in the file."""

    audit_round: AuditRound
    n_cases: int
    services: Sequence[Service]
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class Change:
    """One row that would be kept: which case and service, and each field before and after."""

    case: AuditCase
    service: Service | None
    before: Part | Days
    after: Part | Days
    version: int

    @property
    def fields(self) -> list[tuple[str, Any, Any]]:
        """What differs."""
        names = COLUMNS[Sort.SERVICES if self.service else Sort.DATES]
        pairs = ((name, getattr(self.before, name), getattr(self.after, name)) for name in names)
        return [pair for pair in pairs if pair[1] != pair[2]]


@dataclass(frozen=True)
class ListPreview:
    """What a file would change; with a problem it changes nothing. `carried` goes to the next page."""

    page: ListsPage
    sort: Sort
    n_rows: int
    changes: Sequence[Change]
    problems: Sequence[Problem]
    warnings: Sequence[Problem]
    carried: str = ""


@dataclass
class _Known:
    """What the rows of a file are held against."""

    cases: Mapping[int, AuditCase]
    parts: Mapping[tuple[int, str], Contribution]
    dates: Mapping[int, CaseDates]
    services: Mapping[str, Service]
    rules: Rules
    by_own_id: Mapping[str, Mapping[int, AuditCase]] = field(default_factory=dict)


@needs(Permission.IMPORT_ENGAGEMENT)
def show_lists(session: Session, actor: Actor, *, round_key: str) -> ListsPage:
    """The round, its services and what can excuse them."""
    audit_round = get_by_key(session, AuditRound, round_key)
    area = area_of(session)
    rules, kind = rules_of(area, date.max), audit_round.rubric_version.kind
    clocks = [rules.book.advice, *rules.book.of_kind(kind)]
    n_cases = len(list_cases(session, audit_round.row_id))
    return ListsPage(audit_round, n_cases, services_of(area), rules.book.reasons_of(clocks))


@needs(Permission.IMPORT_ENGAGEMENT)
def make_template(session: Session, actor: Actor, *, round_key: str, sort: Sort) -> bytes:
    """A row for each service of each case, or for each case, with what is known already."""
    audit_round = get_by_key(session, AuditRound, round_key)
    known = _read_known(session, audit_round, date.max)
    return make_list(sort, _template_rows(known, sort))


def _template_rows(known: _Known, sort: Sort) -> Iterator[dict[str, str]]:
    for number, case in known.cases.items():
        if sort is Sort.DATES:
            dates = known.dates.get(case.row_id)
            told: Part | Days = dates.days if dates else NO_DAYS
            yield _row(number, None, told, dates.version if dates else 0)
            continue
        for service in dict.fromkeys(known.services.values()):
            row = known.parts.get((case.row_id, service.code))
            yield _row(number, service, row.part if row else NOTHING, row.version if row else 0)


def _row(number: int, service: Service | None, told: Part | Days, version: int) -> dict[str, str]:
    names = COLUMNS[Sort.SERVICES if service else Sort.DATES]
    cells = {name: say(getattr(told, name)) for name in names}
    place = {"service": service.code} if service else {}
    return {"case": str(number), **place, **cells, "version": str(version)}


@needs(Permission.IMPORT_ENGAGEMENT)
def look_at_list(
    session: Session, actor: Actor, *, round_key: str, listed: RecordedList, keys_folder: Path, today: date
) -> ListPreview:
    """What a file would change, and everything that is wrong with it; nothing is written."""
    page = show_lists(session, actor, round_key=round_key)
    known = _read_known(session, page.audit_round, today)
    if any(row.own_id for row in listed.rows):
        keys = load_area_keys(session, page.audit_round, keys_folder)
        known.by_own_id = _find_own_ids(session, listed.rows, known, keys)
    return _preview(page, listed, known)


def _preview(page: ListsPage, listed: RecordedList, known: _Known) -> ListPreview:
    changes, problems, seen = [], list(listed.problems), dict[tuple[int, str], int]()
    for row in listed.rows:
        found = _judge(row, listed.sort, known, seen)
        if isinstance(found, Change):
            changes += [found] if found.fields else []
        else:
            problems += found
    problems.sort(key=lambda problem: problem.row)
    carried = make_list(listed.sort, map(_carry, changes)).decode() if not problems else ""
    if len(carried) > MOST_CARRIED:
        problems, carried = [Problem(1, "case", TOO_MUCH)], ""
    return ListPreview(page, listed.sort, len(listed.rows), changes, problems, listed.warnings, carried)


def _carry(change: Change) -> dict[str, str]:
    """What is new in the row, the unknown by its word, and from which version it was made."""
    place = {"service": change.service.code} if change.service else {}
    cells = {name: say(now) or UNKNOWN for name, _before, now in change.fields}
    return {"case": str(change.case.number), **place, **cells, "version": str(change.version)}


def _judge(
    row: ListedRow, sort: Sort, known: _Known, seen: dict[tuple[int, str], int]
) -> Change | list[Problem]:
    case = _find_case(row, known)
    if isinstance(case, Problem):
        return [case]
    service = known.services.get(fold(row.service)) if sort is Sort.SERVICES else None
    if sort is Sort.SERVICES and service is None:
        return [
            Problem(row.row, "service", "There is no service of that name. Add it in the settings first.")
        ]
    first = seen.setdefault((case.row_id, service.code if service else ""), row.row)
    if first != row.row:
        return [Problem(row.row, "case", f"The same case and service stand in row {first}.")]
    return _judge_part(row, case, service, known) if service else _judge_days(row, case, known)


def _find_case(row: ListedRow, known: _Known) -> AuditCase | Problem:
    """The one case that a row is about: its two numbers, where it has both, must stand for the same."""
    named = None if row.case is None else known.cases.get(row.case)
    if row.case is not None and named is None:
        return Problem(row.row, "case", _NO_CASE)
    own = known.by_own_id.get(normalise(row.own_id), {}) if row.own_id else {}
    if row.own_id and not own:
        return Problem(row.row, "own_id", _NO_CASE if named is None else _NO_OWN_ID)
    if named is not None:
        is_same = not own or named.number in own
        return named if is_same else Problem(row.row, "own_id", _CONTRADICT)
    return next(iter(own.values())) if len(own) == 1 else Problem(row.row, "own_id", _SEVERAL)


def _judge_part(row: ListedRow, case: AuditCase, service: Service, known: _Known) -> Change | list[Problem]:
    kept = known.parts.get((case.row_id, service.code))
    before = kept.part if kept else NOTHING
    after = complete(replace(before, **row.told))
    reasons = [reason.key for reason in known.rules.book.reasons_of([known.rules.book.advice])]
    faults = find_faults(after, today=known.rules.today, reasons=reasons) if after != before else ()
    problems = [Problem(row.row, name, f"{message}.") for name, message in faults]
    return problems or _check_version(row, Change(case, service, before, after, kept.version if kept else 0))


def _check_version(row: ListedRow, change: Change) -> Change | list[Problem]:
    """A row that says from which version it was made gives way to what was saved since."""
    if row.version in (None, change.version) or not change.fields:
        return change
    return [
        Problem(row.row, "version", "Somebody changed this since the template was downloaded: do so anew.")
    ]


def _judge_days(row: ListedRow, case: AuditCase, known: _Known) -> Change | list[Problem]:
    kept = known.dates.get(case.row_id)
    before = kept.days if kept else NO_DAYS
    told: dict[str, Any] = {**row.told}
    if told.get("exceptions", ()) is None:
        told["exceptions"] = ()
    after = replace(before, **told)
    faults = find_day_faults(after, today=known.rules.today) if after != before else ()
    problems = [Problem(row.row, name, f"{message}.") for name, message in faults]
    kind = case.audit_round.rubric_version.kind
    reasons = {reason.key for reason in known.rules.book.reasons_of(known.rules.book.of_kind(kind))}
    if not set(after.exceptions) <= reasons:
        problems.append(Problem(row.row, "exceptions", "This is not one of the exceptions."))
    return problems or _check_version(row, Change(case, None, before, after, kept.version if kept else 0))


@needs(Permission.IMPORT_ENGAGEMENT)
def keep_list(session: Session, actor: Actor, *, round_key: str, carried: str, today: date) -> int:
    """Keep what was looked at, all of it or nothing; returns how many rows were new."""
    page = show_lists(session, actor, round_key=round_key)
    known = _read_known(session, page.audit_round, today)
    preview = _preview(page, read_list(carried.encode()), known)
    if preview.problems:
        raise Conflict(_MEANWHILE)
    services = {service.code: service for service in page.services}
    try:
        with session.begin_nested():
            n_new = sum(_keep_case(session, own, services, known.rules) for own in _by_case(preview.changes))
    except (Stale, Refused) as error:
        raise Conflict(_MEANWHILE) from error
    if n_new:
        n_cases = len({change.case.row_id for change in preview.changes})
        details = {"sort": str(preview.sort), "rows": n_new, "cases": n_cases, "now": _as_details(preview)}
        record(session, actor, "advice_list_kept", f"round {page.audit_round.key}", details)
    return n_new


def _as_details(preview: ListPreview) -> dict[str, dict[str, dict[str, str]]]:
    """What changed, by case and service."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for change in preview.changes:
        service = change.service.code if change.service else "days"
        fields = {name: say(now) or UNKNOWN for name, _before, now in change.fields}
        found.setdefault(change.case.key, {})[service] = fields
    return found


def _by_case(changes: Sequence[Change]) -> list[list[Change]]:
    grouped: dict[int, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.case.row_id, []).append(change)
    return list(grouped.values())


def _keep_case(session: Session, changes: list[Change], services: Mapping[str, Service], rules: Rules) -> int:
    case = changes[0].case
    told = [
        ToldPart(change.service.code, change.after, change.version)
        for change in changes
        if change.service and isinstance(change.after, Part)
    ]
    n_new = len(write_parts(session, case, told, services, rules))
    for change in changes:
        if isinstance(change.after, Days):
            n_new += bool(write_dates(session, case, change.after, change.version, rules))
    return n_new


def _read_known(session: Session, audit_round: AuditRound, today: date) -> _Known:
    area = area_of(session)
    cases = {case.number: case for case in list_cases(session, audit_round.row_id)}
    ids = [case.row_id for case in cases.values()]
    parts = session.scalars(sa.select(Contribution).where(Contribution.case_id.in_(ids)))
    dates = session.scalars(sa.select(CaseDates).where(CaseDates.case_id.in_(ids)))
    services = services_of(area)
    # In a file a code stands for its own service, whatever another may be called.
    named = {fold(one.name): one for one in services} | {fold(one.code): one for one in services}
    return _Known(
        cases,
        {(row.case_id, row.service): row for row in parts},
        {row.case_id: row for row in dates},
        named,
        rules_of(area, today),
    )


def _find_own_ids(
    session: Session, rows: Sequence[ListedRow], known: _Known, keys: StoredKeys
) -> Mapping[str, Mapping[int, AuditCase]]:
    """All cases that the council's own number stands for, or a locator where that is something else."""
    found: dict[str, dict[int, AuditCase]] = {}
    for own_id, case in (*_by_hash(rows, known, keys), *_by_locator(session, known, keys)):
        found.setdefault(own_id, {})[case.number] = case
    return found


def _by_hash(rows: Sequence[ListedRow], known: _Known, keys: StoredKeys) -> Iterator[tuple[str, AuditCase]]:
    by_hash = {case.own_hash: case for case in known.cases.values()}
    area_keys = AreaKeys(keys.versions)
    for own_id in {normalise(row.own_id) for row in rows if row.own_id}:
        hashes = (keyed_hash(area_keys, Purpose.OWN_ID, own_id, version=version) for version in keys.versions)
        yield from ((own_id, by_hash[one]) for one in hashes if one in by_hash)


def _by_locator(session: Session, known: _Known, keys: StoredKeys) -> Iterator[tuple[str, AuditCase]]:
    by_entry = {case.entry_id: case for case in known.cases.values()}
    for row in session.scalars(sa.select(Locator).where(Locator.entry_id.in_(by_entry))):
        try:
            yield normalise(keys.decrypt(row.ciphertext, row.key_version)), by_entry[row.entry_id]
        except (InvalidToken, KeyError):
            continue  # made with a key that is gone: found by nothing
