"""What is still to do in a round, as the lead's list of tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.queries import get_by_key
from audit.store.round_counts import RoundCounts, count_round
from audit.workflow.needs import needs


class TaskStatus(StrEnum):
    """How far a task is."""

    DONE = "done"
    TO_DO = "to_do"
    NOT_YET = "not_yet"
    NEEDS_CARE = "needs_care"


@dataclass(frozen=True)
class Task:
    """One step; `count` goes with it in words on the page."""

    name: str
    status: TaskStatus
    count: int = 0


@dataclass(frozen=True)
class RoundPage:
    """A round, its numbers and its tasks."""

    audit_round: AuditRound
    counts: RoundCounts
    tasks: Sequence[Task]


@needs(Permission.PLAN_ROUND)
def show_tasks(session: Session, actor: Actor, *, key: str) -> RoundPage:
    """A round and what is to be done next."""
    audit_round = get_by_key(session, AuditRound, key)
    counts = count_round(session, audit_round.row_id)
    return RoundPage(audit_round, counts, list_tasks(audit_round.status, counts))


def list_tasks(status: RoundStatus, counts: RoundCounts) -> list[Task]:
    """The five steps up to opening, each with its status."""
    is_drawn = status != RoundStatus.PLANNED
    is_open = status in (RoundStatus.OPEN, RoundStatus.CLOSED)
    return [
        Task("frame", _when(bool(counts.n_listed), can_start=True), counts.n_listed),
        Task("sample", _when(is_drawn, can_start=bool(counts.n_listed)), counts.n_cases),
        Task("panel", _when(bool(counts.n_members), can_start=True), counts.n_members),
        _sharing(counts, is_drawn, is_closed=status == RoundStatus.CLOSED),
        Task("open", _when(is_open, can_start=is_ready_to_open(status, counts))),
    ]


def is_ready_to_open(status: RoundStatus, counts: RoundCounts) -> bool:
    """Cases are drawn, a panel is there, and every case has somebody."""
    return status == RoundStatus.DRAWN and counts.n_cases > 0 and not counts.n_without_auditor


def _when(is_done: bool, *, can_start: bool) -> TaskStatus:
    if is_done:
        return TaskStatus.DONE
    return TaskStatus.TO_DO if can_start else TaskStatus.NOT_YET


def _sharing(counts: RoundCounts, is_drawn: bool, *, is_closed: bool) -> Task:
    if not counts.n_given:
        can_start = is_drawn and bool(counts.n_members)
        return Task("sharing", _when(False, can_start=can_start), counts.n_without_auditor)
    if counts.n_without_auditor and not is_closed:
        return Task("sharing", TaskStatus.NEEDS_CARE, counts.n_without_auditor)
    return Task("sharing", TaskStatus.DONE, counts.n_given)
