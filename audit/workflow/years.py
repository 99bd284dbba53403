"""Findings over the years: where there are two years to compare, asked for, stopped, read."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.domain.case import ChosenBy
from audit.reporting.content import DeviationText
from audit.reporting.years_content import YearsContent
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.report import Report, ReportKind, ReportRound, ReportStatus
from audit.store.rubric import RubricVersion
from audit.store.trail import record
from audit.store.visible_rules import table_of
from audit.workflow.analysis_plans import later_deviations
from audit.workflow.editing import find_by_request_key
from audit.workflow.needs import needs
from audit.workflow.report import get_file
from audit.workflow.round_report import CHARTS, CONTENT
from audit.workflow.years_inputs import rounds_of_report

_BEING_MADE = (ReportStatus.QUEUED, ReportStatus.LEASED)
_LEAST_YEARS = 2


@dataclass(frozen=True)
class YearsPage:
    """One kind of document: its newest finished findings over the years, and what became of a newer try.

    `n_newer`: audits that were finished since and are not in them. `later`: what was recorded since of having
    done otherwise than planned.
    """

    kind: str
    report: Report | None
    newest: Report | None
    n_rounds: int
    n_newer: int
    content: YearsContent | None = None
    charts: dict[str, dict[str, Any]] = field(default_factory=dict)
    later: tuple[DeviationText, ...] = ()

    @property
    def waiting(self) -> Report | None:
        """A try that is still under way."""
        return self.newest if self.newest is not None and self.newest.status in _BEING_MADE else None

    @property
    def stopped(self) -> Report | None:
        """The newest try, where it failed or somebody stopped it."""
        ended = (ReportStatus.FAILED, ReportStatus.CANCELLED)
        return self.newest if self.newest is not None and self.newest.status in ended else None

    @property
    def is_left_alone(self) -> bool:
        """Whether the worker that began it has gone; another takes it over by itself."""
        until = self.waiting.leased_until if self.waiting else None
        return until is not None and until < now()


@needs(Permission.READ_FINDINGS)
def list_years(session: Session, actor: Actor) -> list[YearsPage]:
    """Every kind of document with two years or more to compare, without reading what was found."""
    kinds = session.scalars(
        sa.select(RubricVersion.kind)
        .join(AuditRound, AuditRound.rubric_version_id == RubricVersion.row_id)
        .where(AuditRound.status == RoundStatus.CLOSED)
        .distinct()
        .order_by(RubricVersion.kind)
    ).all()
    return [page for kind in kinds if (page := _find_page(session, kind)) is not None]


@needs(Permission.READ_FINDINGS)
def show_years(session: Session, actor: Actor, *, kind: str) -> YearsPage:
    """The findings over the years of one kind; raises `NotFound` where there are no two years."""
    page = _get_page(session, kind)
    if page.report is None:
        return page
    stored = get_file(session, actor, report=page.report, name=CONTENT).content
    charts = get_file(session, actor, report=page.report, name=CHARTS).content
    content = YearsContent.from_json(stored.decode())
    rounds = session.scalars(rounds_of_report(page.report.row_id))
    return replace(
        page,
        content=content,
        charts=json.loads(charts),
        later=later_deviations(rounds, content.deviations),
    )


@needs(Permission.READ_FINDINGS)
def get_years_chart(session: Session, actor: Actor, *, kind: str, name: str) -> bytes:
    """One picture as SVG; raises `NotFound`."""
    page = _get_page(session, kind)
    if page.report is None:
        raise NotFound(name)
    charts = json.loads(get_file(session, actor, report=page.report, name=CHARTS).content)
    if name not in charts:
        raise NotFound(name)
    return str(charts[name]["svg"]).encode()


@needs(Permission.MAKE_REPORT)
def ask_for_years(session: Session, actor: Actor, *, kind: str, request_key: str | None = None) -> Report:
    """Make the findings over the years of all audits finished by now; one try at a time.

    A page whose try was stopped or failed may ask again: "Back" leads there.
    """
    page = _get_page(session, kind)
    if page.waiting is not None:
        return page.waiting
    before = find_by_request_key(session, Report, request_key)
    if before is not None:
        if before.status == ReportStatus.DONE:
            return before
        request_key = None
    rounds = _closed_rounds(session, kind)
    report = Report(
        area_id=rounds[-1].area_id,
        kind=ReportKind.YEARS,
        requested_by_id=actor.person_id,
        request_key=request_key,
    )
    session.add(report)
    session.flush()
    session.add_all(
        ReportRound(area_id=each.area_id, report_id=report.row_id, round_id=each.row_id) for each in rounds
    )
    details = {"kind": kind, "rounds": [each.key for each in rounds]}
    record(session, actor, "report_asked_for", f"report {report.key}", details)
    return report


@needs(Permission.MAKE_REPORT)
def stop_years(session: Session, actor: Actor, *, kind: str) -> Report:
    """Stop a try that is under way. Its worker keeps nothing of it; findings made before stay."""
    report = _get_page(session, kind).waiting
    if report is None:
        raise Conflict("It is not being made any more: it is finished, or somebody stopped it already.")
    report.status, report.finished_at, report.lease_token = ReportStatus.CANCELLED, now(), None
    record(session, actor, "report_stopped", f"report {report.key}", {"kind": kind})
    return report


def _get_page(session: Session, kind: str) -> YearsPage:
    page = _find_page(session, kind)
    if page is None:
        raise NotFound(kind)
    return page


def _find_page(session: Session, kind: str) -> YearsPage | None:
    rounds = _closed_rounds(session, kind)
    reports = _reports_of(session, rounds)
    if not reports and not _has_years(session, rounds):
        return None
    done = next((each for each in reports if each.status == ReportStatus.DONE), None)
    n_known = _count_rounds(session, done) if done else 0
    newest = reports[0] if reports else None
    return YearsPage(kind, done, newest, len(rounds), max(0, len(rounds) - n_known) if done else 0)


def _closed_rounds(session: Session, kind: str) -> list[AuditRound]:
    query = (
        sa.select(AuditRound)
        .join(RubricVersion, RubricVersion.row_id == AuditRound.rubric_version_id)
        .where(RubricVersion.kind == kind, AuditRound.status == RoundStatus.CLOSED)
        .order_by(AuditRound.audit_year, AuditRound.closed_at, AuditRound.row_id)
    )
    return list(session.scalars(query))


def _reports_of(session: Session, rounds: list[AuditRound]) -> list[Report]:
    """The reports over the years that speak of any of these rounds, the newest first."""
    query = (
        sa.select(Report)
        .join(ReportRound, ReportRound.report_id == Report.row_id)
        .where(ReportRound.round_id.in_([each.row_id for each in rounds]), Report.kind == ReportKind.YEARS)
        .distinct()
        .order_by(Report.row_id.desc())
    )
    return list(session.scalars(query))


def _count_rounds(session: Session, report: Report) -> int:
    query = sa.select(sa.func.count()).select_from(ReportRound)
    return session.scalar(query.where(ReportRound.report_id == report.row_id)) or 0


def _has_years(session: Session, rounds: list[AuditRound]) -> bool:
    """Two audit years, or two cohorts, of documents that were drawn by chance.

    Asked past the row filter, for managers see no cases: of the cases of these rounds, only how many years.
    """
    drawn = [each for each in rounds if each.chosen_by == ChosenBy.RANDOM]
    if len({each.audit_year for each in drawn}) >= _LEAST_YEARS:
        return True
    case = table_of(AuditCase)
    cohorts = sa.select(sa.func.count(sa.distinct(case.c.cohort_year))).where(
        case.c.round_id.in_([each.row_id for each in drawn]), case.c.chosen_by == ChosenBy.RANDOM
    )
    return (session.scalar(cohorts) or 0) >= _LEAST_YEARS
