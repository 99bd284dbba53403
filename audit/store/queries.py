"""Queries that every noun shares."""

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import NotFound
from audit.store.base import Keyed

KeyedRow = TypeVar("KeyedRow", bound=Keyed)


def get_by_key(session: Session, model: type[KeyedRow], key: str) -> KeyedRow:
    """The row of this public key that the session's actor may see; raises `NotFound`."""
    row = session.scalars(sa.select(model).where(model.key == key)).one_or_none()
    if row is None:
        raise NotFound(f"no {model.__name__} of that key")
    return row
