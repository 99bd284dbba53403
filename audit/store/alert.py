"""Alerts: worries that go to the lead and the safeguarding contact at once, tracked to an answer."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.alert import AlertKind, AlertStatus
from audit.store.account import Person
from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, now
from audit.store.case import AuditCase


class Alert(Base, Keyed, AreaOwned, Versioned, Requested):
    """One worry about one case. Its words and the answer are free texts (task, reply)."""

    __tablename__ = "alert"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_case.id"), index=True)
    kind: Mapped[AlertKind] = mapped_column(sa.String(20))
    status: Mapped[AlertStatus] = mapped_column(sa.String(20), default=AlertStatus.RAISED)
    raised_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column(default=now)
    seen_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    seen_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    case: Mapped[AuditCase] = relationship()
    raised_by: Mapped[Person] = relationship(foreign_keys=[raised_by_id])
    seen_by: Mapped[Person | None] = relationship(foreign_keys=[seen_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
