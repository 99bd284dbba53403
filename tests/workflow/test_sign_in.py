"""Guesses, sign-ins and who a request belongs to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import Cast

from audit.domain.access import DOOR, INSTALLER, MembershipStatus, NotFound, Role
from audit.store.account import Membership
from audit.store.area import Area
from audit.store.base import now
from audit.store.sessions import Sessions
from audit.store.sign_in import SignInAttempt
from audit.workflow.sign_in import (
    ACCOUNT_GUESSES,
    PAIR_GUESSES,
    Guess,
    LockedOut,
    end_sign_in,
    find_visitor,
    show_front,
    start_sign_in,
    take_guess,
)

LEE = "lee@testshire.example"


def guess(sessions: Sessions, email: str = LEE, address: str = "10.0.0.1") -> Guess:
    with sessions.writing(DOOR) as session:
        return take_guess(session, DOOR, email=email, address=address, secret="secret")


def start(sessions: Sessions, cast: Cast, name: str = "Lee") -> str | None:
    with sessions.writing(DOOR) as session:
        return start_sign_in(session, DOOR, person_key=cast.people[name].key, contents={"a": 1})


def test_a_visitor_is_the_person_with_the_active_roles_of_the_area(sessions: Sessions, cast: Cast) -> None:
    token = start(sessions, cast)
    assert token is not None
    with sessions.reading(DOOR) as session:
        visitor = find_visitor(session, DOOR, token=token)
    assert visitor is not None
    assert visitor.actor == cast.actor("Lee")
    assert visitor.front.name == "Testshire"
    assert visitor.contents == {"a": 1}


@pytest.mark.parametrize("status", [each for each in MembershipStatus if each is not MembershipStatus.ACTIVE])
def test_only_an_active_membership_lets_in(sessions: Sessions, cast: Cast, status: MembershipStatus) -> None:
    token = start(sessions, cast)
    with sessions.writing(INSTALLER) as session:
        session.get_one(Membership, cast.memberships["Lee"].row_id).status = status
    with sessions.reading(DOOR) as session:
        assert find_visitor(session, DOOR, token=token or "") is None
    assert start(sessions, cast) is None


def test_a_second_role_that_is_suspended_gives_nothing(sessions: Sessions, cast: Cast) -> None:
    lee = cast.memberships["Lee"]
    with sessions.writing(INSTALLER) as session:
        second = {"role": Role.ADMINISTRATOR, "status": MembershipStatus.SUSPENDED, "agency": "send_team"}
        session.add(
            Membership(
                area_id=lee.area_id, person_id=lee.person_id, organisation_id=lee.organisation_id, **second
            )
        )
    token = start(sessions, cast)
    with sessions.reading(DOOR) as session:
        visitor = find_visitor(session, DOOR, token=token or "")
    assert visitor is not None and visitor.actor.roles == {Role.LEAD}


def test_an_ended_sign_in_cannot_be_ended_again(sessions: Sessions, cast: Cast) -> None:
    token = start(sessions, cast) or ""
    with sessions.writing(DOOR) as session:
        end_sign_in(session, DOOR, token=token)
    with sessions.writing(DOOR) as session, pytest.raises(NotFound):
        end_sign_in(session, DOOR, token=token)


def test_guesses_sent_all_at_once_are_counted_all_the_same(sessions: Sessions, cast: Cast) -> None:
    def try_once(_: int) -> bool:
        try:
            guess(sessions)
        except LockedOut:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_once, range(40))) == PAIR_GUESSES


def test_an_account_is_guarded_more_slowly_against_many_addresses(sessions: Sessions, cast: Cast) -> None:
    for number in range(ACCOUNT_GUESSES):
        guess(sessions, address=f"10.0.1.{number}")
    with pytest.raises(LockedOut):
        guess(sessions, address="10.0.2.1")
    assert guess(sessions, email="ama@testshire.example", address="10.0.1.1").person_key


def test_an_old_guess_no_longer_counts(sessions: Sessions, cast: Cast) -> None:
    for _ in range(PAIR_GUESSES):
        guess(sessions)
    with sessions.writing(INSTALLER) as session:
        for attempt in session.scalars(sa.select(SignInAttempt)):
            attempt.at = now() - timedelta(minutes=5, seconds=1)
    assert guess(sessions).person_key == cast.people["Lee"].key


def test_an_address_is_one_however_it_is_typed(sessions: Sessions, cast: Cast) -> None:
    for number in range(PAIR_GUESSES):
        guess(sessions, email=LEE.upper() if number % 2 else f" {LEE} ")
    with pytest.raises(LockedOut):
        guess(sessions)


def test_neither_account_nor_address_is_kept_in_the_clear(sessions: Sessions, cast: Cast) -> None:
    guess(sessions, address="10.9.8.7")
    with sessions.reading(INSTALLER) as session:
        attempt = session.scalars(sa.select(SignInAttempt)).one()
    assert "lee" not in attempt.account_hash and "10.9" not in attempt.address_hash


def test_where_areas_share_an_installation_the_front_names_none(sessions: Sessions, cast: Cast) -> None:
    with sessions.writing(INSTALLER) as session:
        session.get_one(Area, cast.area.row_id).is_example = True
    with sessions.reading(DOOR) as session:
        front = show_front(session, DOOR)
    assert (front.is_area, front.is_example) == (False, False)
