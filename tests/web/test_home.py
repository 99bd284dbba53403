"""The start page and the menu, by role."""

from collections.abc import Callable

import pytest
from web_client import Client

from audit.web.app import Workbench
from audit.web.context import MENU
from audit.web.home import PAGES

SignInAs = Callable[[str], Client]


@pytest.mark.parametrize(
    ("name", "cards"),
    [
        ("Ama", ["My cases", "Standards"]),
        ("Pat", ["My cases", "Standards"]),
        ("Max", ["Findings", "Standards"]),
        ("Lee", ["Rounds", "Must be put right", "Findings", "Standards", "History"]),
        ("Adi", ["Rounds", "Findings", "People", "Standards", "History"]),
    ],
)
def test_everybody_finds_their_own_work(client_as: SignInAs, name: str, cards: list[str]) -> None:
    client = client_as(name)
    page = client.fetch("/")
    assert [heading.text for heading in page.find("main").find_all("h2")] == cards
    for link in [*page.find("main").find_all("a"), *page.find("nav").find_all("a")]:
        client.fetch(link["href"])


def test_the_menu_marks_where_one_is(client_as: SignInAs) -> None:
    page = client_as("Lee").fetch("/standards")
    assert [link.text for link in page.find("nav").find_all("a", aria_current="true")] == ["Standards"]


def test_menu_and_cards_lead_only_to_pages_that_exist(app: Workbench) -> None:
    assert {endpoint for _, endpoint, _, _ in MENU} | set(PAGES.values()) <= set(app.view_functions)
    assert {noun for *_, nouns in MENU for noun in nouns} <= set(app.blueprints)
