"""Guests of a round: inviting them by a one-time link, making a new one, and ending it."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, MembershipStatus, NotFound, Permission, Role
from audit.domain.agency import Agency
from audit.domain.guest import has_address
from audit.domain.letter import compose
from audit.store.account import Membership
from audit.store.area import Area
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.guest_link import GuestLink, end_links
from audit.store.mail import MailPurpose, queue_mail
from audit.store.panel import Assignment, AssignmentStatus, PanelMember
from audit.store.panel_rows import find_guests, list_assignments, list_cases, list_members
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.assignments import assign_case
from audit.workflow.editing import Refused, find_by_request_key
from audit.workflow.guest_accounts import make_guest
from audit.workflow.needs import needs
from audit.workflow.panel import agencies_with_sections, check_lens
from audit.workflow.sign_in import hash_token


@dataclass(frozen=True)
class GuestLine:
    """One guest of a round, their newest link, and the cases that they hold."""

    member: PanelMember
    link: GuestLink
    held: Sequence[Assignment]

    @property
    def name(self) -> str:
        return self.member.membership.person.name


@dataclass(frozen=True)
class InvitationPage:
    """What an invitation needs: the cases that a guest can be given, and whose sections there are."""

    audit_round: AuditRound
    cases: Sequence[AuditCase]
    lens_agencies: Sequence[Agency]
    n_restricted: int

    @property
    def can_invite(self) -> bool:
        """From the draw until the round is closed."""
        return self.audit_round.status in (RoundStatus.DRAWN, RoundStatus.OPEN)


@dataclass(frozen=True)
class Invitation:
    """A link, and its token, which exists nowhere else; None on a double submit."""

    link: GuestLink
    token: str | None
    is_mailed: bool = False


@needs(Permission.INVITE)
def list_guests(session: Session, actor: Actor, *, round_key: str) -> list[GuestLine]:
    """The guests of a round by name."""
    audit_round = get_by_key(session, AuditRound, round_key)
    query = sa.select(GuestLink).where(GuestLink.round_id == audit_round.row_id).order_by(GuestLink.row_id)
    newest = {link.person_id: link for link in session.scalars(query)}
    given = list_assignments(session, audit_round.row_id) if newest else []
    return [
        GuestLine(member, newest[person_id], [row for row in given if _holds(row, person_id)])
        for member in list_members(session, audit_round.row_id)
        if (person_id := member.membership.person_id) in newest
    ]


def _holds(row: Assignment, person_id: int) -> bool:
    return row.person_id == person_id and row.status != AssignmentStatus.HANDED_BACK


@needs(Permission.INVITE)
def show_invitation(session: Session, actor: Actor, *, round_key: str) -> InvitationPage:
    """What a guest of this round could be asked to score."""
    audit_round = get_by_key(session, AuditRound, round_key)
    cases = list_cases(session, audit_round.row_id)
    free = [case for case in cases if not case.restricted]
    return InvitationPage(audit_round, free, agencies_with_sections(audit_round), len(cases) - len(free))


@needs(Permission.INVITE)
def invite_guest(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    name: str,
    email: str,
    organisation: str,
    agency: Agency,
    lens: str,
    case_keys: Collection[str],
    link_start: str,
    request_key: str | None = None,
) -> Invitation:
    """Let somebody without an account score these cases of one round, by a link that works in one browser."""
    made = find_by_request_key(session, GuestLink, request_key)
    if made is not None:
        return Invitation(made, None)
    page = show_invitation(session, actor, round_key=round_key)
    if not page.can_invite:
        raise Conflict("Guests can be invited from the draw until the round is closed.")
    cases = _choose(page, case_keys)
    membership = make_guest(session, actor, name=name, email=email, organisation=organisation, agency=agency)
    member = _join(session, page.audit_round, membership, lens)
    for case in cases:
        assign_case(session, actor, round_key=round_key, case_key=case.key, member_key=member.key)
    invitation = _make_link(session, actor, page.audit_round, membership, link_start, request_key)
    details = {
        "round": page.audit_round.key,
        "agency": str(agency),
        "lens": lens,
        "cases": [case.number for case in cases],
        "mailed": invitation.is_mailed,
    }
    record(session, actor, "guest_invited", f"guest_link {invitation.link.key}", details)
    return invitation


def _choose(page: InvitationPage, case_keys: Collection[str]) -> list[AuditCase]:
    chosen = [case for case in page.cases if case.key in case_keys]
    if not case_keys:
        raise Refused("cases", "Choose at least one case")
    if len(chosen) < len(set(case_keys)):
        raise Refused("cases", "Choose cases from the list. Restricted cases go to named auditors only.")
    return chosen


def _join(session: Session, audit_round: AuditRound, membership: Membership, lens: str) -> PanelMember:
    check_lens(audit_round, membership, lens)
    place = {"area_id": audit_round.area_id, "round_id": audit_round.row_id}
    member = PanelMember(**place, membership_id=membership.row_id, agency=membership.agency, lens=lens)
    session.add(member)
    session.flush()
    return member


def _make_link(
    session: Session,
    actor: Actor,
    audit_round: AuditRound,
    membership: Membership,
    link_start: str,
    request_key: str | None,
) -> Invitation:
    token = secrets.token_urlsafe(32)
    link = GuestLink(
        area_id=audit_round.area_id,
        token_hash=hash_token(token),
        person_id=membership.person_id,
        round_id=audit_round.row_id,
        made_by_id=actor.person_id,
        request_key=request_key,
    )
    session.add(link)
    session.flush()
    return Invitation(link, token, _mail(session, audit_round, membership, link_start + token))


def _mail(session: Session, audit_round: AuditRound, membership: Membership, address: str) -> bool:
    person, area = membership.person, session.get_one(Area, audit_round.area_id)
    if not has_address(person.email):
        return False
    letter = compose(
        area.name,
        f"you are invited to score in {audit_round.title}",
        f"You are asked to score as a guest in the audit “{audit_round.title}”. Open this link and press the"
        " button on its page:",
        address,
        "The link is yours alone: do not pass it on. It works in the browser in which you use it first, as"
        " often as you like, until the audit is closed. No account and no password are needed.",
        is_example=area.is_example,
    )
    sent = queue_mail(
        session,
        area_id=audit_round.area_id,
        purpose=MailPurpose.INVITATION,
        address=person.email,
        letter=letter,
        person_id=person.row_id,
        round_id=audit_round.row_id,
    )
    return sent is not None


@needs(Permission.INVITE)
def renew_link(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    key: str,
    link_start: str,
    request_key: str | None = None,
) -> Invitation:
    """Make a new link for a guest, who may use another browser now; the earlier one ends."""
    made = find_by_request_key(session, GuestLink, request_key)
    if made is not None:
        return Invitation(made, None)
    audit_round, link = _get_link(session, round_key, key)
    membership = _get_membership(session, link)
    if audit_round.status == RoundStatus.CLOSED:
        raise Conflict("The round is closed, and the links of its guests ended with it.")
    if link.person_id not in find_guests(session, audit_round.row_id):
        raise Conflict("This guest was taken off the panel. Invite them again.")
    was_ended_here = link.ended_at is not None
    if membership.status != MembershipStatus.ACTIVE and not was_ended_here:
        raise Conflict("An administrator stopped this guest. Ask them first.")
    end_links(session, [] if was_ended_here else [link], now())
    membership.status = MembershipStatus.ACTIVE
    invitation = _make_link(session, actor, audit_round, membership, link_start, request_key)
    details = {"round": audit_round.key, "instead_of": link.key, "mailed": invitation.is_mailed}
    record(session, actor, "guest_link_renewed", f"guest_link {invitation.link.key}", details)
    return invitation


@needs(Permission.INVITE)
def end_guest_link(session: Session, actor: Actor, *, round_key: str, key: str) -> GuestLink:
    """End a guest's link and whatever was opened with it. What they scored so far is kept."""
    audit_round, link = _get_link(session, round_key, key)
    if link.ended_at is None:
        end_links(session, [link], now())
        record(session, actor, "guest_link_ended", f"guest_link {link.key}", {"round": audit_round.key})
    return link


def _get_link(session: Session, round_key: str, key: str) -> tuple[AuditRound, GuestLink]:
    audit_round, link = get_by_key(session, AuditRound, round_key), get_by_key(session, GuestLink, key)
    if link.round_id != audit_round.row_id:
        raise NotFound("the link belongs to another round")
    newest = sa.select(sa.func.max(GuestLink.row_id)).where(
        GuestLink.round_id == link.round_id, GuestLink.person_id == link.person_id
    )
    if session.scalars(newest).one() != link.row_id:
        raise Conflict("A newer link was made meanwhile. Open the panel again.")
    return audit_round, link


def _get_membership(session: Session, link: GuestLink) -> Membership:
    query = sa.select(Membership).where(Membership.person_id == link.person_id, Membership.role == Role.GUEST)
    return session.scalars(query).one()
