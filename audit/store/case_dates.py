"""The days of a case that the law's limits run between."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from audit.domain.case_dates import FIELDS, Days
from audit.domain.clock import Move
from audit.store.base import AreaOwned, Base, Keyed, Versioned


class CaseDates(Base, Keyed, AreaOwned, Versioned):
    """What happened when. Empty is not known. `exceptions`: keys of reasons that somebody says hold."""

    __tablename__ = "case_dates"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_case.id"), unique=True)
    request_on: Mapped[date | None]
    decision_on: Mapped[date | None]
    draft_on: Mapped[date | None]
    final_on: Mapped[date | None]
    meeting_on: Mapped[date | None]
    review_decision_on: Mapped[date | None]
    amended_on: Mapped[date | None]
    move_on: Mapped[date | None]
    move: Mapped[str | None] = mapped_column(sa.String(20))
    planning_meeting: Mapped[bool | None]
    exceptions: Mapped[list[Any]] = mapped_column(default=list)

    @property
    def days(self) -> Days:
        """What is known, as the rules read it."""
        return days_of(self)


def days_of(row: object) -> Days:
    """What a row says, whether it was read as an object or as bare columns."""
    found = {name: getattr(row, name) for name in FIELDS}
    found["move"] = Move(found["move"]) if found["move"] else None
    return Days(**{**found, "exceptions": tuple(found["exceptions"] or ())})
