"""Restricted cases: marking one, naming its auditors, and taking it from everybody else."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.case import Restriction
from audit.domain.rubric import WHOLE
from audit.store.audit_round import RoundStatus
from audit.store.case import AuditCase
from audit.store.panel import Assignment, AssignmentStatus, NamedAuditor, Purpose
from audit.store.trail import record
from audit.workflow.case_page import CasePage, show_case
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs

_GONE = AssignmentStatus.HANDED_BACK


@needs(Permission.SHARE_OUT)
def restrict_case(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    case_key: str,
    version: int,
    because: Restriction | None,
    named: Collection[str] = (),
) -> AuditCase:
    """Keep a case for named auditors, or open it again (`because` None).

    Whoever is not named and has not begun loses it; who has begun it must be named first.
    """
    page = show_case(session, actor, round_key=round_key, case_key=case_key)
    if page.audit_round.status not in (RoundStatus.DRAWN, RoundStatus.OPEN):
        raise Conflict("A case can be restricted from the draw until the round is closed.")
    people = _find_people(page, named) if because else {}
    if _is_so(page, because, people):
        return page.case  # nothing new, or a double submit
    check_version(page.case, version)
    taken = _list_taken(page, people) if because else []
    for row in taken:
        session.delete(row)
    session.flush()
    _write_names(session, actor, page.case, people)
    _mark(page, because, taken)
    details = {
        "because": str(because) if because else None,
        "named": len(people),
        "taken_back": len(taken),
    }
    verb = "case_restricted" if because else "restriction_lifted"
    record(session, actor, verb, f"case {page.case.key}", details)
    return page.case


def _find_people(page: CasePage, named: Collection[str]) -> dict[int, str]:
    """Who was named, by row number. A peer and the forum are never in the list."""
    offered = {one.key: one for one in page.nameable}
    if not set(named) <= set(offered):
        raise Refused("named", "Choose people from the list: a peer or a forum member cannot be named")
    return {offered[key].person_id: offered[key].person.name for key in named}


def _is_so(page: CasePage, because: Restriction | None, people: Mapping[int, str]) -> bool:
    named = {one.person_id for one in page.nameable if one.key in page.named}
    return page.case.restricted_because == because and named == set(people)


def _list_taken(page: CasePage, people: Mapping[int, str]) -> list[Assignment]:
    """What those who are not named have and did not begin; what they began cannot be taken from them."""
    others = [row for row in page.held if row.person_id not in people and row.status != _GONE]
    begun = sorted(row.person.name for row in others if row.status != AssignmentStatus.WAITING)
    if begun:
        have = "has" if len(begun) == 1 else "have"
        raise Refused(
            "named",
            f"{', '.join(begun)} {have} begun or submitted this case already. Name them as well; whoever the "
            "list does not offer must hand the case back first",
        )
    return others


def _write_names(session: Session, actor: Actor, case: AuditCase, people: Mapping[int, str]) -> None:
    rows = session.scalars(sa.select(NamedAuditor).where(NamedAuditor.case_id == case.row_id)).all()
    for row in rows:
        if row.person_id not in people:
            session.delete(row)
    for person_id in people.keys() - {row.person_id for row in rows}:
        session.add(NamedAuditor(case_id=case.row_id, person_id=person_id, named_by_id=actor.person_id))
    session.flush()


def _mark(page: CasePage, because: Restriction | None, taken: Collection[Assignment]) -> None:
    case = page.case
    case.restricted, case.restricted_because = because is not None, because
    left = [row for row in page.held if row not in taken and row.status != _GONE]
    case.double_marked = sum(row.lens == WHOLE and row.purpose == Purpose.AUDIT for row in left) > 1
    flag_modified(case, "restricted")  # also where only the names changed, so that an older page is stale
    flag_modified(page.audit_round, "double_share")  # a share-out that is being looked at is now stale
