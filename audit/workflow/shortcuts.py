"""Whether keys score for somebody: their own choice."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, NotFound, Permission
from audit.store.account import Person
from audit.store.trail import record
from audit.workflow.editing import check_version
from audit.workflow.needs import needs


@needs(Permission.SCORE)
def get_shortcuts(session: Session, actor: Actor) -> Person:
    """The actor's own account, which holds the choice."""
    person = session.scalars(sa.select(Person).where(Person.row_id == actor.person_id)).one_or_none()
    if person is None:
        raise NotFound("no account")
    return person


@needs(Permission.SCORE)
def choose_shortcuts(session: Session, actor: Actor, *, wanted: bool, version: int) -> Person:
    """Switch the keys on or off for the actor alone."""
    person = get_shortcuts(session, actor)
    check_version(person, version)
    if person.shortcuts != wanted:
        person.shortcuts = wanted
        record(session, actor, "shortcuts_chosen", f"person {person.key}", {"on": wanted})
    return person
