"""Which rows somebody may see: one filter that every query of a session passes through."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from audit.domain.access import Actor, ActorKind, Role
from audit.store.account import Membership, Person
from audit.store.area import Area, Organisation
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import AreaOwned
from audit.store.case import AuditCase
from audit.store.correction import Correction
from audit.store.frame import Frame, FrameEntry, Locator, Stratum
from audit.store.free_text import FreeText
from audit.store.moderation import Settlement
from audit.store.panel import TO_SCORE, Assignment, AssignmentStatus, Interest, Meeting, PanelMember
from audit.store.report import Report, ReportFile, ReportRound
from audit.store.scoresheet import Rating, Scoresheet
from audit.store.sign_in import PasswordLink, SignIn, SignInAttempt
from audit.store.trail import Event, EventDetail

Condition = Any
_SIGN_IN_TABLES = (SignIn, SignInAttempt, PasswordLink)


class NoActor(Exception):
    """A session of the database belongs to nobody, so it may see nothing."""


def guard(session: Session, actor: Actor | None, *, reading: bool) -> Session:
    """Bind a session to its actor for good."""
    session.info["actor"] = actor
    session.info["reading"] = reading
    if actor is not None:
        session.info["filter"] = _filters(actor)
    return session


def actor_of(session: Session) -> Actor:
    """Whose session this is; raises `NoActor`."""
    actor = session.info.get("actor")
    if not isinstance(actor, Actor):
        raise NoActor("this session of the database has no actor")
    return actor


@sa.event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    actor_of(state.session)
    state.statement = state.statement.options(*state.session.info["filter"])  # type: ignore[union-attr, unused-ignore]


@sa.event.listens_for(Session, "before_flush")
def _refuse_foreign_rows(session: Session, _context: UOWTransaction, _instances: object) -> None:
    actor = actor_of(session)
    touched = [*session.new, *session.dirty, *session.deleted]
    if touched and session.info["reading"]:
        raise RuntimeError("a reading session was asked to write")
    if actor.kind is ActorKind.OPERATOR and actor.area_id is None:
        return
    for row in touched:
        if not isinstance(row, AreaOwned):
            continue
        if row.area_id is None and actor.area_id is not None:  # type: ignore[comparison-overlap, unused-ignore]
            row.area_id = actor.area_id
        may_cross = actor.kind is ActorKind.DOOR or (_takes_jobs(actor) and isinstance(row, Report))
        if not may_cross and row.area_id != actor.area_id:
            raise RuntimeError("a row of another area was touched")


def _filters(actor: Actor) -> list[ExecutableOption]:
    if actor.kind is ActorKind.OPERATOR and actor.area_id is None:
        return []
    if actor.kind is ActorKind.DOOR:
        return _all_but({Person, Membership, Area, Organisation, *_SIGN_IN_TABLES, Event, EventDetail})
    if _takes_jobs(actor):
        return _all_but({Report, ReportRound, AuditRound, Person, Membership, Area})
    options: list[ExecutableOption] = [_owned_by(actor.area_id)]
    options += [_only(Area, Area.row_id == actor.area_id)]
    options += [_only(model, condition) for model, condition in _people_conditions(actor)]
    return options + [_only(model, condition) for model, condition in _conditions(actor)]


def _people_conditions(actor: Actor) -> Sequence[tuple[type, Condition]]:
    """People of the area. An administrator makes their password links and ends their sign-ins."""
    membership = table_of(Membership)
    people = sa.select(membership.c.person_id).where(membership.c.area_id == actor.area_id)
    manages = Role.ADMINISTRATOR in actor.roles
    return [
        (Person, Person.row_id.in_(people)),
        (SignIn, SignIn.area_id == actor.area_id if manages else sa.false()),
        (PasswordLink, PasswordLink.person_id.in_(people) if manages else sa.false()),
        (SignInAttempt, sa.false()),
    ]


def _owned_by(area_id: int | None) -> ExecutableOption:
    return with_loader_criteria(AreaOwned, lambda cls: cls.area_id == area_id, include_aliases=True)


def _only(model: type, condition: Condition) -> ExecutableOption:
    return with_loader_criteria(model, condition, include_aliases=True)


def _takes_jobs(actor: Actor) -> bool:
    return actor.kind is ActorKind.WORKER and actor.area_id is None


def _all_but(open_tables: set[type]) -> list[ExecutableOption]:
    closed = [mapper.class_ for mapper in Area.registry.mappers if mapper.class_ not in open_tables]
    return [_only(model, sa.false()) for model in closed]


def _conditions(actor: Actor) -> Sequence[tuple[type, Condition]]:
    if actor.kind is ActorKind.WORKER:
        return _worker_conditions()
    if Role.LEAD in actor.roles:
        return _lead_conditions(actor.person_id)
    return _narrow_conditions(actor)


def _worker_conditions() -> Sequence[tuple[type, Condition]]:
    sheets = sa.select(table_of(Scoresheet).c.id).where(table_of(Scoresheet).c.submitted_at.is_not(None))
    return _sheet_conditions(Scoresheet.submitted_at.is_not(None), sheets)


def _lead_conditions(person_id: int | None) -> Sequence[tuple[type, Condition]]:
    """A lead sees all of the round, but of a case that they still have to score only their own sheet."""
    still_to_score, sheet = _still_to_score(person_id), table_of(Scoresheet)

    def readable(columns: Any) -> Condition:
        settled = sa.and_(columns.submitted_at.is_not(None), columns.case_id.not_in(still_to_score))
        return sa.or_(columns.person_id == person_id, settled)

    correction, settlement = table_of(Correction), table_of(Settlement)
    conditions = list(_sheet_conditions(readable(Scoresheet), sa.select(sheet.c.id).where(readable(sheet.c))))
    conditions[-1] = (
        FreeText,
        sa.or_(
            FreeText.scoresheet_id.in_(sa.select(sheet.c.id).where(readable(sheet.c))),
            FreeText.correction_id.in_(
                sa.select(correction.c.id).where(correction.c.case_id.not_in(still_to_score))
            ),
            FreeText.settlement_id.in_(
                sa.select(settlement.c.id).where(settlement.c.case_id.not_in(still_to_score))
            ),
        ),
    )
    return [
        *conditions,
        (Correction, Correction.case_id.not_in(still_to_score)),
        (Settlement, Settlement.case_id.not_in(still_to_score)),
    ]


def _still_to_score(person_id: int | None) -> Any:
    """The cases that somebody has yet to score. Once a round is closed nobody can, and all lies open."""
    assignment, case, audit_round = table_of(Assignment), table_of(AuditCase), table_of(AuditRound)
    return (
        sa.select(assignment.c.case_id)
        .join(case, case.c.id == assignment.c.case_id)
        .join(audit_round, audit_round.c.id == case.c.round_id)
        .where(
            assignment.c.person_id == person_id,
            assignment.c.status.in_(TO_SCORE),
            audit_round.c.status == RoundStatus.OPEN,
        )
    )


def _sheet_conditions(sheets: Condition, sheet_ids: Any) -> Sequence[tuple[type, Condition]]:
    return [
        (Scoresheet, sheets),
        (Rating, Rating.scoresheet_id.in_(sheet_ids)),
        (FreeText, sa.or_(FreeText.scoresheet_id.is_(None), FreeText.scoresheet_id.in_(sheet_ids))),
    ]


def _narrow_conditions(actor: Actor) -> Sequence[tuple[type, Condition]]:
    """Auditors and peers see what they were given; managers and administrators see rounds and reports."""
    person_id, manages = actor.person_id, bool(actor.roles & {Role.MANAGER, Role.ADMINISTRATOR})
    scores = bool(actor.roles & {Role.AUDITOR, Role.PEER})
    own = _own_conditions(person_id) if scores else [(model, sa.false()) for model in _SCORING]
    closed = [(model, sa.false()) for model in _LEAD_ONLY]
    return [*own, *closed, *_managed_conditions(actor, person_id if scores else None, manages)]


_SCORING = (AuditCase, Assignment, Scoresheet, Rating, FreeText, Interest)
_LEAD_ONLY = (Frame, FrameEntry, Settlement, Correction, Meeting, PanelMember, Stratum)


def _own_conditions(person_id: int | None) -> list[tuple[type, Condition]]:
    sheet = table_of(Scoresheet)
    own_sheets = sa.select(sheet.c.id).where(sheet.c.person_id == person_id)
    return [
        (AuditCase, AuditCase.row_id.in_(_given_cases(person_id))),
        (Assignment, Assignment.person_id == person_id),
        (Scoresheet, Scoresheet.person_id == person_id),
        (Rating, Rating.scoresheet_id.in_(own_sheets)),
        (FreeText, FreeText.scoresheet_id.in_(own_sheets)),
        (Interest, Interest.person_id == person_id),
    ]


def _given_cases(person_id: int | None) -> Any:
    assignment = table_of(Assignment)
    return sa.select(assignment.c.case_id).where(
        assignment.c.person_id == person_id, assignment.c.status != AssignmentStatus.HANDED_BACK
    )


def _managed_conditions(actor: Actor, scorer_id: int | None, manages: bool) -> list[tuple[type, Condition]]:
    case, entry = table_of(AuditCase), table_of(AuditCase).c.entry_id
    given = _given_cases(scorer_id)
    rounds = sa.select(case.c.round_id).where(case.c.id.in_(given))
    entries = sa.select(entry).where(case.c.id.in_(given))
    is_administrator = Role.ADMINISTRATOR in actor.roles
    conditions: list[tuple[type, Condition]] = [(Locator, Locator.entry_id.in_(entries))]
    if not manages:
        conditions += [
            (AuditRound, AuditRound.row_id.in_(rounds)),
            *[(model, sa.false()) for model in (Report, ReportFile, ReportRound)],
        ]
    if not is_administrator:
        conditions += [
            (Person, Person.row_id == actor.person_id),
            (Membership, Membership.person_id == actor.person_id),
        ]
    return conditions


def table_of(model: type[Any]) -> Any:
    """The bare table of a model, past the row filter: only to ask about rows, never to read them out."""
    return sa.inspect(model).local_table
