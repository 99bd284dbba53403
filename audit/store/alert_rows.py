"""Alerts with their words, and whom an alert must reach."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from audit.domain.access import MembershipStatus, Role
from audit.domain.alert import AlertStatus
from audit.store.account import Membership, Person
from audit.store.alert import Alert
from audit.store.case import AuditCase
from audit.store.free_text import Box, FreeText
from audit.store.visible_rules import table_of


@dataclass(frozen=True)
class AlertLine:
    """One alert with its words. `case` is None for a raiser who handed the case back."""

    alert: Alert
    case: AuditCase | None
    words: str
    answer: str

    @property
    def is_answered(self) -> bool:
        return self.alert.status == AlertStatus.ANSWERED


@dataclass(frozen=True)
class Recipient:
    """A lead whom an alert must reach."""

    person_id: int
    name: str
    email: str


def list_alert_lines(session: Session, *conditions: sa.ColumnElement[bool]) -> list[AlertLine]:
    """The alerts that the session's actor may see: unanswered first, the oldest first; then the newest."""
    query = (
        sa.select(Alert)
        .outerjoin(Alert.case)
        .outerjoin(AuditCase.audit_round)
        .options(contains_eager(Alert.case).contains_eager(AuditCase.audit_round))
        .where(*conditions)
    )
    alerts = list(session.scalars(query))
    texts = _read_texts(session, [alert.row_id for alert in alerts])
    lines = [
        AlertLine(
            alert,
            alert.case,
            texts.get((alert.row_id, Box.TASK), ""),
            texts.get((alert.row_id, Box.REPLY), ""),
        )
        for alert in alerts
    ]
    return sorted(lines, key=_urgency)


def _urgency(line: AlertLine) -> tuple[bool, float]:
    raised = line.alert.raised_at.timestamp()
    return line.is_answered, -raised if line.is_answered else raised


def _read_texts(session: Session, alert_ids: Iterable[int]) -> dict[tuple[int | None, str], str]:
    ids = list(alert_ids)
    if not ids:
        return {}
    query = sa.select(FreeText).where(FreeText.alert_id.in_(ids))
    return {(text.alert_id, text.box): text.text for text in session.scalars(query)}


def list_recipients(session: Session, area_id: int) -> list[Recipient]:
    """The active leads of an area, past the row filter.

    Auditors, peers and guests see no other people; yet what they raise must reach whoever leads.
    """
    person, membership = table_of(Person), table_of(Membership)
    query = (
        sa.select(person.c.id, person.c.name, person.c.email)
        .join(membership, membership.c.person_id == person.c.id)
        .where(
            membership.c.area_id == area_id,
            membership.c.role == Role.LEAD,
            membership.c.status == MembershipStatus.ACTIVE,
            person.c.active,
        )
        .order_by(person.c.name, person.c.id)
    )
    return [Recipient(*row) for row in session.execute(query)]
