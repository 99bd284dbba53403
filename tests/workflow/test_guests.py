"""Guests: invited by the lead, let in by a link, out when the round ends."""

import pytest
import sqlalchemy as sa
from builders import BuiltRound, build_round, score_case
from cast import Cast
from round_steps import Lead

from audit.domain.access import DOOR, Actor, ActorKind, Conflict, MembershipStatus, NotFound, Role
from audit.domain.agency import Agency
from audit.domain.guest import has_address
from audit.domain.rating import Answer
from audit.store.account import Membership, Person
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.entry import Entry
from audit.store.guest_link import GuestLink
from audit.store.mail import Mail
from audit.store.panel import Assignment, AssignmentStatus, Interest, Purpose
from audit.store.panel_rows import list_candidates
from audit.store.round_counts import count_round
from audit.store.sessions import Sessions
from audit.store.sign_in import SignIn
from audit.store.submitted import newest_sheets
from audit.store.trail import Event, EventDetail
from audit.workflow.accounts import make_password_link
from audit.workflow.cases import hand_back, list_my_cases, start_case
from audit.workflow.editing import Refused
from audit.workflow.guest_entry import Entered, UsedElsewhere, enter_as_guest, show_guest_door
from audit.workflow.guests import (
    Invitation,
    end_guest_link,
    invite_guest,
    list_guests,
    renew_link,
    show_invitation,
)
from audit.workflow.panel import remove_member
from audit.workflow.people import change_person, get_person, list_people, reactivate_person, suspend_person
from audit.workflow.round_stages import WhyEarly, close_round
from audit.workflow.scoresheets import Stamp, save_section, show_sheet
from audit.workflow.sign_in import find_visitor
from audit.workflow.submission import submit_sheet

START = "https://audit.example/guest/"


@pytest.fixture
def built(sessions: Sessions, cast: Cast) -> BuiltRound:
    return build_round(sessions, cast, rubric_name="plan_short_2026")


def invite(sessions: Sessions, cast: Cast, built: BuiltRound, *numbers: int, **changes: object) -> Invitation:
    asked: dict[str, object] = {
        "name": "Gus",
        "email": "",
        "organisation": "Hill School",
        "agency": Agency.EDUCATION,
        "lens": "whole",
        "case_keys": [built.cases[number].key for number in numbers or (3,)],
        "link_start": START,
    }
    with sessions.writing(cast.actor("Lee")) as session:
        place = {"round_key": built.audit_round.key}
        return invite_guest(session, cast.actor("Lee"), **place, **{**asked, **changes})  # type: ignore[arg-type]


def enter(sessions: Sessions, token: str | None, secret: str | None = None) -> Entered:
    with sessions.writing(DOOR) as session:
        return enter_as_guest(session, DOOR, token=token or "", secret=secret, contents={})


def actor_of(sessions: Sessions, cast: Cast, invitation: Invitation) -> Actor:
    person_id, roles = invitation.link.person_id, frozenset({Role.GUEST})
    return Actor(ActorKind.PERSON, "Gus", area_id=cast.area.row_id, person_id=person_id, roles=roles)


def close(sessions: Sessions, cast: Cast, built: BuiltRound) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        version = session.get_one(AuditRound, built.audit_round.row_id).version
        why = WhyEarly.ENOUGH
        close_round(session, lee, key=built.audit_round.key, version=version, why_early=why)


def test_a_guest_sees_the_case_given_and_nothing_else(sessions, cast, built) -> None:
    invitation = invite(sessions, cast, built, 3)
    gus = actor_of(sessions, cast, invitation)
    with sessions.reading(gus) as session:
        assert [mine.case.number for mine in list_my_cases(session, gus)] == [3]
        people = session.scalars(sa.select(Person)).all()
        assert [person.name for person in people] == ["Gus"]


def test_only_the_hash_of_the_token_is_kept(sessions, cast, built) -> None:
    token = invite(sessions, cast, built).token
    assert token is not None and len(token) >= 43  # 256 bits
    with sessions.engine.connect() as connection:
        for table in sa.inspect(sessions.engine).get_table_names():
            kept = str(connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall())
            assert token not in kept, table


def test_the_history_tells_of_an_invitation_without_name_or_token(sessions, cast, built) -> None:
    invitation = invite(sessions, cast, built, email="gus@school.example")
    enter(sessions, invitation.token)
    with sessions.reading(cast.actor("Lee")) as session:
        verbs = session.scalars(sa.select(Event.verb)).all()
        told = str([(row.details) for row in session.scalars(sa.select(EventDetail))])
    assert {"guest_invited", "guest_link_used", "signed_in"} <= set(verbs)
    for word in (invitation.token, "Gus", "Hill School", "school.example"):
        assert str(word) not in told


def test_the_link_goes_to_the_address_if_one_was_given(sessions, cast, built) -> None:
    with_address = invite(sessions, cast, built, 3, email=" Gus@School.example ")
    without = invite(sessions, cast, built, 2, name="Gil")
    assert with_address.is_mailed and not without.is_mailed
    with sessions.reading(cast.actor("Lee")) as session:
        mail = session.scalars(sa.select(Mail)).one()
        assert mail.address == "gus@school.example"
        assert f"{START}{with_address.token}" in mail.body
        assert not has_address(session.get_one(Person, without.link.person_id).email)


def test_looking_uses_nothing_up_and_the_first_browser_keeps_the_link(sessions, cast, built) -> None:
    token = invite(sessions, cast, built).token
    for _ in range(3):
        with sessions.reading(DOOR) as session:
            door = show_guest_door(session, DOOR, token=token)
            assert door.name == "Gus" and door.link.browser_hash is None
    first = enter(sessions, token)
    assert enter(sessions, token, first.secret).token != first.token
    for secret in (None, "another"):
        with pytest.raises(UsedElsewhere):
            enter(sessions, token, secret)


def test_a_wrong_token_opens_nothing(sessions, cast, built) -> None:
    invitation = invite(sessions, cast, built)
    for token in ("", "x", invitation.link.token_hash, invitation.link.key):
        with pytest.raises(NotFound):
            enter(sessions, token)


def test_everything_ends_with_the_round(sessions, cast, built) -> None:
    score_case(sessions, cast, built, 1, "Ama")
    invitation = invite(sessions, cast, built)
    entered = enter(sessions, invitation.token)
    close(sessions, cast, built)
    with pytest.raises(NotFound):
        enter(sessions, invitation.token, entered.secret)
    with sessions.reading(DOOR) as session:
        assert find_visitor(session, DOOR, token=entered.token) is None
        assert all(row.ended_at for row in session.scalars(sa.select(SignIn)))
        membership = session.scalars(sa.select(Membership).where(Membership.role == Role.GUEST)).one()
        assert membership.status == MembershipStatus.REVOKED
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session, pytest.raises(Conflict, match="ended with it"):
        place = {"round_key": built.audit_round.key, "key": invitation.link.key}
        renew_link(session, lee, **place, link_start=START)


def test_what_a_guest_did_not_send_stays_missing_after_the_round_is_closed(sessions, cast, built) -> None:
    score_case(sessions, cast, built, 1, "Ama")
    invite(sessions, cast, built)
    with sessions.reading(cast.actor("Lee")) as session:
        before = count_round(session, built.audit_round.row_id)
    close(sessions, cast, built)
    with sessions.reading(cast.actor("Lee")) as session:
        after = count_round(session, built.audit_round.row_id)
    assert (after.n_given, after.n_submitted) == (before.n_given, before.n_submitted)


def test_a_link_that_the_lead_ends_is_over_until_a_new_one_is_made(sessions, cast, built) -> None:
    invitation, lee = invite(sessions, cast, built), cast.actor("Lee")
    entered = enter(sessions, invitation.token)
    place = {"round_key": built.audit_round.key}
    with sessions.writing(lee) as session:
        end_guest_link(session, lee, **place, key=invitation.link.key)
    with sessions.reading(DOOR) as session:
        assert find_visitor(session, DOOR, token=entered.token) is None
    with pytest.raises(NotFound):
        enter(sessions, invitation.token, entered.secret)
    with sessions.writing(lee) as session:
        renewed = renew_link(session, lee, **place, key=invitation.link.key, link_start=START)
    assert enter(sessions, renewed.token).token
    with pytest.raises(NotFound):
        enter(sessions, invitation.token, entered.secret)


def test_a_new_link_ends_the_earlier_one_and_its_sign_ins(sessions, cast, built) -> None:
    invitation, lee = invite(sessions, cast, built), cast.actor("Lee")
    entered = enter(sessions, invitation.token)
    place = {"round_key": built.audit_round.key, "key": invitation.link.key}
    with sessions.writing(lee) as session:
        renewed = renew_link(session, lee, **place, link_start=START)
    with sessions.reading(DOOR) as session:
        assert find_visitor(session, DOOR, token=entered.token) is None
    enter(sessions, renewed.token)
    with sessions.writing(lee) as session, pytest.raises(Conflict, match="newer"):
        renew_link(session, lee, **place, link_start=START)


def test_a_double_submit_makes_one_guest_and_shows_no_second_token(sessions, cast, built) -> None:
    first = invite(sessions, cast, built, request_key="once")
    second = invite(sessions, cast, built, request_key="once")
    assert second.link.key == first.link.key and second.token is None
    with sessions.reading(cast.actor("Lee")) as session:
        assert len(list_guests(session, cast.actor("Lee"), round_key=built.audit_round.key)) == 1


def test_a_restricted_case_is_refused(sessions, cast, built) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        session.merge(built.cases[3]).restricted = True
    with pytest.raises(Refused, match="Restricted"):
        invite(sessions, cast, built, 3)
    with sessions.reading(lee) as session:
        page = show_invitation(session, lee, round_key=built.audit_round.key)
        assert [case.number for case in page.cases] == [1, 2] and page.n_restricted == 1


def test_a_case_of_another_round_is_refused(sessions, cast, built) -> None:
    other = build_round(sessions, cast, rubric_name="plan_short_2026", title="Another")
    with pytest.raises(Refused):
        invite(sessions, cast, built, case_keys=[other.cases[1].key])


def test_a_guest_may_score_only_the_sections_of_their_own_agency(sessions, cast, built) -> None:
    with pytest.raises(Refused, match="own agency"):
        invite(sessions, cast, built, lens="health")
    invite(sessions, cast, built, agency=Agency.HEALTH, lens="health")


def test_somebody_with_an_account_is_no_guest(sessions, cast, built) -> None:
    for email in (cast.people["Ama"].email, cast.far_lead.email):
        with pytest.raises(Refused) as refused:
            invite(sessions, cast, built, email=email)
        assert refused.value.field == "email"


def test_a_guest_who_knew_a_child_is_not_given_it_again_in_a_later_round(sessions, cast, built) -> None:
    address = "gus@school.example"
    invitation = invite(sessions, cast, built, 3, email=address)
    gus, lee = actor_of(sessions, cast, invitation), cast.actor("Lee")
    with pytest.raises(Refused, match="guest already"):
        invite(sessions, cast, built, 2, email=address)
    with sessions.writing(gus) as session:
        mine = list_my_cases(session, gus)[0]
        hand_back(session, gus, key=mine.assignment.key, knows_it=True)
    with sessions.writing(lee) as session:
        end_guest_link(session, lee, round_key=built.audit_round.key, key=invitation.link.key)
    later = build_round(sessions, cast, rubric_name="plan_short_2026", title="Later")
    with sessions.writing(lee) as session:
        session.merge(later.cases[3]).own_hash = built.cases[3].own_hash
    with pytest.raises(Refused, match="knows the child"):
        invite(sessions, cast, later, 3, email=address)
    again = invite(sessions, cast, later, 2, email=address)
    with sessions.reading(lee) as session:
        assert again.link.person_id in set(session.scalars(sa.select(Interest.person_id)))
    with sessions.reading(actor_of(sessions, cast, again)) as session:
        seen = list_my_cases(session, actor_of(sessions, cast, again))
        assert [(mine.audit_round.title, mine.case.number) for mine in seen] == [("Later", 2)]


def test_no_other_round_offers_a_guest(sessions, cast, built) -> None:
    invite(sessions, cast, built)
    later = build_round(sessions, cast, rubric_name="plan_short_2026", title="Later")
    with sessions.reading(cast.actor("Lee")) as session:
        offered = list_candidates(session, later.audit_round.row_id)
    assert "Gus" not in [membership.person.name for membership in offered]


def test_a_guest_never_gets_a_password_or_another_role(sessions, cast, built) -> None:
    invitation, adi = invite(sessions, cast, built), cast.actor("Adi")
    with sessions.writing(adi) as session:
        person_key = session.get_one(Person, invitation.link.person_id).key
        person = get_person(session, adi, person_key=person_key)
        assert person.roles == (Role.GUEST,)
        with pytest.raises(Conflict, match="no password"):
            make_password_link(session, adi, person_key=person_key)
        with pytest.raises(Conflict, match="only ever scores"):
            change_person(
                session,
                adi,
                person_key=person_key,
                organisation_key=person.organisation.key,
                agency=person.agency,
                roles=[Role.LEAD],
                version=person.version,
            )


def test_an_administrator_stops_a_guest_and_the_lead_cannot_go_round_it(sessions, cast, built) -> None:
    invitation, adi, lee = invite(sessions, cast, built), cast.actor("Adi"), cast.actor("Lee")
    with sessions.writing(adi) as session:
        person = next(each for each in list_people(session, adi) if each.name == "Gus")
        suspend_person(session, adi, person_key=person.key, version=person.version)
    with pytest.raises(NotFound):
        enter(sessions, invitation.token)
    place = {"round_key": built.audit_round.key, "key": invitation.link.key}
    with sessions.writing(lee) as session, pytest.raises(Conflict, match="administrator"):
        renew_link(session, lee, **place, link_start=START)
    with sessions.writing(adi) as session:
        person = get_person(session, adi, person_key=person.key)
        reactivate_person(session, adi, person_key=person.key, version=person.version)
    assert enter(sessions, invitation.token).token


def test_a_person_with_a_role_beside_guest_gets_in_by_no_link(sessions, cast, built) -> None:
    invitation = invite(sessions, cast, built)
    with sessions.writing(cast.actor("Lee")) as session:
        own = session.scalars(sa.select(Membership).where(Membership.role == Role.GUEST)).one()
        same = {"area_id": own.area_id, "person_id": own.person_id, "organisation_id": own.organisation_id}
        session.add(Membership(**same, agency=own.agency, role=Role.LEAD, status=MembershipStatus.ACTIVE))
    with pytest.raises(NotFound):
        enter(sessions, invitation.token)


def invite_drawn(lead: Lead, audit_round: AuditRound) -> tuple[Invitation, AuditCase]:
    """A guest with the first case of a round that has not opened."""
    lee, place = lead.cast.actor("Lee"), {"round_key": audit_round.key}
    with lead.writing() as session:
        case = show_invitation(session, lee, **place).cases[0]
        who = {"name": "Gus", "email": "", "organisation": "Hill School", "agency": Agency.EDUCATION}
        what = {"lens": "whole", "case_keys": [case.key], "link_start": START}
        return invite_guest(session, lee, **place, **who, **what), case  # type: ignore[arg-type]


def test_sharing_out_anew_leaves_a_guest_their_case_and_gives_them_no_other(lead) -> None:
    audit_round = lead.prepare("Ama", "Ben", total=4)
    invitation, case = invite_drawn(lead, audit_round)
    lead.share_out(audit_round, double_share=0.5)
    with lead.reading() as session:
        query = sa.select(Assignment).where(Assignment.person_id == invitation.link.person_id)
        held = session.scalars(query).all()
        assert [(row.case_id, row.status) for row in held] == [(case.row_id, AssignmentStatus.WAITING)]
    version = lead.version_of(audit_round)
    lead.share_out(audit_round, double_share=0.5)
    assert lead.version_of(audit_round) == version  # a double submit, with a guest there


def test_a_guest_who_is_taken_off_the_panel_has_no_link_any_more(lead) -> None:
    audit_round, lee = lead.prepare("Ama", "Ben", total=4), lead.cast.actor("Lee")
    invitation, _case = invite_drawn(lead, audit_round)
    with lead.writing() as session:
        line = list_guests(session, lee, round_key=audit_round.key)[0]
        remove_member(session, lee, round_key=audit_round.key, key=line.member.key)
    with pytest.raises(NotFound):
        enter(lead.sessions, invitation.token)
    with lead.writing() as session, pytest.raises(Conflict, match="off the panel"):
        place = {"round_key": audit_round.key, "key": invitation.link.key}
        renew_link(session, lee, **place, link_start=START)


def test_a_guests_sheet_counts_for_their_agency_like_any_other(sessions, cast, built) -> None:
    invitation = invite(sessions, cast, built, 3, agency=Agency.PSYCHOLOGY)
    gus = actor_of(sessions, cast, invitation)
    with sessions.writing(gus) as session:
        key = list_my_cases(session, gus)[0].assignment.key
        sheet = start_case(session, gus, key=key).key
    with sessions.writing(gus) as session:
        view = show_sheet(session, gus, key=sheet)
        for part in view.sections:
            entries = [Entry(each.key, Answer(each.key, level=1)) for each in part.asked]
            stamp, place = Stamp(view.sheet.version, page="gus"), {"section_key": part.section.key}
            save_section(session, gus, key=sheet, **place, entries=entries, stamp=stamp)
            session.flush()
        version = show_sheet(session, gus, key=sheet).sheet.version
        submit_sheet(session, gus, key=sheet, version=version)
    with sessions.reading(cast.actor("Lee")) as session:
        assert count_round(session, built.audit_round.row_id).n_submitted == 1
        counted = newest_sheets(built.audit_round.row_id, Purpose.AUDIT)
        assert [row.assignment.agency for row in session.scalars(counted)] == ["psychology"]


def test_a_lead_of_another_area_reaches_no_guest(sessions, cast, built) -> None:
    invitation, oz = invite(sessions, cast, built), cast.outsider
    place = {"round_key": built.audit_round.key, "key": invitation.link.key}
    with sessions.writing(oz) as session:
        with pytest.raises(NotFound):
            end_guest_link(session, oz, **place)
        with pytest.raises(NotFound):
            renew_link(session, oz, **place, link_start=START)
        assert session.scalars(sa.select(GuestLink)).all() == []
