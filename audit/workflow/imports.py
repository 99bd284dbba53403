"""Bringing in a past audit: read, matched by columns and words, looked at, and kept as a closed round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.rubric import Rubric
from audit.intake.frame import safe_file_name
from audit.intake.past_cases import PastReading, read_past_cases
from audit.intake.past_columns import check_columns, suggest_columns
from audit.intake.past_table import PastTable
from audit.intake.past_values import (
    find_crowded,
    list_meanings,
    list_values,
    suggest_meaning,
)
from audit.intake.rubric import read_rubric
from audit.store.area import Area
from audit.store.audit_round import AuditRound
from audit.store.frame import Frame
from audit.store.keys import KeysMissing, StoredKeys, load_keys
from audit.store.queries import get_by_key
from audit.store.rubric import RubricVersion
from audit.workflow.area_keys import MISSING
from audit.workflow.editing import Refused, find_by_request_key
from audit.workflow.import_rows import keep_past_cases
from audit.workflow.needs import needs
from audit.workflow.past_audit import PastAudit, match_columns, pack, unpack
from audit.workflow.starting import suggest_round


@dataclass(frozen=True)
class ImportPage:
    """A past audit between two pages: what is known, what is suggested, and what the next page is handed."""

    past: PastAudit
    rubric: Rubric
    rubric_title: str
    carried: str
    suggested: tuple[str, ...] = ()
    values: Mapping[str, Sequence[tuple[str, int]]] | None = None
    reading: PastReading | None = None


@needs(Permission.IMPORT_AUDIT)
def list_standards(session: Session, actor: Actor) -> list[RubricVersion]:
    """The standards that a past audit can be matched to."""
    return list(session.scalars(sa.select(RubricVersion).order_by(RubricVersion.installed_at.desc())))


@needs(Permission.IMPORT_AUDIT)
def take_past_audit(
    session: Session,
    actor: Actor,
    *,
    table: PastTable,
    sha256: str,
    file_name: str,
    title: str,
    audit_year: int,
    audit_month: int | None,
    rubric_key: str,
    chosen_by: str,
    keys_folder: Path,
) -> ImportPage:
    """Guess what each column of a file is. The same file is never brought in twice: it would count twice."""
    known = _find_known(session, sha256)
    if known:
        raise Refused("file", known)
    version = get_by_key(session, RubricVersion, rubric_key)
    past = PastAudit(
        title=title,
        audit_year=audit_year,
        audit_month=audit_month,
        rubric_key=version.key,
        chosen_by=chosen_by,
        file_name=safe_file_name(file_name),
        sha256=sha256,
        n_rows=len(table.rows),
        headings=table.headings,
        rows=table.rows,
    )
    page = _page(session, past, _keys(session, actor, keys_folder))
    return replace(page, suggested=suggest_columns(table.headings, page.rubric))


def _find_known(session: Session, sha256: str) -> str | None:
    """Why this file cannot be brought in: it was already."""
    query = (
        sa.select(AuditRound.title)
        .join(Frame, Frame.round_id == AuditRound.row_id)
        .where(Frame.sha256 == sha256, AuditRound.is_imported)
    )
    title = session.scalars(query.limit(1)).first()
    return f"This file was brought in already, as “{title}”. It would count twice" if title else None


@needs(Permission.IMPORT_AUDIT)
def open_past_audit(session: Session, actor: Actor, *, carried: str, keys_folder: Path) -> ImportPage:
    """What the page before knew."""
    keys = _keys(session, actor, keys_folder)
    page = _page(session, unpack(carried, keys), keys)
    return replace(page, suggested=page.past.columns or suggest_columns(page.past.headings, page.rubric))


@needs(Permission.IMPORT_AUDIT)
def choose_columns(
    session: Session, actor: Actor, *, carried: str, uses: Sequence[str], keys_folder: Path
) -> ImportPage:
    """Say what each column is; all others, and the numbers of the documents, are forgotten."""
    keys = _keys(session, actor, keys_folder)
    page = _page(session, unpack(carried, keys), keys)
    if page.past.columns or len(uses) != len(page.past.headings):
        raise Conflict("These columns were matched already. Start again to match them anew.")
    faults = check_columns(uses, page.rubric)
    crowded = [] if faults else find_crowded(page.past.table, uses, page.rubric)
    faults += [
        f"“{page.past.headings[place]}” holds too many different texts to be an answer: leave it out"
        for place in crowded
    ]
    if faults:
        raise Refused("columns", ". ".join(faults))
    matched = _page(session, match_columns(page.past, uses, keys), keys)
    return replace(matched, values=list_values(matched.past.table, matched.past.columns, matched.rubric))


@needs(Permission.IMPORT_AUDIT)
def show_values(session: Session, actor: Actor, *, carried: str, keys_folder: Path) -> ImportPage:
    """The words of the matched columns."""
    page = open_past_audit(session, actor, carried=carried, keys_folder=keys_folder)
    if not page.past.columns:
        raise Conflict("Match the columns first.")
    return replace(page, values=list_values(page.past.table, page.past.columns, page.rubric))


@needs(Permission.IMPORT_AUDIT)
def choose_values(
    session: Session,
    actor: Actor,
    *,
    carried: str,
    values: Mapping[str, Mapping[str, str]],
    today: date,
    keys_folder: Path,
) -> ImportPage:
    """Say what each word stands for, and see what would be kept."""
    page = show_values(session, actor, carried=carried, keys_folder=keys_folder)
    for kind, words in (page.values or {}).items():
        meanings = list_meanings(kind, page.rubric)
        for word, _n in words:
            if values.get(kind, {}).get(word) not in meanings:
                raise Refused("values", f"Choose what “{word}” stands for")
    past = replace(page.past, values={kind: dict(meant) for kind, meant in values.items()})
    preview = _page(session, past, _keys(session, actor, keys_folder))
    return replace(preview, reading=_read(preview, today))


@needs(Permission.IMPORT_AUDIT)
def import_audit(
    session: Session,
    actor: Actor,
    *,
    carried: str,
    today: date,
    keys_folder: Path,
    request_key: str | None = None,
) -> AuditRound:
    """Keep a past audit for good: a closed round whose scoresheets say that nobody knows who marked them."""
    existing = find_by_request_key(session, AuditRound, request_key)
    if existing is not None:
        return existing
    page = show_values(session, actor, carried=carried, keys_folder=keys_folder)
    reading = _read(page, today)
    known = _find_known(session, page.past.sha256)
    if known:
        raise Conflict(known)
    if not reading.cases:
        raise Conflict("No row of the file can be brought in. Start again and match its columns anew.")
    year_kind = suggest_round(session, actor, today=today).year_kind
    keys = _keys(session, actor, keys_folder)
    return keep_past_cases(
        session,
        actor,
        past=page.past,
        reading=reading,
        year_kind=year_kind,
        key_version=keys.newest,
        request_key=request_key,
    )


@needs(Permission.IMPORT_AUDIT)
def suggest_values(session: Session, actor: Actor, *, page: ImportPage) -> dict[str, dict[str, str]]:
    """What each word most likely stands for; empty where nobody could guess."""
    return {
        kind: {word: suggest_meaning(kind, word, page.rubric) for word, _n in words}
        for kind, words in (page.values or {}).items()
    }


def _read(page: ImportPage, today: date) -> PastReading:
    past = page.past
    return read_past_cases(
        past.table,
        past.columns,
        past.values,
        page.rubric,
        audit_year=past.audit_year,
        today=today,
    )


def _page(session: Session, past: PastAudit, keys: StoredKeys) -> ImportPage:
    version = get_by_key(session, RubricVersion, past.rubric_key)
    return ImportPage(past, read_rubric(version.text), version.title, pack(past, keys))


def _keys(session: Session, actor: Actor, keys_folder: Path) -> StoredKeys:
    area_key = session.scalars(sa.select(Area.key).where(Area.row_id == actor.area_id)).one()
    try:
        return load_keys(keys_folder, area_key)
    except KeysMissing as error:
        raise Conflict(MISSING) from error
