"""Alerts: raised from a case, answered by the lead, followed by whoever raised them."""

import pytest
from builders import BuiltRound, begin, build_round, fill, submit
from web_client import Client, check_virtues, find_form, parse, read_form

from audit.domain.access import INSTALLER
from audit.store.area import Area

TOLD = {"kind": "safeguarding", "words": "Bruises in the advice", "knows": "y"}


@pytest.fixture
def built(sessions, cast) -> BuiltRound:
    return build_round(sessions, cast, rubric_name="plan_short_2026")


@pytest.fixture
def path(built) -> str:
    return f"/cases/{built.assignments[1, 'Ama'].key}/alert"


def only_alert(lee: Client) -> str:
    """The address of the one alert in the list."""
    links = [link["href"] for link in lee.fetch("/alerts").find_all("a")]
    return next(href for href in links if href.startswith("/alerts/"))


def test_the_first_thing_said_is_that_this_is_no_referral(client_as, sessions, cast, path) -> None:
    with sessions.writing(INSTALLER) as session:
        area = session.get_one(Area, cast.area.row_id)
        area.safeguarding_name, area.safeguarding_phone = "Sam Hale", "01632 960123"
        area.safeguarding_email = "safe@testshire.example"
    page = client_as("Ama").fetch(path)
    first = page.find("main").find("h2").text
    assert first == "This is not a referral. Follow your own safeguarding procedure now."
    for words in ("Sam Hale", "01632 960123", "safe@testshire.example", "999"):
        assert words in page.text


def test_without_a_contact_the_lead_and_999_are_named(client_as, sessions, cast, path) -> None:
    with sessions.writing(INSTALLER) as session:
        session.get_one(Area, cast.area.row_id).contact = "audit@testshire.example"
    page = client_as("Ama").fetch(path)
    assert "Ask your audit lead, Lee: audit@testshire.example." in page.text and "999" in page.text


def test_an_alert_goes_from_raised_to_answered_and_its_raiser_sees_each_step(client_as, path) -> None:
    ama, lee = client_as("Ama"), client_as("Lee")
    assert "No alert has been raised" in lee.fetch("/alerts").text
    answer = ama.submit(path, TOLD)
    assert answer.status_code == 303
    page = ama.fetch(answer.location)
    assert "Not seen yet" in page.text and "Bruises in the advice" in page.text
    assert "1 alert waits for an answer" in lee.fetch("/alerts").text
    alert = only_alert(lee)
    assert "Bruises in the advice" in lee.fetch(alert).text
    assert lee.submit(alert, action=f"{alert}/seen").status_code == 303
    assert "has not answered yet" in ama.fetch("/alerts/mine").text
    saved = lee.submit(alert, {"answer": "Referred by Sam."}, action=f"{alert}/answer")
    assert saved.status_code == 303
    assert "Every alert has been answered" in lee.fetch("/alerts").text
    for seen in ("/alerts/mine", answer.location):
        assert "Referred by Sam." in ama.fetch(seen).text


def test_every_page_of_a_case_links_to_it(client_as, sessions, cast, built, path) -> None:
    ama, case = client_as("Ama"), path.removesuffix("/alert")
    pages = [case, f"{case}/hand-back"]
    for page in pages:
        assert path in [link["href"] for link in ama.fetch(page).find_all("a")], page
    sheet = f"/scoresheets/{begin(sessions, cast, built, 1, 'Ama')}"
    section = next(
        link["href"] for link in ama.fetch(sheet).find_all("a") if "/sections/" in link.get("href")
    )
    fill(sessions, cast, "Ama", sheet.rpartition("/")[2])
    for page in (sheet, section, f"{sheet}/closing", f"{sheet}/check"):
        assert path in [link["href"] for link in ama.fetch(page).find_all("a")], page
    submit(sessions, cast, "Ama", sheet.rpartition("/")[2])
    for page in (sheet, f"{sheet}/done"):
        assert path in [link["href"] for link in ama.fetch(page).find_all("a")], page
    assert ama.submit(path, TOLD).status_code == 303


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client_as, path) -> None:
    ama = client_as("Ama")
    answer = ama.submit(path, {"words": "Bruises in the advice"})
    assert answer.status_code == 422 and "Bruises in the advice" in answer.text
    assert "Choose what it is about" in answer.text and "Tick that you know" in answer.text
    long = ama.submit(path, {**TOLD, "words": "x" * 2_001})
    assert long.status_code == 422 and "2,001 characters" in long.text
    check_virtues(parse(long.text))


def test_a_form_sent_twice_raises_one_alert(client_as, path) -> None:
    ama = client_as("Ama")
    fields = {**read_form(find_form(ama.fetch(path), path)), **TOLD}
    for _ in range(2):
        assert ama.post(path, data=fields).status_code == 303
    assert ama.fetch("/alerts/mine").text.count("Bruises") == 1


def test_a_stale_answer_shows_both_texts(client_as, path) -> None:
    client_as("Ama").submit(path, TOLD)
    lee = client_as("Lee")
    alert = only_alert(lee)
    action = f"{alert}/answer"
    opened = read_form(find_form(lee.fetch(alert), action))
    assert lee.post(action, data={**opened, "answer": "First"}).status_code == 303
    answer = lee.post(action, data={**opened, "answer": "Second"})
    page = parse(answer.text)
    check_virtues(page)
    assert answer.status_code == 409 and "First" in page.text and "Second" in page.text
    assert lee.post(action, data=read_form(find_form(page, action))).status_code == 303
    assert "Second" in lee.fetch(alert).text


def test_an_empty_answer_is_refused(client_as, path) -> None:
    client_as("Ama").submit(path, TOLD)
    lee = client_as("Lee")
    alert = only_alert(lee)
    answer = lee.submit(alert, {"answer": " "}, action=f"{alert}/answer")
    assert answer.status_code == 422 and "Say what was done" in answer.text


def test_only_leads_of_the_area_read_alerts(client_as, path) -> None:
    client_as("Ama").submit(path, TOLD)
    alert = only_alert(client_as("Lee"))
    for name in ("Ama", "Ben", "Pat", "Max", "Adi", "Oz"):
        assert client_as(name).get(alert).status_code == 404, name
    assert "Bruises" not in client_as("Ben").get("/alerts/mine").text


def test_the_page_of_an_alert_without_a_locator_says_so(client_as, path) -> None:
    client_as("Ama").submit(path, TOLD)
    lee = client_as("Lee")
    alert = only_alert(lee)
    answer = lee.submit(alert, action=f"{alert}/locator")
    assert answer.status_code == 200 and "is not kept here" in answer.text
    check_virtues(parse(answer.text))
