"""What every edit and creation shares: stale saves, double submits, refused input."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.store.base import Requested, Versioned

CreatedRow = TypeVar("CreatedRow", bound=Requested)


class Stale(Exception):
    """Somebody saved since the page was opened; `row` holds what they saved."""

    def __init__(self, row: Any) -> None:
        self.row = row
        super().__init__("Somebody else saved this while you had it open.")


class Refused(Exception):
    """What was typed cannot be taken; the message is shown at the field. `messages`: of every field."""

    def __init__(self, field: str, message: str) -> None:
        self.field, self.message = field, message
        self.messages = {field: message}
        super().__init__(message)


def check_version(row: Versioned, version: int) -> None:
    """Raise `Stale` unless the row is still as it was when the page was opened."""
    if row.version != version:
        raise Stale(row)


def find_by_request_key(
    session: Session, model: type[CreatedRow], request_key: str | None
) -> CreatedRow | None:
    """The row that an earlier submit of the same form made, if any."""
    if not request_key:
        return None
    return session.scalars(sa.select(model).where(model.request_key == request_key)).one_or_none()
