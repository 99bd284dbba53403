"""Sharing the cases out to the panel: looked at first, then done, and done again until the round opens."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission, Role
from audit.domain.agency import Agency
from audit.domain.case import ChosenBy
from audit.domain.panel import Member, PanelCase, PanelError, Sharing, share_out
from audit.domain.rubric import WHOLE
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.panel import Assignment, PanelMember, Purpose
from audit.store.panel_rows import (
    delete_unstarted,
    find_guests,
    find_interests,
    find_named,
    list_able_members,
    list_assignments,
    list_cases,
)
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.assignments import make_assignment
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs


@dataclass(frozen=True)
class PersonShare:
    """What one person would get."""

    member: PanelMember
    n_cases: int
    n_double: int


@dataclass(frozen=True)
class SharingPreview:
    """Who would get how much, and what cannot be had."""

    audit_round: AuditRound
    shares: Sequence[PersonShare]
    shortfalls: Sequence[str]
    n_cases: int
    n_double: int
    n_given: int
    double_share: float


@needs(Permission.SHARE_OUT)
def preview_sharing(session: Session, actor: Actor, *, round_key: str, double_share: float) -> SharingPreview:
    """How the cases would be shared out; nothing is written."""
    audit_round = _get_before_opening(session, round_key)
    cases, members = list_cases(session, audit_round.row_id), list_scorers(session, audit_round)
    sharing = _propose(session, audit_round, cases, members, double_share)
    doubles = list_doubles(sharing)
    shares = summarise_shares(members, sharing)
    said = [
        f"Case {int(short.case)}: {short.message}" if short.case else short.message
        for short in sharing.shortfalls
    ]
    n_given = len(_list_shared(session, audit_round))
    return SharingPreview(audit_round, shares, said, len(cases), len(doubles), n_given, double_share)


def summarise_shares(members: Sequence[PanelMember], sharing: Sharing) -> list[PersonShare]:
    """How much each would get."""
    doubles = list_doubles(sharing)
    return [_share_of(member, sharing, doubles) for member in members]


def _share_of(member: PanelMember, sharing: Sharing, doubles: set[str]) -> PersonShare:
    given = [one for one in sharing.assignments if one.person == name_member(member)]
    n_double = sum(one.lens == WHOLE and one.case in doubles for one in given)
    return PersonShare(member, n_cases=len(given), n_double=n_double)


@needs(Permission.SHARE_OUT)
def share_out_cases(
    session: Session, actor: Actor, *, round_key: str, version: int, double_share: float
) -> AuditRound:
    """Give every case to its auditors. Before the round opens it can be done again; the old sharing goes."""
    audit_round = _get_before_opening(session, round_key)
    cases = {_number(case): case for case in list_cases(session, audit_round.row_id)}
    members = {name_member(member): member for member in list_scorers(session, audit_round)}
    sharing = _propose(session, audit_round, list(cases.values()), list(members.values()), double_share)
    if _is_shared_so(session, audit_round, sharing, cases, members):
        return audit_round  # a double submit
    check_version(audit_round, version)
    n_before = delete_unstarted(session, audit_round.row_id)
    kept = {(row.case_id, row.person_id) for row in list_assignments(session, audit_round.row_id)}
    for given in sharing.assignments:
        case, member = cases[given.case], members[given.person]
        if (case.row_id, member.membership.person_id) not in kept:
            session.add(make_assignment(case, member, Purpose.AUDIT))
    doubles = list_doubles(sharing)
    for number, case in cases.items():
        case.double_marked = number in doubles
    audit_round.double_share = double_share
    details = {
        "cases": len(cases),
        "people": len(members),
        "given": len(sharing.assignments),
        "double": len(doubles),
        "double_share": double_share,
        "replaced": n_before,
        "shortfalls": len(sharing.shortfalls),
    }
    record(session, actor, "cases_shared_out", f"round {audit_round.key}", details)
    return audit_round


def _get_before_opening(session: Session, round_key: str) -> AuditRound:
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status == RoundStatus.PLANNED:
        raise Conflict("Draw the sample first: there are no cases to share out yet.")
    if audit_round.status != RoundStatus.DRAWN:
        raise Conflict(
            "The round is open, so cases are no longer shared out anew. Give single cases instead."
        )
    return audit_round


def _list_shared(session: Session, audit_round: AuditRound) -> list[Assignment]:
    """What was shared out: not what peers and guests were given by hand."""
    guests = find_guests(session, audit_round.row_id)
    return [
        row
        for row in list_assignments(session, audit_round.row_id)
        if row.purpose == Purpose.AUDIT and row.person_id not in guests
    ]


def list_scorers(session: Session, audit_round: AuditRound) -> list[PanelMember]:
    """Who can be given cases. Peers get theirs by hand: they check the result and do not make it."""
    return [
        member
        for member in list_able_members(session, audit_round.row_id)
        if member.membership.role == Role.AUDITOR
    ]


def _number(case: AuditCase) -> str:
    return f"{case.number:06d}"


def name_member(member: PanelMember) -> str:
    """What the sharing calls somebody."""
    return f"{member.row_id:09d}"


def _propose(
    session: Session,
    audit_round: AuditRound,
    cases: Sequence[AuditCase],
    members: Sequence[PanelMember],
    double_share: float,
) -> Sharing:
    interests = find_interests(session, cases)
    conflicts = {
        (name_member(member), _number(case))
        for member in members
        for case in cases
        if (member.membership.person_id, case.row_id) in interests
    }
    pairs = find_named(session, audit_round.row_id)
    numbered = [
        PanelCase(
            _number(case),
            case.restricted,
            named=frozenset(
                name_member(member)
                for member in members
                if (member.membership.person_id, case.row_id) in pairs
            ),
            is_for_all=case.chosen_by == ChosenBy.LINK and not case.restricted,
        )
        for case in cases
    ]
    return propose(members, numbered, conflicts, double_share=double_share, seed=audit_round.seed or 0)


def propose(
    members: Sequence[PanelMember],
    cases: Sequence[PanelCase],
    conflicts: Collection[tuple[str, str]],
    *,
    double_share: float,
    seed: int,
) -> Sharing:
    """Share cases out to the panel; nothing is written."""
    if not members:
        raise Conflict("Choose the panel first: there is nobody to share the cases out to.")
    people = [
        Member(name_member(member), Agency(member.membership.agency), member.lens, member.most_cases)
        for member in members
    ]
    try:
        return share_out(cases, people, double_share=double_share, seed=seed, conflicts=conflicts)
    except PanelError as error:
        raise Refused("double_share", str(error)) from error


def list_doubles(sharing: Sharing) -> set[str]:
    """Cases that two people score as a whole."""
    whole = Counter(given.case for given in sharing.assignments if given.lens == WHOLE)
    return {case for case, n_people in whole.items() if n_people > 1}


def _is_shared_so(
    session: Session,
    audit_round: AuditRound,
    sharing: Sharing,
    cases: Mapping[str, AuditCase],
    members: Mapping[str, PanelMember],
) -> bool:
    wanted = {
        (cases[given.case].row_id, members[given.person].membership.person_id, given.lens)
        for given in sharing.assignments
    }
    shared = _list_shared(session, audit_round)
    return wanted == {(row.case_id, row.person_id, row.lens) for row in shared}
