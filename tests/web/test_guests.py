"""Guests: the lead's pages, and the door that opens by a link."""

import pytest
from builders import BuiltRound, build_round, score_case
from cast import let_lead
from web_client import Client, check_virtues, parse

from audit.domain.access import INSTALLER
from audit.settings import Settings
from audit.store.audit_round import AuditRound
from audit.web.app import create_app
from audit.workflow.round_stages import close_round

GUS = {
    "name": "Gus Field",
    "organisation": "Hill School",
    "agency": "education",
    "lens": "whole",
}


@pytest.fixture
def built(sessions, cast) -> BuiltRound:
    return build_round(sessions, cast, rubric_name="plan_short_2026")


@pytest.fixture
def place(built) -> str:
    return f"/rounds/{built.audit_round.key}"


def invite(lee: Client, built: BuiltRound, place: str, **changes: object) -> str:
    """The path of a new guest's link."""
    fields = {**GUS, "cases": [built.cases[3].key], **changes}
    answer = lee.submit(f"{place}/guests/new", fields)
    assert answer.status_code == 200, answer.text
    page = parse(answer.text)
    check_virtues(page)
    return page.find("input", id="link")["value"].removeprefix("http://localhost")


def enter(visitor: Client, path: str) -> None:
    assert visitor.submit(path).location == "/cases"


def test_a_guest_comes_from_the_link_to_their_one_case(client_as, visitor, built, place) -> None:
    path = invite(client_as("Lee"), built, place)
    page = visitor.fetch(path)
    assert "Score as Gus Field for Testshire" in page.find("h1").text
    enter(visitor, path)
    page = visitor.fetch("/cases")
    assert [each.text for each in page.find_all("h3")] == ["Case 3"]
    menu = page.find("nav", aria_label="Menu")
    assert [link.text for link in menu.find_all("a")] == ["My cases"]
    assert visitor.get("/").location == "/cases"


def test_a_guest_reaches_nothing_but_their_cases(client_as, visitor, built, place) -> None:
    enter(visitor, invite(client_as("Lee"), built, place))
    others = [place, f"{place}/panel", f"{place}/guests/new", f"{place}/paper", "/rounds", "/people"]
    others += ["/standards", "/history", "/findings", "/corrections", "/settings", "/alerts"]
    others += [f"/cases/{built.assignments[1, 'Ama'].key}{what}" for what in ("", "/paper", "/alert")]
    assert {path: visitor.get(path).status_code for path in others} == dict.fromkeys(others, 404)


def test_opening_a_link_uses_nothing_up_until_the_button_is_pressed(app, client_as, built, place) -> None:
    path = invite(client_as("Lee"), built, place)
    for _ in range(2):
        scanner = app.test_client()
        assert scanner.get(path).status_code == 200 and scanner.head(path).status_code == 200
        assert not any(cookie.key.startswith("guest") for cookie in scanner._cookies.values())
    enter(app.test_client(), path)


def test_the_first_browser_comes_back_and_any_other_is_told_whom_to_ask(
    app, client_as, sessions, cast, built, place
) -> None:
    with sessions.writing(INSTALLER) as session:
        session.merge(cast.area).contact = "audit@testshire.example"
    path, first, other = invite(client_as("Lee"), built, place), app.test_client(), app.test_client()
    enter(first, path)
    first.submit("/cases", action="/sign-out")
    assert first.get("/cases").status_code == 302
    enter(first, path)
    page = other.fetch(path, status=409)
    assert "used in another browser" in page.text and "audit@testshire.example" in page.text
    assert "Gus" not in page.text and "Hill" not in page.text


def test_the_cookie_of_the_browser_is_kept_from_scripts_and_other_sites(
    client_as, visitor, built, place
) -> None:
    path = invite(client_as("Lee"), built, place)
    answer = visitor.submit(path)
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("guest_"))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert path.rpartition("/")[2] not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(
    settings, cast, sessions, built, client_as, place
) -> None:
    path = invite(client_as("Lee"), built, place)
    safe = Settings(settings.instance, settings.secret_key, "https://localhost", ("localhost",))
    app = create_app(safe)
    app.test_client_class = Client
    browser = app.test_client()
    page = parse(browser.get(path, base_url="https://localhost").text)
    token = page.find("input", name="csrf_token")["value"]
    answer = browser.post(
        path,
        data={"csrf_token": token},
        base_url="https://localhost",
        headers={"Referer": f"https://localhost{path}"},
    )
    assert answer.status_code == 303, answer.text
    assert any(each.startswith("__Host-guest_") for each in answer.headers.getlist("Set-Cookie"))


def test_whoever_is_signed_in_cannot_use_up_a_guests_link(client_as, visitor, built, place) -> None:
    lee = client_as("Lee")
    path = invite(lee, built, place)
    page = lee.fetch(path)
    assert "You are signed in as Lee" in page.text
    token = page.find("input", name="csrf_token")["value"]
    assert lee.post(path, data={"csrf_token": token}).status_code == 409
    enter(visitor, path)
    assert visitor.get(path).location == "/cases"


def test_a_link_that_never_was_or_has_ended_says_so(client_as, visitor, built, place) -> None:
    lee = client_as("Lee")
    path = invite(lee, built, place)
    assert "has ended" in visitor.fetch("/guest/nothing", status=404).text
    enter(visitor, path)
    page = lee.fetch(f"{place}/panel")
    action = next(form["action"] for form in page.find_all("form") if form["action"].endswith("/end"))
    assert lee.submit(f"{place}/panel", action=action).status_code == 303
    assert visitor.get("/cases").status_code == 302
    assert "has ended" in visitor.fetch(path, status=404).text
    assert "Ended" in lee.fetch(f"{place}/panel").text


def test_a_new_link_lets_the_guest_in_from_another_browser(app, client_as, built, place) -> None:
    lee, first, other = client_as("Lee"), app.test_client(), app.test_client()
    path = invite(lee, built, place)
    enter(first, path)
    page = lee.fetch(f"{place}/panel")
    action = next(form["action"] for form in page.find_all("form") if form["action"].endswith("/renew"))
    answer = lee.submit(f"{place}/panel", action=action)
    renewed = parse(answer.text).find("input", id="link")["value"].removeprefix("http://localhost")
    assert first.get("/cases").status_code == 302
    enter(other, renewed)
    assert first.get(path).status_code == 404


def test_after_the_round_is_closed_nothing_of_a_link_works(
    app, client_as, sessions, cast, built, place
) -> None:
    path, guest = invite(client_as("Lee"), built, place), app.test_client()
    enter(guest, path)
    score_case(sessions, cast, built, 1, "Ama")
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        version = session.get_one(AuditRound, built.audit_round.row_id).version
        close_round(session, lee, key=built.audit_round.key, version=version, why_early="enough")
    assert guest.get("/cases").status_code == 302
    assert guest.get(path).status_code == 404
    assert "The round is closed" in client_as("Lee").fetch(f"{place}/guests/new").text


def test_a_form_sent_twice_makes_one_guest_and_says_how_to_get_a_link(client_as, built, place) -> None:
    lee = client_as("Lee")
    page = lee.fetch(f"{place}/guests/new")
    hidden = {each["name"]: each["value"] for each in page.find_all("input", type="hidden")}
    fields = {**hidden, **GUS, "cases": built.cases[3].key}
    assert "Send this link" in lee.post(f"{place}/guests/new", data=fields).text
    again = lee.post(f"{place}/guests/new", data=fields)
    assert "was invited already" in again.text
    check_virtues(parse(again.text))


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(client_as, built, place) -> None:
    lee = client_as("Lee")
    answer = lee.submit(f"{place}/guests/new", {"organisation": "Hill School", "email": "no address"})
    assert answer.status_code == 422
    for words in ("Enter their name", "Choose which service", "Choose at least one case", "name@school"):
        assert words in answer.text
    assert "Hill School" in answer.text
    check_virtues(parse(answer.text))


def test_an_address_in_use_and_a_case_with_an_interest_are_refused(
    client_as, sessions, cast, built, place
) -> None:
    lee = client_as("Lee")
    fields = {**GUS, "cases": [built.cases[3].key], "email": cast.people["Ama"].email}
    answer = lee.submit(f"{place}/guests/new", fields)
    assert answer.status_code == 422 and "has an account already" in answer.text


def test_no_page_shows_a_token_again_and_no_history_knows_it(client_as, built, place) -> None:
    lee = client_as("Lee")
    token = invite(lee, built, place).rpartition("/")[2]
    for path in (f"{place}/panel", "/history", "/people", f"{place}/progress", place):
        assert token not in lee.get(path).text, path


def test_the_door_writes_no_log_with_a_token(app, client_as, built, place, capfd) -> None:
    path = invite(client_as("Lee"), built, place)
    enter(app.test_client(), path)
    app.test_client().get(path)
    heard = capfd.readouterr()
    assert path.rpartition("/")[2] not in heard.out + heard.err


def test_another_areas_lead_invites_nobody_here(client_as, sessions, cast, built, place) -> None:
    path = f"{place}/guests/new"
    assert client_as("Oz").get(path).status_code == 404
    for name in ("Ama", "Pat", "Max", "Adi"):
        assert client_as(name).get(path).status_code == 404, name
    let_lead(sessions, cast, "Ama")
    assert client_as("Ama").get(path).status_code == 200


def test_the_people_page_shows_a_guest_and_offers_no_password(client_as, visitor, built, place) -> None:
    path = invite(client_as("Lee"), built, place)
    adi = client_as("Adi")
    page = adi.fetch("/people")
    assert "Guest" in page.text
    link = next(each["href"] for each in page.find_all("a") if each.text == "Gus Field")
    page = adi.fetch(link)
    assert "Make a link" not in page.text and "None given" in page.text
    enter(visitor, path)
    assert adi.submit(link, action=f"{link}/end").status_code == 303
    assert visitor.get("/cases").status_code == 302
    assert visitor.get(path).status_code == 404
