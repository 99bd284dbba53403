"""People pasted into a panel: who joins, who gets an account, and who is refused without a hint."""

import pytest
import sqlalchemy as sa
from round_steps import Lead

from audit.domain.access import DOOR, Conflict, MembershipStatus, NotAllowed
from audit.domain.agency import Agency
from audit.store.account import Membership, Person
from audit.store.area import Organisation
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.mail import Mail
from audit.store.panel import PanelMember
from audit.store.panel_rows import list_able_members
from audit.store.trail import Event
from audit.workflow.accounts import check_new_password
from audit.workflow.editing import Refused
from audit.workflow.inviting import (
    Fate,
    Invited,
    Invitee,
    RefusedLine,
    Understood,
    invite_people,
    understand_people,
)

NEW = Invitee(1, "Nia Frost", "nia@trust.example", Agency.HEALTH)


@pytest.fixture
def audit_round(lead: Lead) -> AuditRound:
    return lead.plan()


def understand(lead: Lead, audit_round: AuditRound, text: str) -> list[Understood]:
    with lead.reading() as session:
        return understand_people(session, lead.cast.actor("Lee"), round_key=audit_round.key, text=text)


def invite(lead: Lead, audit_round: AuditRound, *people: Invitee, request_key: str = "r") -> list[Invited]:
    with lead.writing() as session:
        return invite_people(
            session,
            lead.cast.actor("Lee"),
            round_key=audit_round.key,
            people=people,
            link_of=lambda token: f"https://here.example/set-password/{token}",
            request_key=request_key,
        )


def test_each_line_is_told_what_becomes_of_it(lead: Lead, audit_round: AuditRound):
    ama, max_ = lead.cast.people["Ama"], lead.cast.people["Max"]
    lead.join(audit_round, "Ben")
    text = "\n".join(
        [
            "Nia Frost, nia@trust.example, CAMHS",
            f"{ama.email.upper()}, Somebody, social care",
            f"Max, {max_.email}",
            f"Ben, {lead.cast.people['Ben'].email}",
            f"Oz, {lead.cast.far_lead.email}, health",
            "No address, health",
        ]
    )
    found = understand(lead, audit_round, text)
    assert [line.fate for line in found] == [Fate.NEW, Fate.KNOWN, *[Fate.REFUSED] * 4]
    assert (found[1].name, found[1].agency) == ("Ama", "education"), "the account says who somebody is"
    assert "not as an auditor" in found[2].person.problem
    assert "on the panel already" in found[3].person.problem
    assert found[4].person.problem == "This e-mail address cannot be invited from here. Ask an administrator."
    assert "no e-mail address" in found[5].person.problem


def test_somebody_new_gets_an_account_a_link_and_a_message_and_joins(lead: Lead, audit_round: AuditRound):
    invited = invite(lead, audit_round, NEW)
    assert invited[0].link is not None
    token = invited[0].link.rsplit("/", 1)[1]
    with lead.reading() as session:
        mail = session.scalars(sa.select(Mail)).one()
        membership = session.scalars(
            sa.select(Membership).join(Person).where(Person.email == NEW.email)
        ).one()
        verbs = list(session.scalars(sa.select(Event.verb)))
        able = list_able_members(session, audit_round.row_id)
        assert [member.membership_id for member in able] == [membership.row_id], "cases can be given at once"
    assert (membership.role, membership.status) == ("auditor", MembershipStatus.INVITED)
    assert (mail.purpose, mail.address, mail.round_id) == ("invitation", NEW.email, audit_round.row_id)
    assert invited[0].link in mail.body
    assert "people_invited" in verbs
    assert "person_added" in verbs
    with lead.sessions.reading(DOOR) as session:
        assert check_new_password(session, DOOR, token=token).name == "Nia Frost"


def test_the_organisation_goes_by_the_agency_and_is_made_when_missing(lead: Lead, audit_round: AuditRound):
    psychologist = Invitee(2, "Eve Pond", "eve@council.example", Agency.PSYCHOLOGY)
    another = Invitee(3, "Flo Pond", "flo@council.example", Agency.PSYCHOLOGY)
    invite(lead, audit_round, NEW, psychologist, another)
    with lead.reading() as session:
        query = sa.select(Person.email, Organisation.name).join(
            Membership, Membership.person_id == Person.row_id
        )
        query = query.join(Organisation, Organisation.row_id == Membership.organisation_id)
        names = {email: name for email, name in session.execute(query)}
        health = session.scalars(sa.select(Organisation).where(Organisation.agency == "health")).all()
    assert [one.name for one in health] == [names[NEW.email]]
    assert (
        names["eve@council.example"]
        == names["flo@council.example"]
        == "Organisation of educational psychology"
    )


def test_one_line_that_cannot_be_taken_leaves_nobody_invited(lead: Lead, audit_round: AuditRound):
    stranger = Invitee(2, "Oz", lead.cast.far_lead.email, Agency.HEALTH)
    with pytest.raises(RefusedLine, match="Line 2: This e-mail address cannot be invited"):
        invite(lead, audit_round, NEW, stranger)
    nameless = Invitee(3, "Gil", "gil@trust.example", None)
    with pytest.raises(RefusedLine, match="Choose the agency of Gil"):
        invite(lead, audit_round, NEW, nameless)
    with lead.reading() as session:
        assert session.scalars(sa.select(PanelMember)).all() == []
        assert session.scalars(sa.select(Mail)).all() == []
        assert session.scalars(sa.select(Person).where(Person.email == NEW.email)).all() == []


def test_a_double_submit_invites_once_and_shows_no_link_again(lead: Lead, audit_round: AuditRound):
    assert invite(lead, audit_round, NEW)[0].link
    assert invite(lead, audit_round, NEW)[0].link is None
    with lead.reading() as session:
        assert len(session.scalars(sa.select(Mail)).all()) == 1
    with pytest.raises(RefusedLine, match="on the panel already"):
        invite(lead, audit_round, NEW, request_key="another page")


def test_only_their_own_sections_if_the_lead_says_so(lead: Lead, audit_round: AuditRound):
    known = Invitee(1, "Chidi", lead.cast.people["Chidi"].email, None, own_sections=True)
    assert invite(lead, audit_round, known) == [Invited("Chidi", known.email)]
    without = Invitee(2, "Sid", "sid@council.example", Agency.OTHER, own_sections=True)
    with pytest.raises(RefusedLine, match="no sections"):
        invite(lead, audit_round, without, request_key="s")
    with lead.reading() as session:
        assert session.scalars(sa.select(PanelMember)).one().lens == "health"
        assert session.scalars(sa.select(Mail)).all() == [], "who has an account needs no link"


@pytest.mark.parametrize(
    "text", ["", " \n ,;", "x" * 20_001, "\n".join(f"P, p{n}@place.example" for n in range(61))]
)
def test_nothing_and_too_much_are_refused(lead: Lead, audit_round: AuditRound, text: str):
    with pytest.raises(Refused):
        understand(lead, audit_round, text)


def test_what_comes_back_changed_from_the_table_is_judged_anew(lead: Lead, audit_round: AuditRound):
    for odd in (
        Invitee(1, "A\nB, b@place.example", "a@place.example", Agency.HEALTH),
        Invitee(1, "", "a@place.example", Agency.HEALTH),
        Invitee(1, "A", "a@place", Agency.HEALTH),
        Invitee(1, "A", "", Agency.HEALTH),
    ):
        with pytest.raises(RefusedLine):
            invite(lead, audit_round, odd)


def test_nobody_joins_a_closed_round_and_only_leads_invite(lead: Lead, audit_round: AuditRound):
    with pytest.raises(NotAllowed), lead.reading("Adi") as session:
        understand_people(session, lead.cast.actor("Adi"), round_key=audit_round.key, text="A, a@b.example")
    with lead.writing() as session:
        session.get_one(AuditRound, audit_round.row_id).status = RoundStatus.CLOSED
    with pytest.raises(Conflict):
        invite(lead, audit_round, NEW)
