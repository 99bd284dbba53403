"""Inviting people to a panel by a pasted list: understood first, confirmed, then all of it or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from audit.domain.access import Actor, Conflict, MembershipStatus, NotFound, Permission, Role
from audit.domain.agency import Agency
from audit.domain.letter import compose
from audit.domain.pasted_people import MOST_PEOPLE, PastedPerson, parse_people
from audit.domain.rubric import WHOLE
from audit.domain.typed_text import clean_text
from audit.domain.words import AGENCIES
from audit.store.account import Membership, Person
from audit.store.area import Area, Organisation
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.mail import MailPurpose, queue_mail
from audit.store.panel import PanelMember
from audit.store.panel_rows import list_members
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.store.visible_rules import table_of
from audit.workflow.accounts import LINK_LASTS, add_password_link
from audit.workflow.editing import Refused, find_by_request_key
from audit.workflow.needs import needs
from audit.workflow.panel import check_lens

TEXT_LENGTH = 20_000
CLOSED = "This round is closed, so its panel stays as it was."
_NOT_FROM_HERE = "This e-mail address cannot be invited from here. Ask an administrator."


class Fate(StrEnum):
    """What becomes of one line."""

    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True)
class Understood:
    """One line and what would become of it; somebody known keeps the name and agency of their account."""

    person: PastedPerson
    fate: Fate
    membership: Membership | None = None

    @property
    def agency(self) -> str | None:
        return self.membership.agency if self.membership else self.person.agency

    @property
    def name(self) -> str:
        return self.membership.person.name if self.membership else self.person.name


@dataclass(frozen=True)
class Invitee:
    """One confirmed line: who, with the agency that the lead chose, and what they score."""

    number: int
    name: str
    email: str
    agency: Agency | None
    own_sections: bool = False


@dataclass(frozen=True)
class Invited:
    """Somebody who is on the panel now; the link of a new account is shown this once."""

    name: str
    email: str
    link: str | None = None


class RefusedLine(Refused):
    """A confirmed line that cannot be taken: nobody of the list has joined."""

    def __init__(self, number: int, message: str) -> None:
        self.number = number
        super().__init__(f"agency_{number}", f"Line {number}: {message}")


@needs(Permission.INVITE)
def understand_people(session: Session, actor: Actor, *, round_key: str, text: str) -> list[Understood]:
    """What each pasted line means and what would become of it; nothing is written."""
    audit_round = _get_round(session, round_key)
    if len(text) > TEXT_LENGTH:
        raise Refused("text", f"This is too long. Paste up to {MOST_PEOPLE} people at a time.")
    people = parse_people(clean_text(text))
    if not people:
        raise Refused("text", "Paste one person a line: name, e-mail address and agency")
    if len(people) > MOST_PEOPLE:
        raise Refused("text", f"Paste up to {MOST_PEOPLE} people at a time. These are {len(people)} lines.")
    return [_judge(session, audit_round, person) for person in people]


def _get_round(session: Session, round_key: str) -> AuditRound:
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status == RoundStatus.CLOSED:
        raise Conflict(CLOSED)
    return audit_round


def _judge(session: Session, audit_round: AuditRound, person: PastedPerson) -> Understood:
    if person.problem:
        return Understood(person, Fate.REFUSED)
    own = _list_memberships(session, person.email)
    if not own:
        is_known_elsewhere = _has_account(session, person.email)
        problem = _NOT_FROM_HERE if is_known_elsewhere else ""
        return Understood(replace(person, problem=problem), Fate.REFUSED if problem else Fate.NEW)
    members = {member.membership.person_id for member in list_members(session, audit_round.row_id)}
    membership = next((one for one in own if _may_join(one)), None)
    problem = _why_not(own, membership, members)
    if problem or membership is None:
        return Understood(replace(person, problem=problem), Fate.REFUSED)
    return Understood(person, Fate.KNOWN, membership)


def _list_memberships(session: Session, email: str) -> list[Membership]:
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(sa.func.lower(Person.email) == email)
        .order_by(Membership.row_id)
    )
    return list(session.scalars(query))


def _has_account(session: Session, email: str) -> bool:
    """Whether another area knows the address: asked past the row filter, and nothing else is."""
    person = table_of(Person)
    return (
        session.execute(sa.select(person.c.id).where(sa.func.lower(person.c.email) == email)).first()
        is not None
    )


def _may_join(membership: Membership) -> bool:
    counts = membership.status in (MembershipStatus.ACTIVE, MembershipStatus.INVITED)
    return counts and membership.person.active and membership.role == Role.AUDITOR


def _why_not(own: Sequence[Membership], membership: Membership | None, members: set[int]) -> str:
    if own[0].person_id in members:
        return "This person is on the panel already. Take the line out."
    if membership is not None:
        return ""
    if any(one.role == Role.AUDITOR for one in own):
        return "This person’s account is suspended or has ended. Ask an administrator."
    return "This person has an account, but not as an auditor. Ask an administrator to make them one."


@needs(Permission.INVITE)
def invite_people(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    people: Sequence[Invitee],
    link_of: Callable[[str], str],
    request_key: str,
) -> list[Invited]:
    """Put everybody of a confirmed list on the panel. Who has no account gets one, and a link by mail."""
    audit_round = _get_round(session, round_key)
    if not people:
        raise Refused("text", "There is nobody in the list")
    if find_by_request_key(session, PanelMember, _key_of(request_key, people[0])) is not None:
        return [Invited(person.name, person.email) for person in people]  # a double submit
    with session.begin_nested():
        invited = [_invite(session, actor, audit_round, person, link_of, request_key) for person in people]
    n_new = sum(one.link is not None for one in invited)
    details = {"people": len(invited), "new": n_new}
    record(session, actor, "people_invited", f"round {audit_round.key}", details)
    return invited


def _key_of(request_key: str, person: Invitee) -> str:
    return f"{request_key[:40]}-line-{person.number}"


def _invite(
    session: Session,
    actor: Actor,
    audit_round: AuditRound,
    invitee: Invitee,
    link_of: Callable[[str], str],
    request_key: str,
) -> Invited:
    pasted = parse_people(f"{invitee.name}, {invitee.email}, other")
    person = replace(pasted[0], number=invitee.number) if len(pasted) == 1 else PastedPerson(invitee.number)
    found = _judge(session, audit_round, person)
    if found.fate is Fate.REFUSED or not person.name:
        raise RefusedLine(invitee.number, found.person.problem or "This line cannot be read. Paste it again.")
    membership, link = found.membership, None
    if membership is None:
        if invitee.agency is None:
            raise RefusedLine(invitee.number, f"Choose the agency of {person.name}")
        membership, token = _make_account(session, actor, person, invitee.agency)
        link = link_of(token)
        _write(session, audit_round, membership.person, link)
    _join(session, actor, audit_round, membership, invitee, _key_of(request_key, invitee))
    return Invited(membership.person.name, membership.person.email, link)


def _make_account(
    session: Session, actor: Actor, person: PastedPerson, agency: Agency
) -> tuple[Membership, str]:
    organisation = _find_organisation(session, actor, agency)
    account = Person(name=person.name, email=person.email)
    session.add(account)
    session.flush()
    membership = Membership(
        area_id=actor.area_id,
        person=account,
        organisation=organisation,
        agency=agency,
        role=Role.AUDITOR,
        status=MembershipStatus.INVITED,
    )
    session.add(membership)
    session.flush()
    record(session, actor, "person_added", f"person {account.key}", {"roles": ["auditor"], "agency": agency})
    record(session, actor, "password_link_made", f"person {account.key}")
    return membership, add_password_link(session, account)


def _find_organisation(session: Session, actor: Actor, agency: Agency) -> Organisation:
    """The one that its agency has, else one that an administrator can rename."""
    query = sa.select(Organisation).where(Organisation.agency == agency).order_by(Organisation.row_id)
    found = session.scalars(query.limit(2)).all()
    if len(found) == 1:
        return found[0]
    name = f"Organisation of {AGENCIES[agency].lower()}"
    made = next((one for one in session.scalars(query) if one.name == name), None)
    if made is not None:
        return made
    organisation = Organisation(area_id=actor.area_id, name=name, agency=agency)
    session.add(organisation)
    session.flush()
    record(session, actor, "organisation_added", f"organisation {organisation.key}", {"agency": agency})
    return organisation


def _join(
    session: Session,
    actor: Actor,
    audit_round: AuditRound,
    membership: Membership,
    invitee: Invitee,
    request_key: str,
) -> None:
    lens = membership.agency if invitee.own_sections else WHOLE
    try:
        check_lens(audit_round, membership, lens)
    except Refused as refused:
        raise RefusedLine(invitee.number, refused.message) from refused
    member = PanelMember(
        round_id=audit_round.row_id,
        membership=membership,
        agency=membership.agency,
        lens=lens,
        request_key=request_key,
    )
    session.add(member)
    session.flush()
    details = {"round": audit_round.key, "agency": membership.agency, "lens": lens, "role": "auditor"}
    record(session, actor, "panel_member_added", f"panel member {member.key}", details)


def _write(session: Session, audit_round: AuditRound, person: Person, link: str) -> None:
    area = session.scalars(sa.select(Area).where(Area.row_id == audit_round.area_id)).one_or_none()
    if area is None:
        raise NotFound("no area of this round")
    letter = compose(
        area.name,
        "You are invited to score in an audit",
        f"Dear {person.name},",
        f"You are invited to the panel of the audit “{audit_round.title}”.",
        f"Set your password here, once, within {LINK_LASTS.days} days:\n{link}",
        "Whoever has this link has your account, so do not pass it on. If you did not expect this message,"
        " you need not do anything.",
        is_example=area.is_example,
    )
    queue_mail(
        session,
        area_id=audit_round.area_id,
        purpose=MailPurpose.INVITATION,
        address=person.email,
        letter=letter,
        person_id=person.row_id,
        round_id=audit_round.row_id,
    )
