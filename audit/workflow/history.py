"""The history, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, NotFound, Permission
from audit.domain.trail import Break, Head
from audit.store.trail import Event, EventDetail, find_names, read_head, verify
from audit.store.visible_rules import subjects_to_score
from audit.workflow.needs import needs

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One line of the history: who did what, as they are called now, with details unless purged.

    Of a case that the reader still has to score it tells only when something happened, and who did it.
    """

    sequence: int
    at: datetime
    actor: str
    verb: str
    subject: str
    details: dict[str, Any] | None
    is_withheld: bool = False


@dataclass(frozen=True)
class HistoryCheck:
    """Whether the history is whole: `broken` is the first place where it is not, `head` where it ends."""

    broken: Break | None
    head: Head


@needs(Permission.READ_HISTORY)
def list_lines(session: Session, actor: Actor, *, before: int | None = None, most: int = PAGE) -> list[Line]:
    """The newest lines first; `before` is the sequence of a line already seen."""
    is_withheld = sa.and_(
        Event.subject.in_(subjects_to_score(actor.person_id)),
        Event.person_id.is_distinct_from(actor.person_id),
    )
    query = (
        sa.select(Event, EventDetail.details, is_withheld)
        .outerjoin(EventDetail, EventDetail.event_id == Event.row_id)
        .order_by(Event.sequence.desc())
        .limit(most)
    )
    if before is not None:
        query = query.where(Event.sequence < before)
    found = session.execute(query).all()
    names = find_names(session, [event for event, _details, _hidden in found])
    return [_line(event, details, names, is_withheld=hidden) for event, details, hidden in found]


def _line(
    event: Event, details: dict[str, Any] | None, names: Mapping[str, str], *, is_withheld: bool
) -> Line:
    who = names.get(event.actor, event.actor)
    if is_withheld:
        # Even the verb would be a hint: a case is settled only where two people differed.
        return Line(event.sequence, event.at, who, "withheld", "case", None, is_withheld=True)
    return Line(event.sequence, event.at, who, event.verb, event.subject, details)


@needs(Permission.READ_HISTORY)
def check_history(session: Session, actor: Actor, *, head: Head | None = None) -> HistoryCheck:
    """Go through the whole chain of the actor's area, against all that was noted when rounds were closed.

    `head` is one that somebody reads off a printed report: a database could have been changed altogether.
    """
    if actor.area_id is None:
        raise NotFound("the history belongs to an area")
    return HistoryCheck(verify(session, actor.area_id, head=head), read_head(session, actor.area_id))
