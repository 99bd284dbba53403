"""The days of one case that the law's limits run between."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.case_dates import NOTHING, Days, find_faults
from audit.domain.engagement import Rules
from audit.store.case import AuditCase
from audit.store.case_dates import CaseDates
from audit.store.trail import record
from audit.workflow.contributions import CLOSED, as_details, get_recordable, may_still_record
from audit.workflow.editing import Refused, Stale
from audit.workflow.needs import needs
from audit.workflow.services import area_of, rules_of


@needs(Permission.RECORD_ENGAGEMENT)
def save_dates(
    session: Session, actor: Actor, *, round_key: str, case_key: str, days: Days, version: int, today: date
) -> bool:
    """Record when things happened; returns whether anything is new."""
    case = get_recordable(session, actor, round_key=round_key, case_key=case_key)
    if not may_still_record(actor, case.audit_round):
        raise Conflict(CLOSED)
    changed = write_dates(session, case, days, version, rules_of(area_of(session), today))
    if changed:
        record(session, actor, "dates_recorded", f"case {case.key}", changed)
    return bool(changed)


def write_dates(session: Session, case: AuditCase, days: Days, version: int, rules: Rules) -> dict[str, Any]:
    """Write what is new of one case's days; returns it as the history keeps it."""
    row = session.scalars(sa.select(CaseDates).where(CaseDates.case_id == case.row_id)).one_or_none()
    if days == (row.days if row else NOTHING):
        return {}
    check_days(days, rules, case.audit_round.rubric_version.kind)
    if row is not None and row.version != version:
        raise Stale(row)
    if row is None:
        row = CaseDates(case_id=case.row_id)
        session.add(row)
    for field, value in asdict(days).items():
        setattr(row, field, list(value) if isinstance(value, tuple) else value)
    session.flush()
    return {"now": as_details(days)}


def check_days(days: Days, rules: Rules, kind: str) -> None:
    """Refuse what cannot be."""
    for field, message in find_faults(days, today=rules.today):
        raise Refused(field, message)
    known: Sequence[str] = [reason.key for reason in rules.book.reasons_of(rules.book.of_kind(kind))]
    if not set(days.exceptions) <= set(known):
        raise Refused("exceptions", "Choose exceptions from the list")
