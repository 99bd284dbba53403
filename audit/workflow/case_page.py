"""One case as its lead sees it: facts, what is under way, who has it, and who was named for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, NotFound, Permission
from audit.domain.case import Flag
from audit.store.account import Membership
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.panel import Assignment
from audit.store.panel_rows import find_named, list_assignments, list_cases, list_nameable
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.editing import check_version
from audit.workflow.needs import needs


@dataclass(frozen=True)
class CasePage:
    """One case. `named`: keys of those in `nameable` whom somebody named for it."""

    audit_round: AuditRound
    case: AuditCase
    held: Sequence[Assignment]
    nameable: Sequence[Membership]
    named: frozenset[str]


@needs(Permission.SHARE_OUT)
def list_round_cases(session: Session, actor: Actor, *, round_key: str) -> list[AuditCase]:
    """The cases of a round by number."""
    return list_cases(session, get_by_key(session, AuditRound, round_key).row_id)


@needs(Permission.SHARE_OUT)
def show_case(session: Session, actor: Actor, *, round_key: str, case_key: str) -> CasePage:
    """All that is known of one case besides what was scored."""
    audit_round = get_by_key(session, AuditRound, round_key)
    case = get_by_key(session, AuditCase, case_key)
    if case.round_id != audit_round.row_id:
        raise NotFound("the case belongs to another round")
    held = [row for row in list_assignments(session, audit_round.row_id) if row.case_id == case.row_id]
    nameable = list_nameable(session)
    people = {person for person, row_id in find_named(session, audit_round.row_id) if row_id == case.row_id}
    named = frozenset(one.key for one in nameable if one.person_id in people)
    return CasePage(audit_round, case, held, nameable, named)


@needs(Permission.SHARE_OUT)
def flag_case(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    case_key: str,
    version: int,
    flags: Collection[Flag],
) -> AuditCase:
    """Say what is under way about a document, or that nothing is any more."""
    case = show_case(session, actor, round_key=round_key, case_key=case_key).case
    wanted = sorted(str(flag) for flag in set(flags))
    if wanted == sorted(case.flags):
        return case  # nothing new, or a double submit
    check_version(case, version)
    details = {"before": sorted(case.flags), "now": wanted}
    case.flags = wanted
    flag_modified(case, "flags")
    record(session, actor, "case_flagged", f"case {case.key}", details)
    return case
