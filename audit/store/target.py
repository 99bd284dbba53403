"""What an area has said that it will reach, and by when."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned


class Target(Base, Keyed, AreaOwned, Versioned, Requested):
    """A share that is wanted by a day. `year`: whose documents count; `agency`: whose advice, or all.

    A figure from elsewhere is typed in: `n_good` of `n_all`, as it was on `counted_on`.
    """

    __tablename__ = "target"

    title: Mapped[str] = mapped_column(sa.String(120))
    measure: Mapped[str] = mapped_column(sa.String(60))
    agency: Mapped[str | None] = mapped_column(sa.String(30))
    year: Mapped[int | None]
    wanted_share: Mapped[float]
    by_on: Mapped[date]
    n_good: Mapped[int | None]
    n_all: Mapped[int | None]
    counted_on: Mapped[date | None]
