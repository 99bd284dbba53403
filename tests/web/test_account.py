"""Signing in and out, and setting a password, as a browser does it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from cast import Cast
from web_client import Client, parse

from audit.domain.access import INSTALLER, MembershipStatus
from audit.store.account import Membership
from audit.store.sessions import Sessions
from audit.store.sign_in import SignIn, SignInAttempt
from audit.web.app import Workbench
from audit.web.gate import safe_next
from audit.workflow.accounts import make_password_link

PASSWORD = "three purple herons"
LEE = "lee@testshire.example"
SignInAs = Callable[[str], Client]


def test_a_visitor_is_sent_to_sign_in_and_then_to_the_page(visitor: Client) -> None:
    answer = visitor.get("/standards")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/standards"
    signed_in = visitor.submit(answer.location, {"email": LEE, "password": PASSWORD}, action="/sign-in")
    assert signed_in.location == "/standards"


def test_lee_signs_in_and_sees_the_start_page(client_as: SignInAs) -> None:
    page = client_as("Lee").fetch("/")
    assert page.find("h1").text == "What needs doing"


def test_the_token_is_kept_only_as_a_hash_and_the_cookie_is_shut(visitor: Client, sessions: Sessions) -> None:
    answer = visitor.submit("/sign-in", {"email": LEE, "password": PASSWORD})
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("sign_in="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    token = cookie.split("=")[1].split(";")[0]
    with sessions.reading(INSTALLER) as session:
        kept = session.scalars(sa.select(SignIn.token_hash)).one()
    assert len(token) >= 43 and token not in kept


def test_every_sign_in_has_a_new_token(visitor: Client) -> None:
    tokens = set()
    for _ in range(2):
        visitor.submit("/sign-in", {"email": LEE, "password": PASSWORD})
        tokens.add(visitor.get_cookie("sign_in").value)
        visitor.submit("/", action="/sign-out")
    assert len(tokens) == 2


def test_a_token_given_before_signing_in_is_not_taken_over(visitor: Client) -> None:
    visitor.set_cookie("sign_in", "planted-by-somebody")
    visitor.submit("/sign-in", {"email": LEE, "password": PASSWORD})
    assert visitor.get_cookie("sign_in").value != "planted-by-somebody"


def test_a_copied_cookie_is_worth_nothing_after_signing_out(client_as: SignInAs, app: Workbench) -> None:
    lee = client_as("Lee")
    token = lee.get_cookie("sign_in").value
    assert lee.submit("/", action="/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("sign_in", token)
    assert thief.get("/").status_code == 302


def test_wrong_passwords_and_unknown_accounts_get_the_same_words(visitor: Client) -> None:
    answers = [
        visitor.submit("/sign-in", {"email": email, "password": "wrong"})
        for email in (LEE, "nobody@testshire.example")
    ]
    texts = [parse(answer.text).find("main").text.replace("nobody@", "lee@") for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert texts[0] == texts[1]


def test_the_eleventh_guess_is_refused_even_with_the_right_password(visitor: Client, app: Workbench) -> None:
    for _ in range(10):
        assert visitor.submit("/sign-in", {"email": LEE, "password": "wrong"}).status_code == 422
    refused = visitor.submit("/sign-in", {"email": LEE, "password": PASSWORD})
    assert refused.status_code == 429
    assert "Wait 5 minutes" in refused.text
    colleague = app.test_client().submit("/sign-in", {"email": "ama@testshire.example", "password": PASSWORD})
    assert colleague.status_code == 303, "a colleague at the same address is not shut out"


def test_guesses_from_elsewhere_do_not_lock_the_holder_out_at_once(visitor: Client) -> None:
    page = visitor.get("/sign-in", environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
    token = parse(page.text).find("form").find("input", name="csrf_token")["value"]
    for _ in range(11):
        form = {"email": LEE, "password": "wrong", "csrf_token": token}
        visitor.post("/sign-in", data=form, environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
    assert visitor.submit("/sign-in", {"email": LEE, "password": PASSWORD}).status_code == 303


def test_the_right_password_forgets_the_wrong_ones(visitor: Client, sessions: Sessions) -> None:
    for password in ("wrong", PASSWORD):
        visitor.submit("/sign-in", {"email": LEE, "password": password})
    with sessions.reading(INSTALLER) as session:
        assert session.scalars(sa.select(SignInAttempt)).all() == []


@pytest.mark.parametrize("status", [MembershipStatus.SUSPENDED, MembershipStatus.REVOKED])
def test_somebody_suspended_is_out_with_the_next_click(
    client_as: SignInAs, sessions: Sessions, cast: Cast, status: MembershipStatus
) -> None:
    ama = client_as("Ama")
    ama.fetch("/")
    with sessions.writing(INSTALLER) as session:
        session.get_one(Membership, cast.memberships["Ama"].row_id).status = status
    assert ama.get("/").location.startswith("/sign-in")
    again = ama.submit("/sign-in", {"email": "ama@testshire.example", "password": PASSWORD})
    assert again.status_code == 422


def link_for(sessions: Sessions, cast: Cast, name: str) -> str:
    adi = cast.actor("Adi")
    with sessions.writing(adi) as session:
        return "/set-password/" + make_password_link(session, adi, person_key=cast.people[name].key)


def test_a_link_sets_a_password_once_and_ends_earlier_sign_ins(
    visitor: Client, client_as: SignInAs, sessions: Sessions, cast: Cast
) -> None:
    lee, path = client_as("Lee"), link_for(sessions, cast, "Lee")
    new = "grey wagtails sing"
    assert "Lee" in visitor.fetch(path).find("main").text
    assert visitor.submit(path, {"password": new}).status_code == 303
    assert visitor.get(path).status_code == 404, "the link is used up"
    assert lee.get("/").status_code == 302, "the old sign-in has ended"
    assert visitor.submit("/sign-in", {"email": LEE, "password": PASSWORD}).status_code == 422
    assert visitor.submit("/sign-in", {"email": LEE, "password": new}).status_code == 303


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "12 characters or more"),
        ("password1234", "one of the first"),
        ("lee lee lee lee", "one of the first"),
        ("my testshire home", "must not hold your name or e-mail"),
        ("", "Enter a new password"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays(
    visitor: Client, sessions: Sessions, cast: Cast, password: str, words: str
) -> None:
    path = link_for(sessions, cast, "Lee")
    answer = visitor.submit(path, {"password": password})
    assert answer.status_code == 422
    assert words in answer.text
    visitor.fetch(path)


def test_a_link_that_is_used_up_or_was_never_one_says_what_to_do(
    visitor: Client, sessions: Sessions, cast: Cast
) -> None:
    path = link_for(sessions, cast, "Lee")
    form = {"password": "grey wagtails sing"}
    opened = parse(visitor.get(path).text).find("form", action=path)
    form["csrf_token"] = opened.find("input", name="csrf_token")["value"]
    assert visitor.post(path, data=form).status_code == 303
    for used in (path, "/set-password/nothing"):
        page = visitor.fetch(used, status=404)
        assert page.find("h1").text == "This link has ended"
        assert page.find("main").find("a", href="/sign-in")
        assert "ask your administrator for a new one" in page.text


def test_a_new_link_ends_the_one_before(visitor: Client, sessions: Sessions, cast: Cast) -> None:
    first, second = (link_for(sessions, cast, "Lee") for _ in range(2))
    visitor.fetch(first, status=404)
    visitor.fetch(second)


@pytest.mark.parametrize(
    "wanted",
    [
        None, "", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "evil",
        "javascript:alert(1)", "/ok\n//evil", "/\t/evil.example", " //evil.example", "///evil", "http:evil",
    ],
)  # fmt: skip
def test_only_a_path_of_our_own_is_gone_on_to(app: Workbench, wanted: str | None) -> None:
    with app.test_request_context():
        assert safe_next(wanted) == "/"


def test_a_path_of_our_own_is_gone_on_to(app: Workbench) -> None:
    with app.test_request_context():
        assert safe_next("/standards?x=1") == "/standards?x=1"
