"""Versions of the standards, kept for ever as they were."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from audit.store.base import AreaOwned, Base, Keyed, Requested, now


class RubricVersion(Base, Keyed, AreaOwned, Requested):
    """One rubric file as it was published: the text and its SHA-256 never change."""

    __tablename__ = "rubric_version"
    __table_args__ = (sa.UniqueConstraint("area_id", "sha256"),)

    name: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(30))
    title: Mapped[str] = mapped_column(sa.String(200))
    rubric_version: Mapped[str] = mapped_column(sa.String(40))
    text: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    installed_at: Mapped[datetime] = mapped_column(default=now)
