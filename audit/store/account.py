"""People and what they may do in an area."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.access import MembershipStatus, Role
from audit.store.area import Area, Organisation
from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, new_key, now


class Person(Base, Keyed, Versioned, Requested):
    """Somebody with an account. One person may belong to several areas. `shortcuts`: keys score for them."""

    __tablename__ = "person"

    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    shortcuts: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True, default=new_key)
    created_at: Mapped[datetime] = mapped_column(default=now)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")


class Membership(Base, Keyed, AreaOwned, Versioned, Requested):
    """One role of one person in one area; only an active one counts."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("area_id", "person_id", "role"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    agency: Mapped[str] = mapped_column(sa.String(30))
    role: Mapped[Role] = mapped_column(sa.String(20))
    status: Mapped[MembershipStatus] = mapped_column(sa.String(20), default=MembershipStatus.INVITED)
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()
    area: Mapped[Area] = relationship()
