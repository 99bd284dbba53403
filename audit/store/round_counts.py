"""How far a round is, in numbers. No score and no hint of one is counted here."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import SCORING_FOR_A_ROUND, MembershipStatus
from audit.domain.rubric import WHOLE
from audit.store.account import Membership
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.frame import FrameEntry
from audit.store.guest_link import GuestLink
from audit.store.panel import TO_SCORE, Assignment, AssignmentStatus, PanelMember, Purpose
from audit.store.scoresheet import Scoresheet
from audit.store.visible_rules import table_of


@dataclass(frozen=True)
class RoundCounts:
    """The numbers of one round. `n_given` counts what auditors of the round still hold or have finished."""

    n_listed: int = 0
    n_cases: int = 0
    n_members: int = 0
    n_given: int = 0
    n_submitted: int = 0
    n_without_auditor: int = 0
    n_by_meeting: int = 0


def count_round(session: Session, round_id: int) -> RoundCounts:
    """All numbers of one round, as far as the session's actor may see its rows."""
    return RoundCounts(
        n_listed=_count(session, FrameEntry.row_id, FrameEntry.round_id == round_id),
        n_cases=_count(session, AuditCase.row_id, AuditCase.round_id == round_id),
        n_members=_count(session, PanelMember.row_id, PanelMember.round_id == round_id),
        n_given=_count_assignments(session, round_id),
        n_submitted=_count_assignments(session, round_id, Assignment.status == AssignmentStatus.SUBMITTED),
        n_without_auditor=len(list_cases_without_auditor(session, round_id)),
        n_by_meeting=_count(session, AuditCase.row_id, AuditCase.round_id == round_id, _by_meeting()),
    )


def list_cases_without_auditor(session: Session, round_id: int) -> list[AuditCase]:
    """The cases that nobody holds: given to nobody, handed back, or left behind by an account that ended.

    A case that a meeting scored instead of its auditors needs nobody.
    """
    held = sa.select(Assignment.case_id).where(_is_held())
    query = sa.select(AuditCase).where(AuditCase.round_id == round_id, AuditCase.row_id.not_in(held))
    query = query.where(~_by_meeting())
    return list(session.scalars(query.order_by(AuditCase.number)))


def list_cases_without_whole(session: Session, round_id: int) -> list[AuditCase]:
    """The cases whose other sections nobody scores: whoever had the whole document has handed it back.

    None where nobody was ever given a whole document: then sections are all that the round asks for.
    """
    whole = sa.select(Assignment.case_id).where(Assignment.lens == WHOLE, Assignment.purpose == Purpose.AUDIT)
    of_round = sa.select(AuditCase.row_id).where(AuditCase.round_id == round_id)
    if session.scalars(whole.where(Assignment.case_id.in_(of_round)).limit(1)).first() is None:
        return []
    held = sa.select(Assignment.case_id).where(_is_held())
    query = sa.select(AuditCase).where(AuditCase.round_id == round_id, AuditCase.row_id.in_(held))
    query = query.where(AuditCase.row_id.not_in(held.where(Assignment.lens == WHOLE)), ~_by_meeting())
    return list(session.scalars(query.order_by(AuditCase.number)))


def count_progress(session: Session) -> dict[int, tuple[int, int]]:
    """Of every round, how many scoresheets were asked for and how many are submitted."""
    submitted = sa.func.sum(sa.case((Assignment.status == AssignmentStatus.SUBMITTED, 1), else_=0))
    query = (
        sa.select(AuditCase.round_id, sa.func.count(Assignment.row_id), submitted)
        .join(AuditCase, Assignment.case_id == AuditCase.row_id)
        .where(_is_held())
        .group_by(AuditCase.round_id)
    )
    return {round_id: (n_submitted, n_given) for round_id, n_given, n_submitted in session.execute(query)}


def count_cases(session: Session) -> dict[int, tuple[int, int]]:
    """Of every round, how many cases it has, and of how many all scoresheets are in."""
    submitted = sa.func.sum(sa.case((Assignment.status == AssignmentStatus.SUBMITTED, 1), else_=0))
    finished = (
        sa.select(Assignment.case_id)
        .where(_is_held())
        .group_by(Assignment.case_id)
        .having(submitted == sa.func.count(Assignment.row_id))
        .subquery()
    )
    query = (
        sa.select(AuditCase.round_id, sa.func.count(AuditCase.row_id), sa.func.count(finished.c.case_id))
        .outerjoin(finished, finished.c.case_id == AuditCase.row_id)
        .group_by(AuditCase.round_id)
    )
    return {round_id: (n_cases, n_scored) for round_id, n_cases, n_scored in session.execute(query)}


def _is_held() -> sa.ColumnElement[bool]:
    """Finished for the round, or with somebody who may still finish it."""
    scorers = sa.select(Membership.person_id).where(
        Membership.role.in_(SCORING_FOR_A_ROUND), Membership.status != MembershipStatus.REVOKED
    )
    somebody = sa.or_(Assignment.person_id.in_(scorers), Assignment.person_id.in_(_guests_to_the_end()))
    with_somebody = sa.and_(Assignment.status.in_(TO_SCORE), somebody)
    return sa.and_(
        Assignment.purpose == Purpose.AUDIT,
        sa.or_(Assignment.status == AssignmentStatus.SUBMITTED, with_somebody),
    )


def _guests_to_the_end() -> sa.Select[int]:
    """Guests whose link ended only because their round was closed: what they did not send is missing."""
    link, audit_round = table_of(GuestLink), table_of(AuditRound)
    closing = sa.and_(link.c.round_id == audit_round.c.id, link.c.ended_at == audit_round.c.closed_at)
    return sa.select(link.c.person_id).join(audit_round, closing)


def _count_assignments(session: Session, round_id: int, *conditions: Any) -> int:
    query = (
        sa.select(sa.func.count(Assignment.row_id))
        .join(AuditCase, Assignment.case_id == AuditCase.row_id)
        .where(AuditCase.round_id == round_id, _is_held(), *conditions)
    )
    return session.scalars(query).one()


def _by_meeting() -> sa.ColumnElement[bool]:
    """Scored by a meeting instead of its auditors. That it was is asked past the filter, never how."""
    sheet = table_of(Scoresheet)
    return sa.exists().where(
        sheet.c.case_id == AuditCase.row_id, sheet.c.instead_of_own, sheet.c.submitted_at.is_not(None)
    )


def was_scored_by_meeting(session: Session, case: AuditCase) -> bool:
    """Whether a meeting scored this case instead of its auditors."""
    query = sa.select(AuditCase.row_id).where(AuditCase.row_id == case.row_id, _by_meeting())
    return session.scalars(query).first() is not None


def _count(session: Session, column: Any, *conditions: Any) -> int:
    return session.scalars(sa.select(sa.func.count(column)).where(*conditions)).one()
