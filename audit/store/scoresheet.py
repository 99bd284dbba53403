"""What one author made of one case."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, now
from audit.store.case import AuditCase
from audit.store.panel import Assignment


class AuthorKind(StrEnum):
    """Who speaks on a scoresheet."""

    AUDITOR = "auditor"
    MEETING = "meeting"
    IMPORTED = "imported"


class Scoresheet(Base, Keyed, AreaOwned, Versioned, Requested):
    """One author, one case. Once `submitted_at` is set the database refuses every change.

    `saved_from` is the request key of the page that saved last: that page can never be stale, even when
    the answer to its save got lost on the way. `typed_by_id`: who keyed in what its author scored on paper,
    or what a meeting said. `instead_of_own`: the members of the meeting had no sheets of their own. An
    imported sheet came from a file of past audits (`frame_id`), and who marked it is unknown.
    """

    __tablename__ = "scoresheet"
    __table_args__ = (
        sa.UniqueConstraint("assignment_id", "edition"),
        sa.UniqueConstraint("meeting_id", "case_id", "edition"),
        sa.CheckConstraint(
            "(author_kind = 'auditor' AND assignment_id IS NOT NULL AND person_id IS NOT NULL"
            " AND meeting_id IS NULL)"
            " OR (author_kind = 'meeting' AND meeting_id IS NOT NULL AND assignment_id IS NULL)"
            " OR (author_kind = 'imported' AND frame_id IS NOT NULL AND assignment_id IS NULL"
            " AND person_id IS NULL AND meeting_id IS NULL)",
            name="one_author",
        ),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_case.id"), index=True)
    author_kind: Mapped[AuthorKind] = mapped_column(sa.String(20), default=AuthorKind.AUDITOR)
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    frame_id: Mapped[int | None] = mapped_column(sa.ForeignKey("frame.id"))
    typed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    instead_of_own: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("scoresheet.id"))
    own_grade: Mapped[str | None] = mapped_column(sa.String(60))
    minutes_spent: Mapped[int | None]
    started_at: Mapped[datetime] = mapped_column(default=now)
    saved_at: Mapped[datetime | None]
    saved_from: Mapped[str | None] = mapped_column(sa.String(64))
    submitted_at: Mapped[datetime | None]

    case: Mapped[AuditCase] = relationship()
    assignment: Mapped[Assignment | None] = relationship()


class Rating(Base, AreaOwned, Versioned):
    """One answer. A level, or the reason why there is none; evidence is a free text of its own."""

    __tablename__ = "rating"
    __table_args__ = (
        sa.UniqueConstraint("scoresheet_id", "criterion"),
        sa.CheckConstraint("(level IS NULL) <> (reason IS NULL)", name="level_or_reason"),
    )

    scoresheet_id: Mapped[int] = mapped_column(sa.ForeignKey("scoresheet.id"), index=True)
    criterion: Mapped[str] = mapped_column(sa.String(60))
    level: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(sa.String(20))


def list_minutes(session: Session, round_id: int) -> dict[int, list[int]]:
    """How many minutes each person said that each submitted case of a round took."""
    query = (
        sa.select(Scoresheet.person_id, Scoresheet.minutes_spent)
        .join(AuditCase, AuditCase.row_id == Scoresheet.case_id)
        .where(
            AuditCase.round_id == round_id,
            Scoresheet.submitted_at.is_not(None),
            Scoresheet.minutes_spent.is_not(None),
            Scoresheet.person_id.is_not(None),
        )
    )
    found: dict[int, list[int]] = {}
    for person_id, minutes in session.execute(query):
        if person_id is not None and minutes is not None:
            found.setdefault(person_id, []).append(minutes)
    return found


def find_newest_sheet(session: Session, assignment_id: int) -> Scoresheet | None:
    """The newest edition of what one person made of one case, if they have begun."""
    query = sa.select(Scoresheet).where(Scoresheet.assignment_id == assignment_id)
    return session.scalars(query.order_by(Scoresheet.edition.desc()).limit(1)).one_or_none()
