"""A year's programme and its rounds."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.case import ChosenBy
from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, now
from audit.store.rubric import RubricVersion


class RoundStatus(StrEnum):
    """How far a round is. A round only ever moves forward."""

    PLANNED = "planned"
    DRAWN = "drawn"
    OPEN = "open"
    CLOSED = "closed"


class Programme(Base, Keyed, AreaOwned, Versioned, Requested):
    """A year's plan of audits (financial, academic or calendar year).

    `targets`: how many documents of each kind; `board_dates`: when the SEND board meets, as ISO days.
    """

    __tablename__ = "programme"

    title: Mapped[str] = mapped_column(sa.String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    targets: Mapped[dict[str, Any]] = mapped_column(default=dict)
    board_dates: Mapped[list[Any]] = mapped_column(default=list)


class AuditRound(Base, Keyed, AreaOwned, Versioned, Requested):
    """One audit exercise: a title, a month or year, one rubric version, one sample, one panel.

    `chosen_by`: how its cases are chosen; only a random round enters a trend. `left_out`: how many documents
    were left out before the draw, by reason. `due_on`: when scoresheets are due; `meets_on`: the panel's day.
    """

    __tablename__ = "audit_round"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    rubric_version_id: Mapped[int] = mapped_column(sa.ForeignKey("rubric_version.id"))
    title: Mapped[str] = mapped_column(sa.String(120))
    audit_year: Mapped[int]
    audit_month: Mapped[int | None]
    status: Mapped[RoundStatus] = mapped_column(sa.String(20), default=RoundStatus.PLANNED)
    chosen_by: Mapped[str] = mapped_column(sa.String(20), default=ChosenBy.RANDOM)
    is_imported: Mapped[bool] = mapped_column(default=False)
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("audit_round.id"))
    due_on: Mapped[date | None]
    meets_on: Mapped[date | None]
    reminds: Mapped[bool] = mapped_column(default=True)
    left_out: Mapped[dict[str, Any]] = mapped_column(default=dict)
    basis: Mapped[str | None] = mapped_column(sa.String(20))
    stratified_by: Mapped[list[Any]] = mapped_column(default=list)
    allocation: Mapped[str | None] = mapped_column(sa.String(20))
    seed: Mapped[int | None]
    n_reserve: Mapped[int] = mapped_column(default=0)
    n_restricted_left_out: Mapped[int] = mapped_column(default=0)
    n_drawn_before_left_out: Mapped[int] = mapped_column(default=0)
    double_share: Mapped[float] = mapped_column(default=0.2)
    analysis_plan: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    drawn_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    trail_sequence: Mapped[int | None]
    trail_hash: Mapped[str | None] = mapped_column(sa.String(64))
    trail_at: Mapped[datetime | None]
    closing_corrections: Mapped[list[Any] | None]

    programme: Mapped[Programme] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()
