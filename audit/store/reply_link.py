"""A link by which somebody without an account answers what must be put right in one case."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, now
from audit.store.case import AuditCase


class ReplyLink(Base, Keyed, AreaOwned, Versioned, Requested):
    """One note to one writer or service. Only a hash of its token is kept; its message is a free text."""

    __tablename__ = "reply_link"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_case.id"), index=True)
    owner: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    case: Mapped[AuditCase] = relationship()
