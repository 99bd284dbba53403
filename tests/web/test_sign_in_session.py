"""What a browser carries from page to page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import Cast
from web_client import Client

from audit.domain.access import INSTALLER
from audit.store.base import now
from audit.store.sessions import Sessions
from audit.store.sign_in import SignIn
from audit.web.app import Workbench, create_app
from audit.web.sign_in_session import SEEN_SECONDS

SignInAs = Callable[[str], Client]


def change(sessions: Sessions, **values: object) -> None:
    with sessions.writing(INSTALLER) as session:
        row = session.scalars(sa.select(SignIn)).one()
        for name, value in values.items():
            setattr(row, name, value)


def read(sessions: Sessions) -> SignIn:
    with sessions.reading(INSTALLER) as session:
        return session.scalars(sa.select(SignIn)).one()


def test_an_hour_of_nothing_ends_a_sign_in(client_as: SignInAs, sessions: Sessions) -> None:
    lee = client_as("Lee")
    change(sessions, seen_at=now() - timedelta(minutes=61))
    answer = lee.get("/")
    assert answer.location == "/sign-in?next=/&ended=1"
    assert "nothing happened for an hour" in lee.get(answer.location).text
    assert lee.get_cookie("sign_in") is None


def test_twelve_hours_end_a_sign_in_whatever_happened(client_as: SignInAs, sessions: Sessions) -> None:
    lee = client_as("Lee")
    change(sessions, started_at=now() - timedelta(hours=12, minutes=1))
    assert lee.get("/").status_code == 302


def test_a_page_notes_that_it_was_seen_at_most_once_a_minute(client_as: SignInAs, sessions: Sessions) -> None:
    lee = client_as("Lee")
    earlier = now() - timedelta(seconds=SEEN_SECONDS + 5)
    change(sessions, seen_at=earlier)
    lee.get("/")
    first = read(sessions).seen_at
    lee.get("/")
    assert earlier < first == read(sessions).seen_at


def test_a_visitor_leaves_no_row(visitor: Client, sessions: Sessions) -> None:
    visitor.get("/sign-in")
    visitor.get("/")
    with sessions.reading(INSTALLER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0


def test_what_was_typed_after_an_hour_is_shown_again(client_as: SignInAs, sessions: Sessions) -> None:
    adi = client_as("Adi")
    change(sessions, seen_at=now() - timedelta(minutes=61))
    answer = adi.post("/settings", data={"name": "A long new name", "csrf_token": "x", "password": "hush"})
    assert answer.status_code == 401
    assert "A long new name" in answer.text
    assert "hush" not in answer.text


def test_a_signed_in_page_is_never_kept_by_the_browser(client_as: SignInAs) -> None:
    answer = client_as("Lee").get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_where_cookies_are_secure_their_names_say_so(app: Workbench, cast: Cast) -> None:
    settings = app.extensions["settings"]
    secure = type(settings)(**{**settings.__dict__, "secure_cookies": True})
    answer = create_app(secure).test_client().get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-visit=") and "Secure" in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "é", "x" * 4000])
def test_a_broken_cookie_is_a_visitor(visitor: Client, value: str) -> None:
    visitor.set_cookie("sign_in", value)
    visitor.set_cookie("visit", value)
    assert visitor.get("/sign-in").status_code == 200
