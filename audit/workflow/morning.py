"""The lead's morning: what needs doing today. Counts and days, no statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from audit.domain.access import Actor, Permission
from audit.domain.alert import AlertStatus
from audit.domain.case import Stage
from audit.store.alert import Alert
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.correction import Correction, CorrectionStatus
from audit.store.panel import TO_SCORE, Assignment, AssignmentStatus, Purpose
from audit.store.round_counts import list_cases_without_auditor, list_cases_without_whole
from audit.workflow.moderation import list_moderation
from audit.workflow.needs import needs
from audit.workflow.reminders import PEER, AgencyWaiting, list_waiting
from audit.workflow.year_so_far import YearSoFar, show_year

_BEFORE_OPENING = (RoundStatus.PLANNED, RoundStatus.DRAWN)


@dataclass(frozen=True)
class RunningRound:
    """One open round this morning. `ready`: cases that are all in and that the panel must talk about.

    `needs`: cases that nobody has, or whose other sections nobody has.
    `drafts`: documents that are still drafts and still to be scored; `days_left` counts to the due date.
    """

    audit_round: AuditRound
    agencies: Sequence[AgencyWaiting]
    ready: Sequence[AuditCase]
    drafts: Sequence[AuditCase]
    needs: Sequence[AuditCase]
    days_left: int | None
    days_to_meeting: int | None

    @property
    def n_given(self) -> int:
        return sum(each.n_given for each in self.agencies)

    @property
    def n_submitted(self) -> int:
        return sum(each.n_submitted for each in self.agencies)


@dataclass(frozen=True)
class Morning:
    """All that the lead looks at first."""

    alerts: Sequence[Alert]
    preparing: Sequence[AuditRound]
    running: Sequence[RunningRound]
    n_overdue: int
    n_to_accept: int
    n_open: int
    year: YearSoFar | None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all waits."""
        return not (self.alerts or self.preparing or self.running or self.n_open)


@needs(Permission.SHARE_OUT)
def show_morning(session: Session, actor: Actor, *, today: date) -> Morning:
    """What needs doing, the most urgent first."""
    corrections = _count_corrections(session, today)
    return Morning(
        _list_unanswered(session),
        _list_rounds(session, *_BEFORE_OPENING),
        [_look_at(session, actor, each, today) for each in _list_rounds(session, RoundStatus.OPEN)],
        *corrections,
        show_year(session, actor, today=today),
    )


def _list_unanswered(session: Session) -> Sequence[Alert]:
    query = sa.select(Alert).where(Alert.status != AlertStatus.ANSWERED).order_by(Alert.raised_at)
    return session.scalars(query.options(joinedload(Alert.case).joinedload(AuditCase.audit_round))).all()


def _list_rounds(session: Session, *statuses: RoundStatus) -> Sequence[AuditRound]:
    query = sa.select(AuditRound).where(AuditRound.status.in_(statuses))
    order = (AuditRound.due_on.is_(None), AuditRound.due_on, AuditRound.row_id.desc())
    return session.scalars(query.options(joinedload(AuditRound.rubric_version)).order_by(*order)).all()


def _look_at(session: Session, actor: Actor, audit_round: AuditRound, today: date) -> RunningRound:
    held = _list_held(session, audit_round)
    unfinished = {row.case_id for row in held if row.status in TO_SCORE}
    queue = list_moderation(session, actor, round_key=audit_round.key)
    cases = {row.case_id: row.case for row in held}
    drafts = [case for case_id, case in cases.items() if case_id in unfinished and case.stage == Stage.DRAFT]
    return RunningRound(
        audit_round,
        [each for each in list_waiting(session, actor, round_key=audit_round.key) if each.group != PEER],
        [line.case for line in queue.lines if line.n_grave and line.case.row_id not in unfinished],
        drafts,
        sorted(
            [
                *list_cases_without_auditor(session, audit_round.row_id),
                *list_cases_without_whole(session, audit_round.row_id),
            ],
            key=lambda case: case.number,
        ),
        _days_until(audit_round.due_on, today),
        _days_until(audit_round.meets_on, today),
    )


def _list_held(session: Session, audit_round: AuditRound) -> Sequence[Assignment]:
    query = (
        sa.select(Assignment)
        .join(Assignment.case)
        .options(contains_eager(Assignment.case))
        .where(AuditCase.round_id == audit_round.row_id, Assignment.purpose == Purpose.AUDIT)
        .where(Assignment.status != AssignmentStatus.HANDED_BACK)
        .order_by(AuditCase.number)
    )
    return session.scalars(query).all()


def _days_until(day: date | None, today: date) -> int | None:
    return None if day is None else (day - today).days


def _count_corrections(session: Session, today: date) -> tuple[int, int, int]:
    """How many are overdue, how many were answered and wait for the lead, and how many are open in all."""
    is_open = Correction.status != CorrectionStatus.DONE
    columns = (
        sa.func.count().filter(is_open, Correction.due_on < today),
        sa.func.count().filter(Correction.status == CorrectionStatus.REPLIED),
        sa.func.count().filter(is_open),
    )
    overdue, replied, open_ones = session.execute(sa.select(*columns).select_from(Correction)).one()
    return overdue, replied, open_ones
