"""Login sessions, guesses and set-password links. A session of the database is something else."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.store.account import Person
from audit.store.base import Base, Keyed, now


class SignIn(Base, Keyed):
    """One browser signed in as one person in one area. Only a hash of its token is kept."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"))
    started_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    contents: Mapped[dict[str, Any]] = mapped_column(default=dict)

    person: Mapped[Person] = relationship()


class SignInAttempt(Base):
    """One wrong password. Account and address are kept as hashes."""

    __tablename__ = "sign_in_attempt"

    account_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    address_hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class PasswordLink(Base):
    """A link to set a password, once. Only a hash of its token is kept."""

    __tablename__ = "password_link"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
