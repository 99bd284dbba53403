"""The panel of a round: who scores, through which lens, and how many cases at most."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, Conflict, NotFound, Permission, Role
from audit.domain.agency import Agency
from audit.domain.rubric import WHOLE
from audit.domain.words import AGENCIES
from audit.intake.rubric import read_rubric
from audit.store.account import Membership
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.guest_link import end_links, find_open_links
from audit.store.panel import AssignmentStatus, PanelMember
from audit.store.panel_rows import delete_unstarted, list_assignments, list_candidates, list_members
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.editing import Refused, find_by_request_key
from audit.workflow.needs import needs

MOST_CASES = 500


@dataclass(frozen=True)
class PanelPage:
    """The panel, and who could join it."""

    audit_round: AuditRound
    members: Sequence[PanelMember]
    candidates: Sequence[Membership]
    lens_agencies: Sequence[Agency]

    @property
    def can_add(self) -> bool:
        """Until the round is closed: somebody may have to take over a case."""
        return self.audit_round.status != RoundStatus.CLOSED

    @property
    def can_remove(self) -> bool:
        """Only before the round opens."""
        return self.audit_round.status in (RoundStatus.PLANNED, RoundStatus.DRAWN)


@dataclass(frozen=True)
class Scorers:
    """How many people can score once the round is open, and how many have nothing to score."""

    n_with_cases: int
    n_auditors_without: int
    n_peers_without: int


@needs(Permission.SHARE_OUT)
def show_panel(session: Session, actor: Actor, *, round_key: str) -> PanelPage:
    """Who is on the panel of a round, and who could be."""
    audit_round = get_by_key(session, AuditRound, round_key)
    return PanelPage(
        audit_round,
        list_members(session, audit_round.row_id),
        list_candidates(session, audit_round.row_id),
        agencies_with_sections(audit_round),
    )


@needs(Permission.SHARE_OUT)
def count_scorers(session: Session, actor: Actor, *, round_key: str) -> Scorers:
    """Who on the panel holds a case, and who does not."""
    audit_round = get_by_key(session, AuditRound, round_key)
    rows = list_assignments(session, audit_round.row_id)
    holding = {row.person_id for row in rows if row.status != AssignmentStatus.HANDED_BACK}
    without = [
        member.membership.role
        for member in list_members(session, audit_round.row_id)
        if member.membership.person_id not in holding
    ]
    n_peers = without.count(Role.PEER)
    return Scorers(len(holding), len(without) - n_peers, n_peers)


@needs(Permission.SHARE_OUT)
def add_member(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    membership_key: str,
    lens: str,
    most_cases: int | None = None,
    request_key: str | None = None,
) -> PanelMember:
    """Put somebody on the panel; nobody twice."""
    existing = find_by_request_key(session, PanelMember, request_key)
    if existing is not None:
        return existing
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status == RoundStatus.CLOSED:
        raise Conflict("This round is closed, so its panel stays as it was.")
    membership = _choose(session, audit_round, membership_key)
    check_lens(audit_round, membership, lens)
    if most_cases is not None and not 1 <= most_cases <= MOST_CASES:
        raise Refused("most_cases", f"Enter a whole number from 1 to {MOST_CASES}, or leave it empty")
    member = PanelMember(
        round_id=audit_round.row_id,
        membership_id=membership.row_id,
        agency=membership.agency,
        lens=lens,
        most_cases=most_cases,
        request_key=request_key,
    )
    session.add(member)
    flag_modified(audit_round, "double_share")  # a share-out that is being looked at is now stale
    session.flush()
    details = {
        "round": audit_round.key,
        "agency": membership.agency,
        "lens": lens,
        "role": str(membership.role),
    }
    record(session, actor, "panel_member_added", f"panel member {member.key}", details)
    return member


def _choose(session: Session, audit_round: AuditRound, membership_key: str) -> Membership:
    for candidate in list_candidates(session, audit_round.row_id):
        if candidate.key == membership_key:
            return candidate
    members = list_members(session, audit_round.row_id)
    people = sa.select(Membership.key).where(
        Membership.person_id.in_([member.membership.person_id for member in members])
    )
    if membership_key in set(session.scalars(people)):
        raise Refused("membership", "This person is on the panel already")
    raise Refused("membership", "Choose somebody from the list")


def check_lens(audit_round: AuditRound, membership: Membership, lens: str) -> None:
    """Refuse a lens that is not the person's own, or that these standards have no sections for."""
    if lens == WHOLE:
        return
    if lens != membership.agency or membership.role == Role.PEER:
        raise Refused("lens", "Choose the whole document, or the sections of the person's own agency")
    if Agency(lens) not in agencies_with_sections(audit_round):
        name = AGENCIES[Agency(lens)].lower()
        raise Refused("lens", f"These standards have no sections for {name}. Choose the whole document")


def agencies_with_sections(audit_round: AuditRound) -> list[Agency]:
    """The agencies that have sections of their own in the standards of a round."""
    rubric = read_rubric(audit_round.rubric_version.text)
    return [agency for agency in Agency if rubric.sections_for(agency)]


@needs(Permission.SHARE_OUT)
def remove_member(session: Session, actor: Actor, *, round_key: str, key: str) -> None:
    """Take somebody off the panel before the round opens, and take back what they were given."""
    audit_round = get_by_key(session, AuditRound, round_key)
    member = get_by_key(session, PanelMember, key)
    if member.round_id != audit_round.row_id:
        raise NotFound("the person is on the panel of another round")
    if audit_round.status not in (RoundStatus.PLANNED, RoundStatus.DRAWN):
        raise Conflict("Scoring has begun, so nobody leaves the panel. They can hand back their cases.")
    person_id = member.membership.person_id
    n_taken_back = delete_unstarted(session, audit_round.row_id, person_id=person_id)
    end_links(session, find_open_links(session, audit_round.row_id, person_id=person_id), now())
    session.delete(member)
    flag_modified(audit_round, "double_share")
    details = {"round": audit_round.key, "cases_taken_back": n_taken_back}
    record(session, actor, "panel_member_removed", f"panel member {member.key}", details)
