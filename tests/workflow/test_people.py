"""People of an area."""

import pytest
import sqlalchemy as sa
from cast import Cast

from audit.domain.access import INSTALLER, Conflict, MembershipStatus, NotAllowed, NotFound, Role
from audit.domain.agency import Agency
from audit.store.account import Person
from audit.store.sessions import Sessions
from audit.store.trail import Event
from audit.workflow.editing import Refused, Stale
from audit.workflow.people import (
    add_person,
    change_person,
    get_person,
    list_people,
    reactivate_person,
    revoke_person,
    suspend_person,
)


def look(sessions: Sessions, cast: Cast, name: str = "Ama"):
    with sessions.reading(cast.actor("Adi")) as session:
        return get_person(session, cast.actor("Adi"), person_key=cast.people[name].key)


def act(sessions: Sessions, cast: Cast, verb, name: str = "Ama", **asked: object):
    before = look(sessions, cast, name)
    with sessions.writing(cast.actor("Adi")) as session:
        return verb(session, cast.actor("Adi"), person_key=before.key, **{"version": before.version, **asked})


def change(sessions: Sessions, cast: Cast, roles: set[Role], name: str = "Ama", **asked: object):
    organisation = look(sessions, cast, name).organisation.key
    fields = {"organisation_key": organisation, "agency": Agency.EDUCATION, "roles": roles, **asked}
    return act(sessions, cast, change_person, name, **fields)


def test_people_of_another_area_are_not_there(sessions: Sessions, cast: Cast) -> None:
    adi = cast.actor("Adi")
    with sessions.reading(adi) as session:
        assert {person.name for person in list_people(session, adi)} == set(cast.people)
        assert "Oz" not in session.scalars(sa.select(Person.name)).all()
        with pytest.raises(NotFound):
            get_person(session, adi, person_key=cast.far_lead.key)


def test_somebody_new_is_invited_and_counts_for_nothing_yet(sessions: Sessions, cast: Cast) -> None:
    adi = cast.actor("Adi")
    with sessions.writing(adi) as session:
        person = add_person(
            session,
            adi,
            name="Sam",
            email=" Sam@Testshire.example ",
            organisation_key=look(sessions, cast).organisation.key,
            agency=Agency.HEALTH,
            roles={Role.AUDITOR, Role.LEAD},
        )
    with sessions.reading(adi) as session:
        added = get_person(session, adi, person_key=person.key)
    assert added.email == "sam@testshire.example"
    assert (added.status, set(added.roles)) == (MembershipStatus.INVITED, {Role.AUDITOR, Role.LEAD})


def test_a_role_that_is_taken_away_and_given_back_is_the_same_membership(
    sessions: Sessions, cast: Cast
) -> None:
    change(sessions, cast, {Role.LEAD})
    assert look(sessions, cast).roles == (Role.LEAD,)
    change(sessions, cast, {Role.AUDITOR})
    again = look(sessions, cast)
    assert (again.roles, again.status) == ((Role.AUDITOR,), MembershipStatus.ACTIVE)


def test_an_account_stops_goes_on_and_ends(sessions: Sessions, cast: Cast) -> None:
    assert act(sessions, cast, suspend_person).status == MembershipStatus.SUSPENDED
    # Nobody in this cast has a password: going on leads back to where they set one.
    assert act(sessions, cast, reactivate_person).status == MembershipStatus.INVITED
    assert act(sessions, cast, revoke_person).status == MembershipStatus.REVOKED
    with pytest.raises(Conflict):
        act(sessions, cast, reactivate_person)
    with sessions.reading(INSTALLER) as session:
        verbs = session.scalars(sa.select(Event.verb).order_by(Event.sequence)).all()
    assert verbs == ["person_suspended", "person_reactivated", "person_revoked"]


def test_a_change_made_from_an_old_page_is_refused(sessions: Sessions, cast: Cast) -> None:
    version = look(sessions, cast).version
    change(sessions, cast, {Role.LEAD})
    with pytest.raises(Stale):
        change(sessions, cast, {Role.MANAGER}, version=version)


def test_administrators_cannot_shut_themselves_out(sessions: Sessions, cast: Cast) -> None:
    for verb in (suspend_person, revoke_person):
        with pytest.raises(Conflict, match="your own account"):
            act(sessions, cast, verb, "Adi")
    with pytest.raises(Refused):
        change(sessions, cast, {Role.LEAD}, "Adi")


def test_nobody_gives_themselves_a_role(sessions: Sessions, cast: Cast) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session, pytest.raises(NotAllowed):
        change_person(
            session,
            lee,
            person_key=cast.people["Lee"].key,
            organisation_key="x",
            agency=Agency.SEND_TEAM,
            roles={Role.ADMINISTRATOR},
            version=1,
        )


def test_no_name_and_no_address_stands_in_the_history(sessions: Sessions, cast: Cast) -> None:
    change(sessions, cast, {Role.LEAD})
    with sessions.reading(INSTALLER) as session:
        event = session.scalars(sa.select(Event)).one()
    assert event.subject == f"person {cast.people['Ama'].key}"
