"""What each service gave to a case."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from audit.domain.contribution import FIELDS, Came, Part
from audit.store.base import AreaOwned, Base, Keyed, Versioned


class Contribution(Base, Keyed, AreaOwned, Versioned):
    """One service's part in one case. Empty is not known. `agency`: the one for which the service spoke."""

    __tablename__ = "contribution"
    __table_args__ = (sa.UniqueConstraint("case_id", "service"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_case.id"))
    service: Mapped[str] = mapped_column(sa.String(40))
    agency: Mapped[str] = mapped_column(sa.String(30))
    sought: Mapped[bool | None]
    sought_on: Mapped[date | None]
    due_on: Mapped[date | None]
    excuse: Mapped[str | None] = mapped_column(sa.String(40))
    came: Mapped[str | None] = mapped_column(sa.String(20))
    came_on: Mapped[date | None]
    used: Mapped[bool | None]
    invited: Mapped[bool | None]
    circulated: Mapped[bool | None]
    attended: Mapped[bool | None]

    @property
    def part(self) -> Part:
        """What is known, as the rules read it."""
        return part_of(self)


def part_of(row: object) -> Part:
    """What a row says, whether it was read as an object or as bare columns."""
    found = {name: getattr(row, name) for name in FIELDS}
    return Part(**{**found, "came": Came(found["came"]) if found["came"] else None})
