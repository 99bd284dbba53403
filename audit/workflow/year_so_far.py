"""What this year's finished audits found, counted from their own findings, and who took part."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from audit.domain.access import Actor, Permission
from audit.domain.case import ChosenBy
from audit.domain.year_so_far import KindSoFar, MonthCount, sum_up
from audit.store.audit_round import AuditRound, Programme, RoundStatus
from audit.store.report import Report, ReportFile, ReportKind, ReportRound, ReportStatus
from audit.workflow.needs import needs
from audit.workflow.round_report import CONTENT


@dataclass(frozen=True)
class YearSoFar:
    """One programme up to today. `absent` are agencies that the standards call for and that sent nobody."""

    programme: Programme
    kinds: Sequence[KindSoFar]
    took_part: Sequence[str]
    absent: Sequence[str]
    next_board_on: date | None


@needs(Permission.READ_FINDINGS)
def show_year(session: Session, actor: Actor, *, today: date) -> YearSoFar | None:
    """The programme that today lies in, with the newest audit if there are two; None where there is none."""
    programme = _find_programme(session, today)
    if programme is None:
        return None
    contents = _read_contents(session, programme)
    taking_part = [agency for _, content in contents for agency in content["panel"]["agencies"]]
    took_part = _once(agency["name"] for agency in taking_part if agency["n_sheets"])
    absent = _once(name for _, content in contents for name in content["panel"]["absent"])
    return YearSoFar(
        programme,
        sum_up(_count(audit_round, content) for audit_round, content in contents),
        took_part,
        [name for name in absent if name not in took_part],
        find_next_board(programme, today),
    )


def _find_programme(session: Session, today: date) -> Programme | None:
    query = sa.select(Programme).outerjoin(AuditRound, AuditRound.programme_id == Programme.row_id)
    query = query.where(Programme.starts_on <= today, Programme.ends_on >= today)
    newest = sa.func.coalesce(AuditRound.row_id, 0).desc()
    return session.scalars(query.order_by(newest, Programme.row_id.desc()).limit(1)).one_or_none()


def find_next_board(programme: Programme, today: date) -> date | None:
    """When the SEND board meets next, today included."""
    days = sorted(date.fromisoformat(day) for day in programme.board_dates)
    return next((day for day in days if day >= today), None)


def _count(audit_round: AuditRound, content: dict[str, Any]) -> MonthCount:
    grades = content["grades"]
    return MonthCount(audit_round.rubric_version.kind, grades["n_good"], grades["n_graded"])


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _read_contents(session: Session, programme: Programme) -> list[tuple[AuditRound, dict[str, Any]]]:
    """The newest findings of each finished audit whose cases were drawn at random, the oldest first."""
    query = (
        sa.select(AuditRound, ReportFile.content)
        .join(ReportRound, ReportRound.round_id == AuditRound.row_id)
        .join(Report, Report.row_id == ReportRound.report_id)
        .join(ReportFile, ReportFile.report_id == Report.row_id)
        .options(joinedload(AuditRound.rubric_version))
        .where(AuditRound.programme_id == programme.row_id, AuditRound.status == RoundStatus.CLOSED)
        .where(AuditRound.chosen_by == ChosenBy.RANDOM, AuditRound.is_imported.is_(False))
        .where(Report.kind == ReportKind.ROUND, Report.status == ReportStatus.DONE)
        .where(ReportFile.name == CONTENT)
        .order_by(AuditRound.closed_at, Report.row_id)
    )
    newest = {audit_round: content for audit_round, content in session.execute(query)}
    return [(audit_round, json.loads(content)) for audit_round, content in newest.items()]
