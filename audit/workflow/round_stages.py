"""Opening a round for scoring and closing it: the two moments that fix things."""

from dataclasses import asdict
from enum import StrEnum

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.hypothesis import default_plan
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.guest_link import end_links, find_open_links
from audit.store.queries import get_by_key
from audit.store.round_counts import count_round
from audit.store.trail import read_head, record
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs
from audit.workflow.report import queue_reports


class WhyEarly(StrEnum):
    """Why a round is closed although scoresheets are missing."""

    OUT_OF_TIME = "out_of_time"
    PEOPLE_AWAY = "people_away"
    ENOUGH = "enough"
    OTHER = "other"


@needs(Permission.OPEN_ROUND)
def open_round(session: Session, actor: Actor, *, key: str, version: int) -> AuditRound:
    """Let scoring begin. The plan of the analysis is frozen here, before anybody has seen a score."""
    audit_round = get_by_key(session, AuditRound, key)
    if audit_round.status in (RoundStatus.OPEN, RoundStatus.CLOSED):
        return audit_round  # a double submit
    _check_ready(session, audit_round)
    check_version(audit_round, version)
    counts = count_round(session, audit_round.row_id)
    audit_round.analysis_plan = audit_round.analysis_plan or asdict(default_plan())
    audit_round.status, audit_round.opened_at = RoundStatus.OPEN, now()
    details = {"cases": counts.n_cases, "given": counts.n_given, "people": counts.n_members}
    record(session, actor, "round_opened", f"round {audit_round.key}", details)
    return audit_round


def _check_ready(session: Session, audit_round: AuditRound) -> None:
    if audit_round.status == RoundStatus.PLANNED:
        raise Conflict("Draw the sample before you open the round.")
    n_missing = count_round(session, audit_round.row_id).n_without_auditor
    if n_missing:
        cases = (
            "1 case has nobody to score it"
            if n_missing == 1
            else f"{n_missing} cases have nobody to score them"
        )
        raise Conflict(f"{cases}. Share out the cases, or give them by hand.")


@needs(Permission.OPEN_ROUND)
def close_round(
    session: Session, actor: Actor, *, key: str, version: int, why_early: WhyEarly | None = None
) -> AuditRound:
    """End scoring. The head of the history is noted first, and then the report is asked for."""
    audit_round = get_by_key(session, AuditRound, key)
    if audit_round.status == RoundStatus.CLOSED:
        return audit_round  # a double submit
    if audit_round.status != RoundStatus.OPEN:
        raise Conflict("Only a round that is open can be closed.")
    check_version(audit_round, version)
    counts = count_round(session, audit_round.row_id)
    n_missing = counts.n_given - counts.n_submitted
    if not counts.n_submitted and not counts.n_by_meeting:
        raise Conflict("No scoresheet has been submitted, so there is nothing to report on yet.")
    if (n_missing or counts.n_without_auditor) and why_early is None:
        raise Refused("why_early", "Choose why the round is closed although scoresheets are missing")
    audit_round.status, audit_round.closed_at = RoundStatus.CLOSED, now()
    # A guest's link ends with its round, at the same moment: so their missing sheets stay counted.
    n_guests = end_links(session, find_open_links(session, audit_round.row_id), audit_round.closed_at)
    details = {
        "submitted": counts.n_submitted,
        "missing": n_missing,
        "cases_without_auditor": counts.n_without_auditor,
        "scored_by_meeting": counts.n_by_meeting,
        "why_early": str(why_early) if why_early else None,
        "guest_links_ended": n_guests,
    }
    record(session, actor, "round_closed", f"round {audit_round.key}", details)
    head = read_head(session, audit_round.area_id)
    audit_round.trail_sequence, audit_round.trail_hash = head.sequence, head.chain_hash
    audit_round.trail_at = head.at
    queue_reports(session, actor, audit_round=audit_round)
    return audit_round
