"""An administrator: a person joins by a link, works, and is stopped at once."""

from urllib.parse import urlsplit

import pytest
from walking import Meet, Walker

pytestmark = pytest.mark.browser
NAME, EMAIL, PASSWORD = "Nia Holt", "nia@exampleshire.example", "seven slow green barges"


def test_a_person_joins_by_a_link_and_is_stopped_at_once(meet: Meet):
    administrator, newcomer = meet("admin"), meet()
    link = add_person(administrator)
    set_password(newcomer, link)
    newcomer.sign_in(EMAIL, PASSWORD)
    newcomer.sees(NAME, "What needs doing")
    newcomer.menu("My cases")
    newcomer.sees("You have no cases yet")
    stop(administrator)
    newcomer.follow("My cases") if newcomer.way.width > 1000 else newcomer.go("/cases")
    assert newcomer.path == "/sign-in"
    newcomer.sees("You were signed out")
    newcomer.fill("E-mail address", EMAIL)
    newcomer.page.get_by_label("Password", exact=True).fill(PASSWORD)
    newcomer.press("Sign in", expect=422)
    newcomer.sees("the account is not active")


def add_person(administrator: Walker) -> str:
    administrator.menu("People")
    administrator.follow("Add a person")
    administrator.press("Add this person", expect=422)
    administrator.sees("Enter their name", "Choose at least one thing that they may do")
    administrator.fill("Full name", NAME)
    administrator.fill("E-mail address", EMAIL)
    administrator.select("Where they work", "Exampleshire community health")
    administrator.select("Which service they speak for", "Health")
    administrator.choose("Auditor")
    administrator.press("Add this person")
    administrator.sees("Send this link to Nia Holt", "shown once")
    return urlsplit(administrator.page.get_by_label("Link to set a password").input_value()).path


def set_password(newcomer: Walker, link: str) -> None:
    newcomer.go(link)
    newcomer.sees(NAME, EMAIL)
    newcomer.page.get_by_label("New password", exact=True).fill("short")
    newcomer.press("Set password", expect=422)
    newcomer.page.get_by_label("New password", exact=True).fill(PASSWORD)
    newcomer.press("Set password")
    newcomer.sees("Your password is set")
    newcomer.go(link, expect=404)


def stop(administrator: Walker) -> None:
    administrator.menu("People")
    administrator.follow(NAME)
    administrator.press("Stop for now")
    administrator.sees(f"{NAME} can no longer sign in", "Suspended")
    administrator.menu("History")
    administrator.sees("Adi Brook", "Person suspended")
