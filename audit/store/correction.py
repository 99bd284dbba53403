"""What must be put right for a child."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, now
from audit.store.case import AuditCase


class CorrectionStatus(StrEnum):
    """How far a correction is."""

    OPEN = "open"
    REPLIED = "replied"
    DONE = "done"


class Correction(Base, Keyed, AreaOwned, Versioned, Requested):
    """One thing to put right: owner, date, reply. The words are free texts (task, reply, evidence).

    `reply_link_id`: the link by which its owner was asked last.
    """

    __tablename__ = "correction"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_case.id"), index=True)
    scoresheet_id: Mapped[int | None] = mapped_column(sa.ForeignKey("scoresheet.id"))
    reply_link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reply_link.id"), index=True)
    owner: Mapped[str] = mapped_column(sa.String(120), default="")
    due_on: Mapped[date | None]
    status: Mapped[CorrectionStatus] = mapped_column(sa.String(20), default=CorrectionStatus.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=now)
    replied_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    case: Mapped[AuditCase] = relationship()
