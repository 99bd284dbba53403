"""A round as a workbook, whatever its state: what stands now, as far as its lead may see it."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.domain.agency import Agency
from audit.domain.rubric import Rubric
from audit.domain.words import AGENCIES, say, say_restricted
from audit.intake.rubric import read_rubric
from audit.reporting.figures import day
from audit.reporting.workbook import make_workbook
from audit.reporting.workbook_rows import AgencyRow, CorrectionRow, GroupRow, WorkbookContent
from audit.store.area import Area
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.correction import Correction
from audit.store.frame import Stratum
from audit.store.frame_entries import count_cohorts
from audit.store.panel import Assignment, AssignmentStatus, Purpose
from audit.store.panel_rows import list_assignments
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.store.visible_rules import still_to_score
from audit.workflow.needs import needs
from audit.workflow.report import download, find_newest
from audit.workflow.round_cases import read_scored_cases
from audit.workflow.round_report import WORKBOOK, period_of
from audit.workflow.round_rows import read_rows


@dataclass(frozen=True)
class RoundWorkbook:
    """The workbook and the round that it is about."""

    audit_round: AuditRound
    content: bytes


@needs(Permission.EXPORT_ROUND)
def export_round(session: Session, actor: Actor, *, round_key: str, today: date) -> RoundWorkbook:
    """Of a finished round the workbook of its report; of any other what stands today, said not final."""
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status == RoundStatus.CLOSED:
        report = find_newest(session, actor, audit_round=audit_round, done=True)
        if report is not None:
            file = download(session, actor, report=report, name=WORKBOOK)
            return RoundWorkbook(audit_round, file.content)
    content = describe_standing(session, actor, audit_round=audit_round, today=today)
    workbook = make_workbook(content)
    details = {
        "status": str(audit_round.status),
        "cases": len(content.cases),
        "answers": len(content.ratings),
        "sha256": hashlib.sha256(workbook).hexdigest(),
    }
    record(session, actor, "round_exported", f"round {audit_round.key}", details)
    return RoundWorkbook(audit_round, workbook)


@needs(Permission.EXPORT_ROUND)
def describe_standing(
    session: Session, actor: Actor, *, audit_round: AuditRound, today: date
) -> WorkbookContent:
    """Read under the lead's own row filter: no draft, and nothing of a case that they still have to score."""
    rubric = read_rubric(audit_round.rubric_version.text)
    area = session.scalars(sa.select(Area).where(Area.row_id == audit_round.area_id)).one()
    cases, ratings, moderated = read_rows(
        session, audit_round, rubric, read_scored_cases(session, audit_round)
    )
    return WorkbookContent(
        area=area.name,
        is_example=area.is_example,
        title=audit_round.title,
        period=period_of(audit_round),
        closed_at=now(),
        fingerprint="",
        standing=_say_standing(audit_round, today),
        level_names=_level_names(rubric),
        notes=tuple(_notes(session, actor, audit_round)),
        groups=tuple(_groups(session, audit_round)),
        cases=cases,
        agencies=tuple(_agencies(list_assignments(session, audit_round.row_id))),
        ratings=ratings,
        moderated=moderated,
        corrections=tuple(_corrections(session, audit_round)),
    )


def _say_standing(audit_round: AuditRound, today: date) -> str:
    is_closed = audit_round.status == RoundStatus.CLOSED
    state = "its report is not made yet" if is_closed else say("round", audit_round.status).lower()
    return f"As it stands on {day(today)}, not final: {state}."


def _level_names(rubric: Rubric) -> tuple[str, ...]:
    return tuple(level.name for level in sorted(rubric.levels, key=lambda level: level.number))


def _notes(session: Session, actor: Actor, audit_round: AuditRound) -> Sequence[str]:
    """What a reader must know of this workbook besides."""
    waiting = sa.select(AuditCase.row_id).where(
        AuditCase.round_id == audit_round.row_id, AuditCase.row_id.in_(still_to_score(actor.person_id))
    )
    notes = [f"Standards: {audit_round.rubric_version.title}, {audit_round.rubric_version.rubric_version}."]
    if audit_round.is_imported:
        notes.append(f"{say('author', 'imported')}.")
    if audit_round.left_out:
        notes.append(f"Restricted, left out before the draw: {say_restricted(audit_round.left_out)}.")
    if session.scalars(waiting).first() is not None:
        notes.append("Cases that you still have to score yourself show nothing of what others put down.")
    return [*notes, "What auditors typed stays in the workbench: it is about a child."]


def _groups(session: Session, audit_round: AuditRound) -> list[GroupRow]:
    """Of a drawn round its groups, of any other the years of its list."""
    rows = session.scalars(
        sa.select(Stratum).where(Stratum.round_id == audit_round.row_id).order_by(Stratum.row_id)
    ).all()
    if rows:
        return [GroupRow(group=row.label, n_listed=row.n_listed, n_drawn=row.n_drawn) for row in rows]
    cohorts = count_cohorts(session, round_id=audit_round.row_id)
    return [GroupRow(group=f"Plans of {year}", n_listed=n_plans) for year, n_plans in cohorts]


def _agencies(rows: Sequence[Assignment]) -> list[AgencyRow]:
    """How far each agency is, never who."""
    held = [
        row for row in rows if row.status != AssignmentStatus.HANDED_BACK and row.purpose == Purpose.AUDIT
    ]
    people = Counter(agency for agency, _ in {(row.agency, row.person_id) for row in held})
    given = Counter(row.agency for row in held)
    done = Counter(row.agency for row in held if row.status == AssignmentStatus.SUBMITTED)
    return [
        AgencyRow(agency=AGENCIES[one], n_auditors=people[one], n_given=given[one], n_submitted=done[one])
        for one in Agency
        if given[one]
    ]


def _corrections(session: Session, audit_round: AuditRound) -> list[CorrectionRow]:
    query = (
        sa.select(Correction)
        .join(Correction.case)
        .where(AuditCase.round_id == audit_round.row_id)
        .order_by(AuditCase.number, Correction.row_id)
    )
    return [
        CorrectionRow(
            case_number=row.case.number,
            owner=row.owner,
            due_on=row.due_on,
            replied_on=row.replied_at.date() if row.replied_at else None,
            status=say("correction", row.status),
        )
        for row in session.scalars(query)
    ]
