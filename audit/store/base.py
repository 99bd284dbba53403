"""What every table shares: naming, public keys, versions, request keys and moments in UTC."""

import secrets
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"


def new_key() -> str:
    """A random public name of 16 characters (about 78 bits) that is safe in an address."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment in UTC. Naive values are refused: nobody could say when they were."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """To the database: UTC without the zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """From the database: with the zone again."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The foot of all tables."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: sa.JSON, list[Any]: sa.JSON}

    row_id: Mapped[int] = mapped_column("id", primary_key=True)


class Keyed:
    """Has a random public key; row numbers never leave the database."""

    key: Mapped[str] = mapped_column(sa.String(16), unique=True, default=new_key)


class AreaOwned:
    """Belongs to one area. The row filter and the flush guard go by this class."""

    @declared_attr
    def area_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy calls it on the class
        """The area that owns the row."""
        return mapped_column(sa.ForeignKey("area.id"), index=True)


class Versioned:
    """People edit it: a save says from which version it was made, and a stale one is refused."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        """Let the database refuse a stale save as well."""
        return {"version_id_col": cls.version}


class Requested:
    """Created by a form: the form's request key makes a double submit one row."""

    request_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
