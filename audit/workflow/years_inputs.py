"""All closed rounds of one kind of document, read together for the findings over the years."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, ActorKind, Conflict, Permission
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.case import Basis
from audit.domain.fingerprint import fingerprint, fingerprint_of
from audit.domain.rubric import Rubric
from audit.domain.tables import Tables
from audit.domain.tables_over_years import Listed, RoundTables, combine
from audit.domain.words import AGENCIES, say
from audit.intake.rubric import read_rubric
from audit.reporting.sentences import BASIS_SENTENCES
from audit.reporting.year_changes import YearFacts, list_changes
from audit.store.area import Area
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.frame import FrameEntry, Stratum
from audit.store.panel import PanelMember
from audit.store.report import ReportRound
from audit.workflow.analysis import enters_trend, make_plan, read_tables, within_cohort
from audit.workflow.analysis_plans import describe_deviations
from audit.workflow.needs import needs
from audit.workflow.round_cases import read_scored_cases
from audit.workflow.round_report import round_line, trail_head_of


@dataclass(frozen=True)
class YearsInputs:
    """All that the findings over the years are made of, read in one transaction."""

    tables: Tables
    plan: AnalysisPlan
    parts: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """The fingerprint of everything that is printed: the scores, and all that stands beside them."""
        return fingerprint_of({"scores": fingerprint(self.tables, self.plan), "parts": self.parts})


@dataclass(frozen=True)
class _Read:
    """One round with its standards and tables."""

    audit_round: AuditRound
    rubric: Rubric
    tables: Tables

    @property
    def standards(self) -> str:
        """The standards that it scored by, as pages call them."""
        return f"{self.rubric.title}, version {self.rubric.version}"


@needs(Permission.MAKE_REPORT)
def read_years(session: Session, actor: Actor, *, report_id: int) -> YearsInputs:
    """The inputs of one report over the years. Only the worker sees all that they are made of."""
    if actor.kind is not ActorKind.WORKER:
        raise RuntimeError("a report is read by the worker on somebody's behalf")
    rounds = list(session.scalars(rounds_of_report(report_id)))
    if not rounds:
        raise Conflict("There is no finished audit to look back on.")
    newest = rounds[-1]
    closed_at = max(each.closed_at for each in rounds if each.closed_at)
    rubric = read_rubric(newest.rubric_version.text)
    plan = make_plan(newest, rubric)
    read, left_out = _read_on_one_scale(session, rounds, rubric, plan)
    area = session.scalars(sa.select(Area).where(Area.row_id == newest.area_id)).one()
    tables = combine(
        [RoundTables(each.tables, each.audit_round.rubric_version.sha256[:12]) for each in read],
        _list_documents(session, [each.audit_round for each in read]),
    )
    parts: dict[str, Any] = {
        "area": area.name,
        "is_example": area.is_example,
        "kind": say("many", newest.rubric_version.kind),
        "rounds": tuple(round_line(each.audit_round) for each in read),
        "standards": "; ".join(dict.fromkeys(each.standards for each in read)),
        "level_names": tuple(level.name for level in sorted(rubric.levels, key=lambda level: level.number)),
        "agencies": {str(agency): name for agency, name in AGENCIES.items()},
        "changes": list_changes([_facts(session, each) for each in read]),
        "left_out": left_out,
        "planned_on": newest.opened_at.date() if newest.opened_at else None,
        "deviations": tuple(describe_deviations(each.audit_round for each in read)),
        "closed_at": closed_at,
        "trail_head": trail_head_of(newest),
    }
    return YearsInputs(tables, plan, parts)


def rounds_of_report(report_id: int) -> sa.Select[AuditRound]:
    """The closed rounds that a report over the years speaks of, from the oldest to the newest."""
    return (
        sa.select(AuditRound)
        .join(ReportRound, ReportRound.round_id == AuditRound.row_id)
        .where(ReportRound.report_id == report_id, AuditRound.status == RoundStatus.CLOSED)
        .order_by(AuditRound.audit_year, AuditRound.closed_at, AuditRound.row_id)
    )


def _read_on_one_scale(
    session: Session, rounds: Sequence[AuditRound], newest: Rubric, plan: AnalysisPlan
) -> tuple[list[_Read], tuple[str, ...]]:
    """The rounds whose standards have as many levels as the newest; the others are named."""
    read, left_out = [], []
    for audit_round in rounds:
        rubric = read_rubric(audit_round.rubric_version.text)
        if len(rubric.levels) != len(newest.levels):
            left_out.append(
                f"“{audit_round.title}” was scored on {len(rubric.levels)} levels and the newest audit on "
                f"{len(newest.levels)}, so it cannot be compared."
            )
            continue
        scored = read_scored_cases(session, audit_round)
        tables = read_tables(session, audit_round, rubric, scored, covariates=plan.covariates)
        read.append(_Read(audit_round, rubric, tables))
    return read, tuple(left_out)


def _list_documents(session: Session, rounds: Sequence[AuditRound]) -> list[Listed]:
    """Every document that could be drawn and speaks for its list, round by round."""
    strata = {row.row_id: within_cohort(row) for row in session.scalars(sa.select(Stratum))}
    columns = ("own_hash", "review_no", "cohort_year", "stratum_id", "chosen_by", "stage", "origin")
    asked = sa.select(*(getattr(FrameEntry, name) for name in columns))

    def documents() -> Iterator[Listed]:
        for audit_round in rounds:
            query = asked.where(FrameEntry.round_id == audit_round.row_id, FrameEntry.stratum_id.is_not(None))
            for row in session.execute(query.order_by(FrameEntry.row_id)):
                if enters_trend(row):
                    yield row.own_hash, row.review_no, row.cohort_year, strata[row.stratum_id]

    return list(documents())


def _facts(session: Session, read: _Read) -> YearFacts:
    audit_round = read.audit_round
    members = session.scalars(sa.select(PanelMember).where(PanelMember.round_id == audit_round.row_id))
    return YearFacts(
        audit_year=audit_round.audit_year,
        standards=read.standards,
        list_of=BASIS_SENTENCES[Basis(audit_round.basis)].rstrip(".") if audit_round.basis else "no list",
        people=frozenset(row.rater_id for row in read.tables.scores if row.source == "original"),
        agencies=frozenset(AGENCIES.get(member.agency, member.agency) for member in members),
        plan=make_plan(audit_round, read.rubric),
        is_imported=audit_round.is_imported,
    )
