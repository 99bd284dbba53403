"""Queries that every noun shares."""

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import NotFound
from audit.store.account import Person
from audit.store.base import Keyed, now
from audit.store.sign_in import SignIn

KeyedRow = TypeVar("KeyedRow", bound=Keyed)


def get_by_key(session: Session, model: type[KeyedRow], key: str) -> KeyedRow:
    """The row of this public key that the session's actor may see; raises `NotFound`."""
    row = session.scalars(sa.select(model).where(model.key == key)).one_or_none()
    if row is None:
        raise NotFound(f"no {model.__name__} of that key")
    return row


def end_sign_ins(session: Session, person: Person) -> int:
    """End every sign-in of a person that the session's actor may see; returns how many there were."""
    query = sa.select(SignIn).where(SignIn.person_id == person.row_id, SignIn.ended_at.is_(None))
    open_ones = session.scalars(query).all()
    for sign_in in open_ones:
        sign_in.ended_at = now()
    return len(open_ones)
