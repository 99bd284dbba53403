"""A one-time link that lets a guest score in one round, without a password."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.store.account import Person
from audit.store.audit_round import AuditRound
from audit.store.base import AreaOwned, Base, Keyed, Requested, now


class GuestLink(Base, Keyed, AreaOwned, Requested):
    """One link of one guest. The browser that uses it first keeps it; it ends with the round.

    Only hashes of its token and of that browser's own secret are kept.
    """

    __tablename__ = "guest_link"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    browser_hash: Mapped[str | None] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    audit_round: Mapped[AuditRound] = relationship()
