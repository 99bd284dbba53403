"""Who scores in a round, and who must not score what."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.store.account import Membership, Person
from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, now
from audit.store.case import AuditCase


class AssignmentStatus(StrEnum):
    """How far one person is with one case. Handed back means that they will not score it."""

    WAITING = "waiting"
    STARTED = "started"
    SUBMITTED = "submitted"
    HANDED_BACK = "handed_back"


TO_SCORE = (AssignmentStatus.WAITING, AssignmentStatus.STARTED)


class Purpose(StrEnum):
    """Why somebody scores a case: for the round, or to check the round from outside."""

    AUDIT = "audit"
    ASSURANCE = "assurance"


class PanelMember(Base, Keyed, AreaOwned, Versioned, Requested):
    """One person on the panel of one round, speaking for an agency through a lens ('whole' or an agency).

    `agency` is theirs when they joined the panel: a report must not change when somebody changes jobs.
    """

    __tablename__ = "panel_member"
    __table_args__ = (sa.UniqueConstraint("round_id", "membership_id"),)

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    agency: Mapped[str] = mapped_column(sa.String(30))
    lens: Mapped[str] = mapped_column(sa.String(30), default="whole")
    most_cases: Mapped[int | None]

    membership: Mapped[Membership] = relationship()


class Interest(Base, Keyed, AreaOwned):
    """A person wrote, commissioned or knows about this plan: they never score it."""

    __tablename__ = "interest"
    __table_args__ = (sa.UniqueConstraint("person_id", "own_hash"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    own_hash: Mapped[str] = mapped_column(sa.String(64))
    declared_at: Mapped[datetime] = mapped_column(default=now)


class NamedAuditor(Base, AreaOwned):
    """Somebody who was named for a restricted case: nobody else is given it."""

    __tablename__ = "named_auditor"
    __table_args__ = (sa.UniqueConstraint("case_id", "person_id"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    named_at: Mapped[datetime] = mapped_column(default=now)


class Assignment(Base, Keyed, AreaOwned, Versioned, Requested):
    """A case given to one person, through a lens. `opened_at`: when they first saw where to find it."""

    __tablename__ = "assignment"
    __table_args__ = (sa.UniqueConstraint("case_id", "person_id"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    agency: Mapped[str] = mapped_column(sa.String(30))
    lens: Mapped[str] = mapped_column(sa.String(30))
    purpose: Mapped[Purpose] = mapped_column(sa.String(20), default=Purpose.AUDIT)
    status: Mapped[AssignmentStatus] = mapped_column(sa.String(20), default=AssignmentStatus.WAITING)
    assigned_at: Mapped[datetime] = mapped_column(default=now)
    opened_at: Mapped[datetime | None]
    declared_at: Mapped[datetime | None]

    case: Mapped[AuditCase] = relationship()
    person: Mapped[Person] = relationship()


class Meeting(Base, Keyed, AreaOwned, Versioned, Requested):
    """A panel meeting that may be the author of a scoresheet.

    `present`: who was there, each with a name and the agency that they spoke for; notes are a free text.
    """

    __tablename__ = "meeting"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    held_on: Mapped[date]
    chair_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    present: Mapped[list[Any]]
