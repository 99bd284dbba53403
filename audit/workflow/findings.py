"""What a finished round found, as managers and boards read it."""

import json
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, NotFound, Permission
from audit.reporting.content import DeviationText, ReportContent
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.queries import get_by_key
from audit.store.report import Report, ReportStatus
from audit.workflow.analysis_plans import later_deviations
from audit.workflow.needs import needs
from audit.workflow.report import find_newest, get_file
from audit.workflow.round_report import CHARTS, CONTENT


@dataclass(frozen=True)
class FindingsPage:
    """A closed round and its newest finished report; `waiting` is one that is still being made or failed.
    `later` is what was recorded since the report of having done otherwise than planned."""

    audit_round: AuditRound
    report: Report | None
    content: ReportContent | None
    charts: dict[str, dict[str, Any]]
    waiting: Report | None
    later: tuple[DeviationText, ...] = ()


@needs(Permission.READ_FINDINGS)
def list_findings(session: Session, actor: Actor) -> list[FindingsPage]:
    """Every closed round, the newest first, without reading its content."""
    closed = session.scalars(
        sa.select(AuditRound)
        .where(AuditRound.status == RoundStatus.CLOSED)
        .order_by(AuditRound.closed_at.desc())
    )
    return [_page(session, actor, audit_round) for audit_round in closed]


@needs(Permission.READ_FINDINGS)
def show_findings(session: Session, actor: Actor, *, round_key: str) -> FindingsPage:
    """The findings of one closed round; raises `NotFound`."""
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status != RoundStatus.CLOSED:
        raise NotFound(round_key)
    page = _page(session, actor, audit_round)
    if page.report is None:
        return page
    stored = get_file(session, actor, report=page.report, name=CONTENT).content
    charts = get_file(session, actor, report=page.report, name=CHARTS).content
    content = ReportContent.from_json(stored.decode())
    printed = content.analysis_plan
    return replace(
        page,
        content=content,
        charts=json.loads(charts),
        later=later_deviations([audit_round], printed.deviations if printed else ()),
    )


@needs(Permission.READ_FINDINGS)
def get_chart(session: Session, actor: Actor, *, round_key: str, name: str) -> bytes:
    """One picture as SVG; raises `NotFound`."""
    page = show_findings(session, actor, round_key=round_key)
    if name not in page.charts:
        raise NotFound(name)
    return str(page.charts[name]["svg"]).encode()


def _page(session: Session, actor: Actor, audit_round: AuditRound) -> FindingsPage:
    newest = find_newest(session, actor, audit_round=audit_round)
    done = find_newest(session, actor, audit_round=audit_round, done=True)
    waiting = newest if newest is not None and newest.status != ReportStatus.DONE else None
    return FindingsPage(audit_round, done, None, {}, waiting)
