"""Lists of documents: what is kept of them, what was refused, and taking one back before the draw."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.domain.case import Basis, FrameEntry, Problem, bases_of, keep_restricted
from audit.domain.identity import AreaKeys, pseudonymise
from audit.intake.frame import read_frame, refusals_csv, safe_file_name
from audit.intake.reading import FrameReading, Headings
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.frame import Frame
from audit.store.frame_entries import (
    add_entries,
    count_cohorts,
    count_reasons,
    delete_entries,
    find_restrictions,
    list_hashes,
)
from audit.store.links import FORM as LINKS
from audit.store.links import give_back_listed
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.area_keys import load_area_keys
from audit.workflow.editing import Refused, find_by_request_key
from audit.workflow.needs import needs

_MISSING = "This heading was not found, so nothing is known of it for any document."
_UNKNOWN = "This column was not recognised, so it was not read."
DRAWN = "The sample of this round is drawn, so its list can no longer change. Start another round instead."


class HeadingFault(StrEnum):
    """What can be wrong with a heading."""

    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FramesPage:
    """The lists of one round and what they hold together."""

    audit_round: AuditRound
    frames: Sequence[Frame]
    cohorts: Sequence[tuple[int, int]]
    n_listed: int
    n_restricted: int
    n_on_purpose: int
    copied_basis: str | None = None

    @property
    def can_change(self) -> bool:
        """Whether a list may still come in or be taken back."""
        return self.audit_round.status == RoundStatus.PLANNED


@needs(Permission.READ_FRAME)
def show_frames(session: Session, actor: Actor, *, round_key: str) -> FramesPage:
    """All that was listed for one round."""
    audit_round = get_by_key(session, AuditRound, round_key)
    query = sa.select(Frame).where(Frame.round_id == audit_round.row_id).order_by(Frame.row_id)
    cohorts = count_cohorts(session, round_id=audit_round.row_id)
    n_restricted, n_on_purpose = count_reasons(session, audit_round.row_id)
    frames = list(session.scalars(query))
    n_listed = sum(n_plans for _year, n_plans in cohorts)
    source = session.get(AuditRound, audit_round.copied_from_id) if audit_round.copied_from_id else None
    basis = source.basis if source else None
    return FramesPage(audit_round, frames, cohorts, n_listed, n_restricted, n_on_purpose, basis)


@needs(Permission.READ_FRAME)
def get_frame(session: Session, actor: Actor, *, round_key: str, key: str) -> Frame:
    """One list of this round."""
    audit_round = get_by_key(session, AuditRound, round_key)
    frame = get_by_key(session, Frame, key)
    if frame.round_id != audit_round.row_id:
        raise NotFound("the list belongs to another round")
    return frame


@needs(Permission.READ_FRAME)
def count_frame_cohorts(session: Session, actor: Actor, *, frame: Frame) -> Sequence[tuple[int, int]]:
    """How many documents of each cohort year one list added."""
    return count_cohorts(session, frame_id=frame.row_id)


@needs(Permission.READ_FRAME)
def add_frame(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    content: bytes,
    file_name: str,
    basis: Basis,
    today: date,
    keys_folder: Path,
    request_key: str | None = None,
) -> Frame:
    """Read a list and keep what may be kept of it; of a mended list only what is new.

    The file is read before the first query, so that nobody waits for the database meanwhile.
    """
    reading = read_frame(content, file_name, basis=basis, today=today)
    existing = find_by_request_key(session, Frame, request_key)
    if existing is not None:
        return existing
    audit_round = _get_open_to_lists(session, round_key, basis)
    frame = _make_frame(audit_round, reading, basis)
    frame.file_name, frame.sha256 = safe_file_name(file_name), hashlib.sha256(content).hexdigest()
    frame.request_key = request_key
    session.add(frame)
    session.flush()
    _keep_new(session, frame, reading, load_area_keys(session, audit_round, keys_folder).versions)
    audit_round.basis = basis
    flag_modified(audit_round, "basis")  # a preview of the draw that is open somewhere is now stale
    counts = _counts_of(frame) | {"form": frame.form, "basis": str(basis), "sha256": frame.sha256}
    record(session, actor, "frame_read", f"frame {frame.key}", counts)
    return frame


def _get_open_to_lists(session: Session, round_key: str, basis: Basis | None = None) -> AuditRound:
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status != RoundStatus.PLANNED:
        raise Conflict(DRAWN)
    if basis is not None and basis not in bases_of(audit_round.rubric_version.kind):
        raise Refused(
            "basis", "This round is of another kind of document. Open its list again and upload there"
        )
    if basis is not None and audit_round.basis not in (None, basis):
        raise Refused(
            "basis", "All lists of one round must be of the same sort. Take the other list back first"
        )
    return audit_round


def _make_frame(audit_round: AuditRound, reading: FrameReading, basis: Basis) -> Frame:
    return Frame(
        round_id=audit_round.row_id,
        area_id=audit_round.area_id,
        form=reading.form,
        basis=basis,
        n_rows=reading.n_rows,
        n_accepted=len(reading.accepted),
        n_added=0,
        n_already_listed=0,
        warnings=[*_group_headings(reading.headings), *_group_problems(_of_rows(reading))],
        refused=[problem.as_dict() for problem in reading.refused],
    )


def _keep_new(session: Session, frame: Frame, reading: FrameReading, versions: dict[int, bytes]) -> None:
    keys, listed = AreaKeys(versions), list_hashes(session, frame.round_id)
    restricted = find_restrictions(session)
    entries = [keep_restricted(pseudonymise(plan, keys), restricted) for plan in reading.accepted]
    fresh: list[FrameEntry] = [entry for entry in entries if entry.own_hash not in listed]
    add_entries(session, frame, fresh, versions)
    frame.n_added, frame.n_already_listed = len(fresh), len(entries) - len(fresh)


def _counts_of(frame: Frame) -> dict[str, int | str]:
    return {
        "rows": frame.n_rows,
        "accepted": frame.n_accepted,
        "added": frame.n_added,
        "already_listed": frame.n_already_listed,
        "refused": len(frame.refused),
    }


def _of_rows(reading: FrameReading) -> Iterable[Problem]:
    """The warnings about rows: a heading that is missing is no fault of a row."""
    about = {(reading.headings.row, heading) for heading in reading.headings.missing}
    return (problem for problem in reading.warnings if (problem.row, problem.column) not in about)


def _group_headings(headings: Headings) -> list[dict[str, object]]:
    sorts = (
        (HeadingFault.MISSING, headings.missing, _MISSING),
        (HeadingFault.UNKNOWN, headings.unknown, _UNKNOWN),
    )
    return [
        {"column": heading, "reason": reason, "rows": [headings.row], "heading": str(fault)}
        for fault, named, reason in sorts
        for heading in named
    ]


@needs(Permission.READ_FRAME)
def list_headings(session: Session, actor: Actor, *, frame: Frame, fault: HeadingFault) -> list[str]:
    """The headings that a list lacks, or those in it that nobody knows."""
    return [group["column"] for group in frame.warnings if group.get("heading") == fault]


def _group_problems(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Warnings by column and reason: twenty thousand rows may all lack the same thing."""
    rows: dict[tuple[str, str], list[int]] = {}
    for problem in problems:
        rows.setdefault((problem.column, problem.reason), []).append(problem.row)
    return [{"column": column, "reason": reason, "rows": found} for (column, reason), found in rows.items()]


@needs(Permission.READ_FRAME)
def remove_frame(session: Session, actor: Actor, *, round_key: str, key: str) -> None:
    """Take a list back before the draw, with everything that came in by it."""
    frame = get_frame(session, actor, round_key=round_key, key=key)
    audit_round = _get_open_to_lists(session, round_key)
    if frame.form == LINKS:
        give_back_listed(session, frame)
    delete_entries(session, frame_id=frame.row_id)
    record(session, actor, "frame_removed", f"frame {frame.key}", _counts_of(frame))
    session.delete(frame)
    session.flush()
    others = session.scalars(sa.select(Frame.row_id).where(Frame.round_id == audit_round.row_id).limit(1))
    audit_round.basis = audit_round.basis if others.first() else None
    flag_modified(audit_round, "basis")


@needs(Permission.READ_FRAME)
def export_refusals(session: Session, actor: Actor, *, round_key: str, key: str) -> bytes:
    """Every refused row and warning of a list as CSV, without a cell of it; the history says who took it."""
    frame = get_frame(session, actor, round_key=round_key, key=key)
    refused = tuple(Problem(**problem) for problem in frame.refused)
    warnings = tuple(
        Problem(row, group["column"], group["reason"])
        for group in frame.warnings
        if "heading" not in group
        for row in group["rows"]
    )
    record(session, actor, "refusals_downloaded", f"frame {frame.key}", {"refused": len(refused)})
    return refusals_csv(FrameReading(frame.form, frame.n_rows, (), warnings, refused))
