"""The pages about people."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cast import Cast
from web_client import Client, check_virtues, parse

from audit.web.app import Workbench

SignInAs = Callable[[str], Client]
NEW = {
    "name": "Sam Green",
    "email": "Sam.Green@testshire.example",
    "agency": "health",
    "roles": ["auditor", "lead"],
}


def organisation_of(client: Client, name: str) -> str:
    page = client.fetch("/people/new")
    return next(option["value"] for option in page.find_all("option") if option.text == name)


def test_an_administrator_adds_somebody_who_then_sets_a_password_and_signs_in(
    client_as: SignInAs, visitor: Client
) -> None:
    adi = client_as("Adi")
    answer = adi.submit("/people/new", {**NEW, "organisation": organisation_of(adi, "Chidi's service")})
    page = parse(answer.text)
    check_virtues(page)
    link = page.find("input", id="link")["value"]
    assert link.startswith("http://localhost/set-password/")
    assert "Invited" in adi.fetch("/people").text
    path = link.removeprefix("http://localhost")
    visitor.submit(path, {"password": "grey wagtails sing"})
    form = {"email": NEW["email"], "password": "grey wagtails sing"}
    assert visitor.submit("/sign-in", form).status_code == 303
    assert visitor.fetch("/").find("header").find(class_="site-header__person").text == "Sam Green"


def test_a_second_click_makes_no_second_person(client_as: SignInAs) -> None:
    adi = client_as("Adi")
    organisation = organisation_of(adi, "Chidi's service")
    form = {**NEW, "organisation": organisation, "request_key": "the same page"}
    for _ in range(2):
        assert adi.submit("/people/new", form).status_code == 200
    assert adi.get("/people").text.count("Sam Green") == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Enter their name"),
        ({"email": "not an address"}, "like name@example.gov.uk"),
        ({"email": "lee@testshire.example"}, "has an account already"),
        ({"email": "oz@farshire.example"}, "has an account"),
        ({"organisation": "somewhere"}, "Choose where they work"),
        ({"agency": ""}, "Choose which service"),
        ({"roles": []}, "Choose at least one"),
        ({"roles": ["emperor"]}, "There is a problem"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    client_as: SignInAs, change: dict[str, object], words: str
) -> None:
    adi = client_as("Adi")
    organisation = organisation_of(adi, "Chidi's service")
    answer = adi.submit("/people/new", {**NEW, "organisation": organisation, **change})
    page = parse(answer.text)
    check_virtues(page)
    assert answer.status_code == 422
    assert words in page.find(class_="govuk-error-summary").text
    assert page.find("title").text.startswith("Error: ")


def test_a_person_is_stopped_let_go_on_and_ended(client_as: SignInAs, cast: Cast) -> None:
    adi, ama, path = client_as("Adi"), client_as("Ama"), f"/people/{cast.people['Ama'].key}"
    assert adi.submit(path, action=f"{path}/suspend").status_code == 303
    assert ama.get("/").status_code == 302, "out with the next click"
    assert "Suspended" in adi.fetch(path).text
    assert adi.submit(path, action=f"{path}/reactivate").status_code == 303
    assert ama.get("/").status_code == 302, "an ended sign-in does not come back"
    assert adi.submit(path, action=f"{path}/end").status_code == 303
    assert "This account has ended" in adi.fetch(path).text


def test_nobody_stops_their_own_account(client_as: SignInAs, cast: Cast) -> None:
    adi, path = client_as("Adi"), f"/people/{cast.people['Adi'].key}"
    answer = adi.submit(path, action=f"{path}/suspend")
    assert answer.status_code == 409
    assert "your own account" in answer.text


def test_roles_change_and_a_stale_page_shows_both(client_as: SignInAs, cast: Cast) -> None:
    adi, path = client_as("Adi"), f"/people/{cast.people['Ama'].key}"
    version = adi.fetch(path).find("form", action=path).find("input", name="version")["value"]
    assert adi.submit(path, {"roles": ["lead"]}).status_code == 303
    stale = adi.submit(path, {"roles": ["manager"], "version": version})
    assert stale.status_code == 409
    check_virtues(parse(stale.text))
    assert "Somebody else saved this" in stale.text and "Lead" in stale.text and "Manager" in stale.text


def test_a_new_organisation_is_in_the_list(client_as: SignInAs) -> None:
    adi = client_as("Adi")
    form = {"name": "North Trust", "agency": "health"}
    assert adi.submit("/people/organisations/new", form).status_code == 303
    assert organisation_of(adi, "North Trust")
    assert adi.submit("/people/organisations/new", form).status_code == 422


def test_nobody_of_another_area_is_there(client_as: SignInAs, cast: Cast) -> None:
    adi = client_as("Adi")
    assert "Oz" not in adi.fetch("/people").text
    adi.fetch(f"/people/{cast.far_lead.key}", status=404)


def test_a_lead_sees_who_there_is_but_changes_nothing(client_as: SignInAs, cast: Cast) -> None:
    lee = client_as("Lee")
    page = lee.fetch("/people")
    assert "Chidi" in page.text and "Add a person" not in page.text
    lee.fetch(f"/people/{cast.people['Ama'].key}", status=404)


def link_shown(client: Client, cast: Cast, host: str = "localhost") -> str:
    path = f"/people/{cast.people['Ama'].key}"
    form = {"csrf_token": client.fetch(path).find("input", name="csrf_token")["value"]}
    answer = client.post(f"{path}/password-link", data=form, base_url=f"http://{host}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_link_bears_the_port_at_which_the_workbench_was_reached(client_as: SignInAs, cast: Cast) -> None:
    page = parse(link_shown(client_as("Adi"), cast, "localhost:5050"))
    assert page.find("input", id="link")["value"].startswith("http://localhost:5050/set-password/")
    assert "This address works only on this machine" in page.text


def test_a_link_bears_the_address_that_was_set_whatever_the_request_says(
    client_as: SignInAs, cast: Cast, app: Workbench
) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, address="https://audit.testshire.example/")
    page = parse(link_shown(client_as("Adi"), cast, "localhost:5050"))
    assert page.find("input", id="link")["value"].startswith("https://audit.testshire.example/set-password/")
    assert "only on this machine" not in page.text


def test_a_host_that_is_not_trusted_gets_no_link(client_as: SignInAs, cast: Cast) -> None:
    path = f"/people/{cast.people['Ama'].key}/password-link"
    answer = client_as("Adi").post(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "set-password" not in answer.text
