"""Findings and reports: each row is itself the job of making it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, now

# How a file begins that says how strictly one person marks; their public key follows.
STRICTNESS = "strictness-"


class ReportKind(StrEnum):
    """What is made."""

    ROUND = "round"
    YEARS = "years"


class ReportStatus(StrEnum):
    """The row is the truth of the job."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Report(Base, Keyed, AreaOwned, Versioned, Requested):
    """Something to be made from one round or several, and how far that is."""

    __tablename__ = "report"

    kind: Mapped[ReportKind] = mapped_column(sa.String(20))
    status: Mapped[ReportStatus] = mapped_column(sa.String(20), default=ReportStatus.QUEUED, index=True)
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(sa.String(32))
    n_tries: Mapped[int] = mapped_column(default=0)
    progress_share: Mapped[float] = mapped_column(default=0.0)
    progress_text: Mapped[str] = mapped_column(sa.String(200), default="")
    failure: Mapped[str | None] = mapped_column(sa.String(500))
    finished_at: Mapped[datetime | None]
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64))


class ReportRound(Base, AreaOwned):
    """A report speaks of a round."""

    __tablename__ = "report_round"
    __table_args__ = (sa.UniqueConstraint("report_id", "round_id"),)

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"), index=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)


class ReportFile(Base, Keyed, AreaOwned):
    """A finished file, never changed: findings.json, cohorts.svg, report.pdf, round.xlsx."""

    __tablename__ = "report_file"
    __table_args__ = (sa.UniqueConstraint("report_id", "name"),)

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    made_at: Mapped[datetime] = mapped_column(default=now)
