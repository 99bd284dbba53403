"""Same again: a round copied for another month. Its list is brought in anew, and draws what no round has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.case import ChosenBy
from audit.domain.programme import kind_of_year, later_month
from audit.domain.rubric import WHOLE
from audit.store.audit_round import AuditRound
from audit.store.panel import PanelMember
from audit.store.panel_rows import list_candidates, list_members
from audit.store.queries import get_by_key
from audit.store.rubric import RubricVersion
from audit.store.trail import record
from audit.workflow.editing import Refused, find_by_request_key
from audit.workflow.needs import needs
from audit.workflow.panel import add_member
from audit.workflow.rounds import is_copyable, plan_round
from audit.workflow.rubric_of import find_newest_of_same
from audit.workflow.starting import rename, suggest_dates


@dataclass(frozen=True)
class Copy:
    """What the copy of a round would be: the next month, the newest standards, who is still there."""

    source: AuditRound
    rubric: RubricVersion
    title: str
    audit_year: int
    audit_month: int | None
    due_on: date
    meets_on: date
    staying: Sequence[PanelMember]
    gone: Sequence[PanelMember]


@needs(Permission.PLAN_ROUND)
def suggest_copy(session: Session, actor: Actor, *, key: str, today: date) -> Copy:
    """The copy for the month after the round's own, or for this one if that has passed."""
    source = _get_source(session, key)
    if source.audit_month is None:
        month: tuple[int, int] = (max(source.audit_year + 1, today.year), today.month)
    else:
        month = max(later_month(source.audit_year, source.audit_month), (today.year, today.month))
    due_on, meets_on = suggest_dates(source, month, today)
    staying, gone = _split_panel(session, source)
    return Copy(
        source=source,
        rubric=find_newest_of_same(session, source.rubric_version),
        title=rename(session, source, month),
        audit_year=month[0],
        audit_month=month[1] if source.audit_month else None,
        due_on=due_on,
        meets_on=meets_on,
        staying=staying,
        gone=gone,
    )


def _get_source(session: Session, key: str) -> AuditRound:
    source = get_by_key(session, AuditRound, key)
    if not is_copyable(source):
        raise Conflict("This audit had no list and no draw to copy. Start a round, or score one plan now.")
    return source


def _split_panel(session: Session, source: AuditRound) -> tuple[list[PanelMember], list[PanelMember]]:
    """Who can score again, and who no longer can."""
    able = {membership.row_id for membership in list_candidates(session, 0)}  # of no round: everybody
    members = list_members(session, source.row_id)
    staying = [member for member in members if member.membership_id in able]
    return staying, [member for member in members if member not in staying]


@needs(Permission.PLAN_ROUND)
def copy_round(
    session: Session,
    actor: Actor,
    *,
    key: str,
    title: str,
    audit_year: int,
    audit_month: int | None,
    due_on: date | None,
    meets_on: date | None,
    reminds: bool,
    request_key: str | None = None,
) -> AuditRound:
    """Plan the same again: standards in their newest version, groups, numbers, reserves and panel."""
    existing = find_by_request_key(session, AuditRound, request_key)
    if existing is not None:
        return existing
    source = _get_source(session, key)
    audit_round = plan_round(
        session,
        actor,
        title=title,
        audit_year=audit_year,
        audit_month=audit_month,
        year_kind=kind_of_year(source.programme.starts_on),
        rubric_key=find_newest_of_same(session, source.rubric_version).key,
        chosen_by=ChosenBy(source.chosen_by),
        double_share=source.double_share,
        due_on=due_on,
        meets_on=meets_on,
        reminds=reminds,
        request_key=request_key,
    )
    audit_round.copied_from_id = source.row_id
    audit_round.stratified_by, audit_round.allocation = list(source.stratified_by), source.allocation
    audit_round.n_reserve = source.n_reserve
    audit_round.analysis_plan = source.analysis_plan
    session.flush()
    staying, gone = _split_panel(session, source)
    for member in staying:
        _copy_member(session, actor, audit_round, member)
    details = {"from": source.key, "people": len(staying), "people_gone": len(gone)}
    record(session, actor, "round_copied", f"round {audit_round.key}", details)
    return audit_round


def _copy_member(session: Session, actor: Actor, audit_round: AuditRound, member: PanelMember) -> None:
    """Through the same lens, or the whole where these standards or the person's agency have no such lens."""
    asked = {"round_key": audit_round.key, "membership_key": member.membership.key}
    try:
        add_member(session, actor, lens=member.lens, most_cases=member.most_cases, **asked)
    except Refused:
        add_member(session, actor, lens=WHOLE, most_cases=member.most_cases, **asked)
