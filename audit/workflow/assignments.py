"""One case at a time: who has it, who may have it, and giving it by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, Conflict, NotFound, Permission, Role
from audit.domain.panel import may_hold_restricted
from audit.domain.rubric import WHOLE
from audit.store.assignment import list_informed
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.panel import Assignment, AssignmentStatus, PanelMember, Purpose
from audit.store.panel_rows import (
    find_interests,
    find_named,
    list_able_members,
    list_assignments,
    list_members,
)
from audit.store.queries import get_by_key
from audit.store.round_counts import list_cases_without_auditor, was_scored_by_meeting
from audit.store.trail import record
from audit.workflow.editing import Refused, find_by_request_key
from audit.workflow.needs import needs


@dataclass(frozen=True)
class GivingPage:
    """What a case needs: the panel, and who has it already."""

    audit_round: AuditRound
    case: AuditCase
    held: Sequence[Assignment]
    members: Sequence[PanelMember]
    holders: Sequence[PanelMember]
    barred: Sequence[PanelMember]
    informed: Sequence[PanelMember]
    unnamed: Sequence[PanelMember]


def make_assignment(case: AuditCase, member: PanelMember, purpose: Purpose) -> Assignment:
    return Assignment(
        area_id=case.area_id,
        case_id=case.row_id,
        person_id=member.membership.person_id,
        agency=member.membership.agency,
        lens=member.lens,
        purpose=purpose,
    )


@needs(Permission.SHARE_OUT)
def list_gaps(session: Session, actor: Actor, *, round_key: str) -> list[AuditCase]:
    """The cases that nobody holds: given to nobody, handed back, or left behind by an account that ended."""
    audit_round = get_by_key(session, AuditRound, round_key)
    return list_cases_without_auditor(session, audit_round.row_id)


@needs(Permission.SHARE_OUT)
def show_giving(session: Session, actor: Actor, *, round_key: str, case_key: str) -> GivingPage:
    """Who has a case, who may get it, and who must not."""
    audit_round = get_by_key(session, AuditRound, round_key)
    case = _get_case(session, audit_round, case_key)
    rows = list_assignments(session, audit_round.row_id)
    held = [row for row in rows if row.case_id == case.row_id]
    holding = {row.person_id for row in held}
    interested = {person for person, _case in find_interests(session, [case])} - holding
    members = {member: member.membership.person_id for member in list_members(session, audit_round.row_id)}
    informed = list_informed(session, case) - holding
    able = list_able_members(session, audit_round.row_id)
    kept_from = _list_kept_from(session, case, members) - holding
    return GivingPage(
        audit_round,
        case,
        held,
        members=[
            member for member in able if members[member] not in holding | interested | informed | kept_from
        ],
        holders=[member for member, person in members.items() if person in holding],
        barred=[member for member, person in members.items() if person in interested],
        informed=[member for member, person in members.items() if person in informed],
        unnamed=[member for member, person in members.items() if person in kept_from],
    )


def _list_kept_from(session: Session, case: AuditCase, members: Mapping[PanelMember, int]) -> set[int]:
    """Who must not get a restricted case: all but those named for it, and never a peer or the forum."""
    if not case.restricted:
        return set()
    named = find_named(session, case.round_id)
    return {
        person
        for member, person in members.items()
        if not may_hold_restricted(
            member.membership.role,
            member.membership.agency,
            is_named=(person, case.row_id) in named,
        )
    }


def _get_case(session: Session, audit_round: AuditRound, case_key: str) -> AuditCase:
    case = get_by_key(session, AuditCase, case_key)
    if case.round_id != audit_round.row_id:
        raise NotFound("the case belongs to another round")
    return case


@needs(Permission.SHARE_OUT)
def assign_case(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    case_key: str,
    member_key: str,
    request_key: str | None = None,
) -> Assignment:
    """Give one case to one person by hand; to a peer it is given for assurance."""
    existing = find_by_request_key(session, Assignment, request_key)
    if existing is not None:
        return existing
    page = show_giving(session, actor, round_key=round_key, case_key=case_key)
    if page.audit_round.status not in (RoundStatus.DRAWN, RoundStatus.OPEN):
        raise Conflict("Cases can be given from the draw until the round is closed.")
    if was_scored_by_meeting(session, page.case):
        raise Conflict("A panel meeting scored this case instead of its auditors, so nobody else scores it.")
    member = next((one for one in page.members if one.key == member_key), None)
    if member is None:
        raise Refused("member", _why_not(page, member_key))
    purpose = Purpose.ASSURANCE if member.membership.role == Role.PEER else Purpose.AUDIT
    assignment = make_assignment(page.case, member, purpose)
    assignment.request_key = request_key
    session.add(assignment)
    page.case.double_marked = _is_double(page, assignment)
    flag_modified(page.audit_round, "double_share")  # a share-out that is being looked at is now stale
    session.flush()
    details = {
        "round": page.audit_round.key,
        "case": page.case.number,
        "lens": member.lens,
        "purpose": str(purpose),
    }
    record(session, actor, "case_assigned", f"assignment {assignment.key}", details)
    return assignment


def _why_not(page: GivingPage, member_key: str) -> str:
    if any(member.key == member_key for member in page.barred):
        return "This person knows the child or had a part in the document, so they must not score it"
    if any(member.key == member_key for member in page.unnamed):
        return "This case is restricted: it goes only to people named for it, never to a peer or forum member"
    if any(member.key == member_key for member in page.informed):
        return "This person leads audits and may have read what others submitted, so they must not score it"
    if any(member.key == member_key for member in page.holders):
        return "This person has or had the case already"
    return "Choose somebody from the list"


def _is_double(page: GivingPage, new: Assignment) -> bool:
    counted = [
        row
        for row in (*page.held, new)
        if row.lens == WHOLE and row.purpose == Purpose.AUDIT and row.status != AssignmentStatus.HANDED_BACK
    ]
    return len(counted) > 1
