"""What departed from the frozen plan of an analysis: printed with every report, kept for ever."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from audit.store.account import Person
from audit.store.base import AreaOwned, Base, Keyed, Requested, now


class Deviation(Base, Keyed, AreaOwned, Requested):
    """One departure: what was done otherwise than planned, why, and who said so. Its words are about the
    analysis and never about a child, so no purge empties them and the row never changes."""

    __tablename__ = "deviation"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    what: Mapped[str] = mapped_column(sa.Text)
    why: Mapped[str] = mapped_column(sa.Text)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    recorded_by: Mapped[Person] = relationship()


def list_deviations(session: Session, round_id: int) -> list[Deviation]:
    """All departures from a round's plan, the oldest first."""
    query = sa.select(Deviation).where(Deviation.round_id == round_id)
    return list(session.scalars(query.order_by(Deviation.row_id)))
