"""A closed round -> its findings, charts, PDF and workbook, in three steps: read, compute, keep."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, ActorKind, Conflict, NotFound, Permission
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.fingerprint import fingerprint, fingerprint_of
from audit.domain.hypothesis import analyse
from audit.domain.rubric import Rubric
from audit.domain.tables import Tables
from audit.domain.words import AGENCIES, say
from audit.intake.rubric import read_rubric
from audit.reporting.charts import draw_cohorts, draw_criteria, draw_legal, draw_sections
from audit.reporting.content import (
    CriterionText,
    ReportContent,
    RoundLine,
    RubricText,
    SectionText,
    TrailHead,
)
from audit.reporting.figures import MONTHS
from audit.reporting.pdf import make_pdf
from audit.reporting.workbook import make_workbook
from audit.reporting.workbook_rows import CorrectionRow
from audit.store.area import Area
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.rubric import RubricVersion
from audit.workflow.analysis import make_plan, read_tables
from audit.workflow.analysis_plans import describe_analysis_plan
from audit.workflow.needs import needs
from audit.workflow.report_jobs import File
from audit.workflow.round_cases import read_scored_cases
from audit.workflow.round_facts import (
    describe_corrections,
    describe_grades,
    describe_moderation,
    describe_panel,
    describe_sample,
)
from audit.workflow.round_rows import Rows, describe_closing_corrections, read_rows, workbook_content

PDF, WORKBOOK, CONTENT, CHARTS = "report.pdf", "round.xlsx", "content.json", "charts.json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
METHOD = (
    "Each case was scored by its auditors on their own, before anybody saw what others had put down. How far"
    " auditors agree is measured on those first answers. The averages and shares of answers use each"
    " auditor’s answers as they stand: whoever found a slip could hand a scoresheet in anew, with a reason.",
    "The overall grade of a case comes from what was agreed or settled; where a difference is still open,"
    " the lower answer stands.",
)
METHOD_OF_IMPORTED = (
    "The scores were not given in this workbench: they came from a spreadsheet of a past audit, and whoever"
    " brought it in said what its columns and words mean. Who marked each case is not known, nor whether"
    " anybody marked before seeing others’ answers.",
    "They are kept out of agreement and of how strictly people mark.",
)
LIMITS = (
    "The averages and shares do not allow for how strictly each person marks, so a difference between them"
    " may come from who scored which documents. Only the answer about change allows for it.",
    "It says how good the documents are, not how well children do.",
)
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Inputs:
    """All that one report is made of, read in one transaction; nothing else is looked at afterwards."""

    tables: Tables
    plan: AnalysisPlan
    parts: dict[str, Any]
    rows: Rows
    corrections: tuple[CorrectionRow, ...]

    @property
    def fingerprint(self) -> str:
        """The fingerprint of everything that is printed: the scores, and all that stands beside them."""
        beside = {"parts": self.parts, "rows": self.rows, "corrections": self.corrections}
        return fingerprint_of({"scores": fingerprint(self.tables, self.plan), **beside})


@needs(Permission.MAKE_REPORT)
def read_inputs(session: Session, actor: Actor, *, round_key: str) -> Inputs:
    """The inputs of a closed round's report. Only the worker sees all that they are made of."""
    if actor.kind is not ActorKind.WORKER:
        raise RuntimeError("a report is read by the worker on somebody's behalf")
    audit_round = session.scalars(sa.select(AuditRound).where(AuditRound.key == round_key)).one_or_none()
    if audit_round is None:
        raise NotFound(round_key)
    if audit_round.status != RoundStatus.CLOSED or audit_round.closed_at is None:
        raise Conflict(
            f"“{audit_round.title}” is not closed. Close it first: its report is made of what is final."
        )
    area = session.scalars(sa.select(Area).where(Area.row_id == audit_round.area_id)).one()
    rubric = read_rubric(audit_round.rubric_version.text)
    plan = make_plan(audit_round, rubric)
    cases = read_scored_cases(session, audit_round)
    parts: dict[str, Any] = {
        "area": area.name,
        "is_example": area.is_example,
        "programme": audit_round.programme.title,
        "rounds": (round_line(audit_round),),
        "period": period_of(audit_round),
        "kind": say("many", audit_round.rubric_version.kind),
        "closed_at": audit_round.closed_at,
        "rubric": rubric_text(rubric, audit_round.rubric_version),
        "sample": describe_sample(session, audit_round, rubric, cases),
        "panel": describe_panel(session, audit_round, rubric, cases),
        "moderation": describe_moderation(rubric, cases),
        "trail_head": trail_head_of(audit_round),
        "grades": describe_grades(rubric, cases, confidence_level=plan.confidence_level),
        "corrections": describe_corrections(audit_round),
        "method": METHOD_OF_IMPORTED if audit_round.is_imported else METHOD,
        "is_imported": audit_round.is_imported,
        "limits": LIMITS,
        "analysis_plan": describe_analysis_plan(audit_round),
    }
    return Inputs(
        tables=read_tables(session, audit_round, rubric, cases),
        plan=plan,
        parts=parts,
        rows=read_rows(session, audit_round, rubric, cases),
        corrections=describe_closing_corrections(audit_round),
    )


def period_of(audit_round: AuditRound) -> str:
    """ "March 2026", or "2026" for a round of a whole year."""
    year, month = audit_round.audit_year, audit_round.audit_month
    return f"{year}" if month is None else f"{MONTHS[month - 1]} {year}"


def round_line(audit_round: AuditRound) -> RoundLine:
    opened, closed = audit_round.opened_at, audit_round.closed_at
    return RoundLine(
        title=audit_round.title,
        period=period_of(audit_round),
        opened_on=opened.date() if opened else None,
        closed_on=closed.date() if closed else None,
    )


def trail_head_of(audit_round: AuditRound) -> TrailHead:
    at = audit_round.trail_at or audit_round.closed_at
    if audit_round.trail_sequence is None or audit_round.trail_hash is None or at is None:
        raise Conflict("This round was closed without noting where the history stood; it cannot be reported.")
    return TrailHead(sequence=audit_round.trail_sequence, hash=audit_round.trail_hash, at=at)


def rubric_text(rubric: Rubric, version: RubricVersion) -> RubricText:
    """The standards in the words that the report prints."""
    return RubricText(
        title=rubric.title,
        version=rubric.version,
        sha256=version.sha256,
        level_names=tuple(level.name for level in sorted(rubric.levels, key=lambda level: level.number)),
        sections=tuple(
            SectionText(
                key=section.key,
                title=f"{section.letter}: {section.title}" if section.letter else section.title,
                scored_by=tuple(AGENCIES[agency] for agency in section.agencies),
                criteria=tuple(
                    CriterionText(key=item.key, title=item.question, type=item.type.value)
                    for item in section.criteria
                ),
            )
            for section in rubric.sections
        ),
    )


def compute(inputs: Inputs, progress: Progress) -> ReportContent:
    """Analyse; touches neither database nor disk."""
    progress(0.1, "Analysing the scores")
    findings = analyse(inputs.tables, inputs.plan)
    return ReportContent(findings=findings, fingerprint=inputs.fingerprint, **inputs.parts)


def make_files(inputs: Inputs, content: ReportContent, progress: Progress) -> list[File]:
    """Everything that a finished report consists of."""
    progress(0.4, "Drawing the charts")
    charts = json.dumps(draw_charts(content), ensure_ascii=False)
    progress(0.6, "Setting the PDF report")
    pdf = make_pdf(content)
    return [
        File(CONTENT, "application/json", content.to_json().encode()),
        File(CHARTS, "application/json", charts.encode()),
        File(PDF, "application/pdf", pdf),
        File(WORKBOOK, XLSX, make_workbook(workbook_content(content, inputs.rows, inputs.corrections))),
    ]


def draw_charts(content: ReportContent) -> dict[str, dict[str, Any]]:
    """Each picture of the findings page by name, with its title, description and table."""
    findings, rubric = content.findings, content.rubric
    drawn = {"cohorts": draw_cohorts(findings, rubric), "sections": draw_sections(findings, rubric)}
    for section in rubric.sections:
        drawn[f"quality-{section.key}"] = draw_criteria(findings, rubric, section)
        drawn[f"legal-{section.key}"] = draw_legal(findings, section)
    return {name: asdict(chart) for name, chart in drawn.items() if chart is not None}
