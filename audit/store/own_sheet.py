"""The sheet that its author is filling in, as a save needs it: a few plain values, asked and kept at once."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from audit.domain.access import Actor, NotFound
from audit.store.asked_often import ask, change
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.panel import Assignment, AssignmentStatus, Interest
from audit.store.plain import AnySession
from audit.store.rubric import RubricVersion
from audit.store.scoresheet import Scoresheet


class OwnSheet(NamedTuple):
    """A scoresheet of the actor's own with all that decides what may be saved in it.

    `facts` and the standards say which questions are asked; `is_known`: its author has an interest in the
    plan. Where the case is out of its author's sight, all that hangs on the case is missing, and
    `round_status` too.
    """

    row_id: int
    area_id: int
    key: str
    version: int
    saved_at: datetime | None
    saved_from: str | None
    own_grade: str | None
    minutes_spent: int | None
    submitted_at: datetime | None
    typed_by_id: int | None
    assignment_status: AssignmentStatus | None
    lens: str
    facts: list[str]
    round_status: RoundStatus | None
    rubric_sha256: str
    is_known: bool


def find_own_sheet(session: AnySession, actor: Actor, key: str) -> OwnSheet:
    """The actor's own sheet of this key; raises `NotFound`."""
    for row in ask(session, _own_sheet(), key=key, person_id=actor.person_id):
        return OwnSheet(*row)
    raise NotFound("no scoresheet of that key")


@cache
def _own_sheet() -> sa.Select[*tuple[Any, ...]]:
    person: sa.BindParameter[int] = sa.bindparam("person_id")
    known = sa.exists().where(Interest.person_id == person, Interest.own_hash == AuditCase.own_hash)
    of_sheet = (
        Scoresheet.row_id,
        Scoresheet.area_id,
        Scoresheet.key,
        Scoresheet.version,
        Scoresheet.saved_at,
        Scoresheet.saved_from,
        Scoresheet.own_grade,
        Scoresheet.minutes_spent,
        Scoresheet.submitted_at,
        Scoresheet.typed_by_id,
    )
    of_case = (Assignment.status, Assignment.lens, AuditCase.facts)
    return (
        sa.select(*of_sheet, *of_case, AuditRound.status, RubricVersion.sha256, known.correlate(AuditCase))
        .outerjoin(Scoresheet.assignment)
        .outerjoin(Assignment.case)
        .outerjoin(AuditCase.audit_round)
        .outerjoin(AuditRound.rubric_version)
        .where(Scoresheet.key == sa.bindparam("key"), Scoresheet.person_id == person)
    )


def note_save(
    session: AnySession, sheet: OwnSheet, *, page: str | None, own_grade: str | None, minutes: int | None
) -> OwnSheet:
    """Mark a sheet as saved by this page just now; raises `StaleDataError` if it was not what was read."""
    kept: dict[str, Any] = {
        "saved_at": now(),
        "saved_from": page,
        "own_grade": own_grade,
        "minutes_spent": minutes,
    }
    change(session, Scoresheet, _saved(), row_id=sheet.row_id, seen=sheet.version, **kept)
    return sheet._replace(version=sheet.version + 1, **kept)


@cache
def _saved() -> sa.Update:
    kept = ("saved_at", "saved_from", "own_grade", "minutes_spent")
    return (
        sa.update(Scoresheet)
        .where(Scoresheet.row_id == sa.bindparam("row_id"), Scoresheet.version == sa.bindparam("seen"))
        .values(version=Scoresheet.version + 1, **{name: sa.bindparam(name) for name in kept})
    )
