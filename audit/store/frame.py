"""The list that could be drawn, without anybody's identity."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from audit.store.base import AreaOwned, Base, Keyed, Requested, Versioned, now


class CaseFacts:
    """What is kept of a document: keyed hashes and bands, nothing that names a child."""

    own_hash: Mapped[str] = mapped_column(sa.String(64))
    upn_hash: Mapped[str | None] = mapped_column(sa.String(64))
    key_version: Mapped[int]
    review_no: Mapped[int | None]
    cohort_year: Mapped[int]
    age_band: Mapped[str | None] = mapped_column(sa.String(20))
    sex: Mapped[str | None] = mapped_column(sa.String(20))
    ethnicity: Mapped[str | None] = mapped_column(sa.String(40))
    need: Mapped[str | None] = mapped_column(sa.String(10))
    phase: Mapped[str | None] = mapped_column(sa.String(40))
    social_care: Mapped[bool | None]
    stage: Mapped[str] = mapped_column(sa.String(20))
    origin: Mapped[str] = mapped_column(sa.String(20))
    placement: Mapped[str | None] = mapped_column(sa.String(20))
    chosen_by: Mapped[str] = mapped_column(sa.String(20))
    restricted: Mapped[bool] = mapped_column(default=False)
    restricted_because: Mapped[str | None] = mapped_column(sa.String(20))

    @declared_attr
    def facts(cls) -> Mapped[list[Any]]:  # noqa: N805
        """Codes that `applies_when` may ask about."""
        return mapped_column(sa.JSON, default=list)

    @declared_attr
    def flags(cls) -> Mapped[list[Any]]:  # noqa: N805
        """An appeal, a complaint or the Ombudsman: what is under way about the document."""
        return mapped_column(sa.JSON, default=list)


class Frame(Base, Keyed, AreaOwned, Requested):
    """One uploaded list of a round. The file itself is forgotten; its fingerprint and its faults are kept."""

    __tablename__ = "frame"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    file_name: Mapped[str] = mapped_column(sa.String(120))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    form: Mapped[str] = mapped_column(sa.String(20))
    basis: Mapped[str] = mapped_column(sa.String(20))
    n_rows: Mapped[int]
    n_accepted: Mapped[int]
    n_added: Mapped[int]
    n_already_listed: Mapped[int]
    warnings: Mapped[list[Any]]
    refused: Mapped[list[Any]]
    read_at: Mapped[datetime] = mapped_column(default=now)


class FrameEntry(Base, Keyed, AreaOwned, CaseFacts):
    """One document that could be drawn."""

    __tablename__ = "frame_entry"
    __table_args__ = (sa.UniqueConstraint("round_id", "own_hash"),)

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    frame_id: Mapped[int] = mapped_column(sa.ForeignKey("frame.id"))
    row_number: Mapped[int]
    draw_order: Mapped[int | None]
    stratum_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stratum.id"))


class Locator(Base, AreaOwned):
    """The council's own number of a document, encrypted under the area's key; gone once it is not drawn."""

    __tablename__ = "locator"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("frame_entry.id"), unique=True)
    ciphertext: Mapped[bytes]
    key_version: Mapped[int]


class Stratum(Base, Keyed, AreaOwned, Versioned):
    """A part of the list, how many it holds and how many were drawn from it."""

    __tablename__ = "stratum"
    __table_args__ = (sa.UniqueConstraint("round_id", "label"),)

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    label: Mapped[str] = mapped_column(sa.String(120))
    values: Mapped[dict[str, Any]]
    n_listed: Mapped[int]
    n_drawn: Mapped[int]
