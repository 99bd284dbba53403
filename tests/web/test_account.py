"""Signing in and out, as a browser does it."""

from collections.abc import Callable

from web_client import Client


def test_a_visitor_is_sent_to_sign_in_and_then_to_the_page(visitor: Client) -> None:
    answer = visitor.get("/")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/"


def test_lee_signs_in_and_sees_the_start_page(client_as: Callable[[str], Client]) -> None:
    page = client_as("Lee").fetch("/")
    assert page.find("h1").text == "What needs doing"


def test_the_sign_in_page_has_every_virtue(visitor: Client) -> None:
    assert visitor.fetch("/sign-in").find("h1").text == "Sign in"
