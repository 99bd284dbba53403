"""What each service gave to one case: shown beside the limits of the law, and recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.domain.case_dates import NOTHING as NO_DAYS
from audit.domain.case_dates import Days
from audit.domain.clock import Clock, Judged, Reason
from audit.domain.contribution import NOTHING, Part, complete, find_faults
from audit.domain.engagement import (
    RecordedCase,
    RecordedPart,
    Rules,
    judge_limits,
    judge_part,
)
from audit.domain.service import Service
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.case_dates import CaseDates
from audit.store.contribution import Contribution
from audit.store.engagement import school_asked_on
from audit.store.panel import Assignment, AssignmentStatus, Purpose
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.editing import Refused, Stale
from audit.workflow.needs import needs
from audit.workflow.services import area_of, rules_of, services_of

CLOSED = "This round is closed. Ask its lead to record what is missing."


@dataclass(frozen=True)
class ServiceLine:
    """One service in one case; `version` 0 where nothing is recorded yet."""

    service: Service
    part: Part
    version: int
    judged: Judged | None


@dataclass(frozen=True)
class AdvicePage:
    """Advice, attendance and days of one case."""

    audit_round: AuditRound
    case: AuditCase
    kind: str
    lines: Sequence[ServiceLine]
    days: Days
    days_version: int
    limits: Sequence[tuple[Clock, Judged]]
    rules: Rules
    may_change: bool

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What can excuse late advice."""
        return self.rules.book.reasons_of([self.rules.book.advice])

    @property
    def case_reasons(self) -> tuple[Reason, ...]:
        """What can excuse the case's own limits."""
        return self.rules.book.reasons_of(self.rules.book.of_kind(self.kind))


@dataclass(frozen=True)
class ToldPart:
    """What somebody says of one service, and the version that they saw."""

    service: str
    part: Part
    version: int


class StaleParts(Stale):
    """Somebody saved some of these services meanwhile; `rows` holds what they saved."""

    def __init__(self, rows: Mapping[str, Contribution]) -> None:
        self.rows = rows
        super().__init__(next(iter(rows.values())))


class RefusedPart(Refused):
    """What was told of one service cannot be."""

    def __init__(self, service: str, field: str, message: str) -> None:
        self.service, self.part_field = service, field
        super().__init__(f"{service}-{field}", message)


@needs(Permission.RECORD_ENGAGEMENT)
def show_advice(session: Session, actor: Actor, *, round_key: str, case_key: str, today: date) -> AdvicePage:
    """What is recorded of one case that the actor leads or audits."""
    case = get_recordable(session, actor, round_key=round_key, case_key=case_key)
    audit_round, area = case.audit_round, area_of(session)
    rules, kind = rules_of(area, today), audit_round.rubric_version.kind
    rows = read_parts(session, case)
    dates = session.scalars(sa.select(CaseDates).where(CaseDates.case_id == case.row_id)).one_or_none()
    days = dates.days if dates else NO_DAYS
    return AdvicePage(
        audit_round=audit_round,
        case=case,
        kind=kind,
        lines=[_line(service, rows.get(service.code), case, kind, rules) for service in services_of(area)],
        days=days,
        days_version=dates.version if dates else 0,
        limits=judge_limits(
            RecordedCase(
                document=case.key,
                kind=kind,
                year=case.cohort_year,
                days=days,
                school_asked_on=school_asked_on(rows.values()),
            ),
            rules,
        ),
        rules=rules,
        may_change=may_still_record(actor, audit_round),
    )


@needs(Permission.RECORD_ENGAGEMENT)
def get_recordable(session: Session, actor: Actor, *, round_key: str, case_key: str) -> AuditCase:
    """A case of the round whose facts the actor may record: as a lead, or as one of its own auditors."""
    case = get_by_key(session, AuditCase, case_key)
    if case.audit_round.key != round_key:
        raise NotFound("the case belongs to another round")
    if not actor.may(Permission.IMPORT_ENGAGEMENT):
        own = sa.select(Assignment.row_id).where(
            Assignment.case_id == case.row_id,
            Assignment.person_id == actor.person_id,
            Assignment.purpose == Purpose.AUDIT,
            Assignment.status != AssignmentStatus.HANDED_BACK,
        )
        if session.scalars(own.limit(1)).first() is None:
            raise NotFound("the case is somebody else's")
    return case


def may_still_record(actor: Actor, audit_round: AuditRound) -> bool:
    """Once a round is closed only its lead records what comes late."""
    return audit_round.status != RoundStatus.CLOSED or actor.may(Permission.IMPORT_ENGAGEMENT)


def read_parts(session: Session, case: AuditCase) -> dict[str, Contribution]:
    """What is recorded of a case, by service."""
    query = sa.select(Contribution).where(Contribution.case_id == case.row_id)
    return {row.service: row for row in session.scalars(query)}


def _line(
    service: Service, row: Contribution | None, case: AuditCase, kind: str, rules: Rules
) -> ServiceLine:
    part = row.part if row else NOTHING
    recorded = RecordedPart(document=case.key, service=service, kind=kind, year=case.cohort_year, part=part)
    judged = judge_part(recorded, rules) if part != NOTHING else None
    return ServiceLine(service, part, row.version if row else 0, judged)


@needs(Permission.RECORD_ENGAGEMENT)
def save_advice(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    case_key: str,
    told: Sequence[ToldPart],
    today: date,
) -> int:
    """Record what services gave to a case; returns of how many something is new."""
    case = get_recordable(session, actor, round_key=round_key, case_key=case_key)
    if not may_still_record(actor, case.audit_round):
        raise Conflict(CLOSED)
    area = area_of(session)
    services = {service.code: service for service in services_of(area)}
    changed = write_parts(session, case, told, services, rules_of(area, today))
    if changed:
        record(session, actor, "advice_recorded", f"case {case.key}", changed)
    return len(changed)


def write_parts(
    session: Session,
    case: AuditCase,
    told: Sequence[ToldPart],
    services: Mapping[str, Service],
    rules: Rules,
) -> dict[str, dict[str, Any]]:
    """Write what is new of one case: of each service what each field was before and is now."""
    rows = read_parts(session, case)
    new = [(each, complete(each.part)) for each in told]
    new = [(each, part) for each, part in new if part != _known(rows.get(each.service))]
    reasons = [reason.key for reason in rules.book.reasons_of([rules.book.advice])]
    for each, part in new:
        if each.service not in services:
            raise RefusedPart(each.service, "service", "There is no service of that name")
        for field, message in find_faults(part, today=rules.today, reasons=reasons):
            raise RefusedPart(each.service, field, message)
    stale = {
        each.service: rows[each.service]
        for each, _part in new
        if each.service in rows and rows[each.service].version != each.version
    }
    if stale:
        raise StaleParts(stale)
    for each, part in new:
        row = rows.get(each.service)
        if row is None:
            row = Contribution(
                case_id=case.row_id, service=each.service, agency=services[each.service].agency
            )
            session.add(row)
        for field, value in asdict(part).items():
            setattr(row, field, value)
    session.flush()
    return {each.service: {"now": as_details(part), "is_new": each.service not in rows} for each, part in new}


def _known(row: Contribution | None) -> Part:
    return row.part if row else NOTHING


def as_details(told: Part | Days) -> dict[str, Any]:
    """What was told as the history keeps it: only what is known, days as ISO text."""
    known = {name: value for name, value in asdict(told).items() if value not in (None, (), [])}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in known.items()}
