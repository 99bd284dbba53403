"""One council and its partners; everything belongs to one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, now


class Area(Base, Keyed, Versioned):
    """One local area. `is_example` prints on every page and report that it is made up.

    `lens_reads_all`: whoever scores some sections may read the questions of the others. `services`: who is
    asked beside the usual ones. `school_closures`: first and last days, as ISO text.
    """

    __tablename__ = "area"

    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    is_example: Mapped[bool] = mapped_column(default=False)
    brand_colour: Mapped[str] = mapped_column(sa.String(7), default="#1d4f5c")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    safeguarding_name: Mapped[str] = mapped_column(sa.String(120), default="")
    safeguarding_email: Mapped[str] = mapped_column(sa.String(254), default="")
    safeguarding_phone: Mapped[str] = mapped_column(sa.String(60), default="")
    lens_reads_all: Mapped[bool] = mapped_column(default=True)
    services: Mapped[list[Any]] = mapped_column(default=list)
    school_closures: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Organisation(Base, Keyed, AreaOwned, Versioned, Requested):
    """Where people work: the council, an NHS trust, a school, the forum, another council."""

    __tablename__ = "organisation"
    __table_args__ = (sa.UniqueConstraint("area_id", "name"),)

    name: Mapped[str] = mapped_column(sa.String(120))
    agency: Mapped[str] = mapped_column(sa.String(30))
