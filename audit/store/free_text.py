"""All that people type at length, apart from the scores, so that retention can empty it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from audit.store.base import AreaOwned, Base, Keyed, Versioned


class Box(StrEnum):
    """Which box of which page it was typed into."""

    EVIDENCE = "evidence"
    PAGE = "page"
    WORKS = "works"
    BETTER = "better"
    PUT_RIGHT = "put_right"
    REASON = "reason"
    TASK = "task"
    REPLY = "reply"
    MESSAGE = "message"
    NOTE = "note"


OWNERS = ("scoresheet_id", "settlement_id", "correction_id", "alert_id", "reply_link_id", "meeting_id")


class FreeText(Base, Keyed, AreaOwned, Versioned):
    """One text. A purge empties `text` and sets `purged_at`; the row stays.

    `kept`: it looks like personal data, and its author has said that the words must stay.
    """

    __tablename__ = "free_text"
    __table_args__ = (
        sa.UniqueConstraint("scoresheet_id", "box", "criterion"),
        sa.CheckConstraint(
            " + ".join(f"({owner} IS NOT NULL)" for owner in OWNERS) + " = 1",
            name="one_owner",
        ),
    )

    scoresheet_id: Mapped[int | None] = mapped_column(sa.ForeignKey("scoresheet.id"), index=True)
    settlement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("settlement.id"), index=True)
    correction_id: Mapped[int | None] = mapped_column(sa.ForeignKey("correction.id"), index=True)
    alert_id: Mapped[int | None] = mapped_column(sa.ForeignKey("alert.id"), index=True)
    reply_link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reply_link.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    box: Mapped[Box] = mapped_column(sa.String(20))
    criterion: Mapped[str] = mapped_column(sa.String(60), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    kept: Mapped[bool] = mapped_column(default=False)
    purged_at: Mapped[datetime | None]
