"""How differing scoresheets were settled. The originals stay for ever."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from audit.store.base import AreaOwned, Base, Keyed, Requested, now


class Settlement(Base, Keyed, AreaOwned, Requested):
    """The settled answer to one criterion of one case; the newest counts, none is ever changed.

    `meeting_id`: the panel meeting at which it was settled, if there was one.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "criterion", "edition"),
        sa.CheckConstraint("(level IS NULL) <> (reason IS NULL)", name="level_or_reason"),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_case.id"), index=True)
    criterion: Mapped[str] = mapped_column(sa.String(60))
    edition: Mapped[int] = mapped_column(default=1)
    level: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(sa.String(20))
    method: Mapped[str] = mapped_column(sa.String(20))
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    settled_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    settled_at: Mapped[datetime] = mapped_column(default=now)
