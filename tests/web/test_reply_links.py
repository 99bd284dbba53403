"""Asking by link, as the lead does it: the form, the link shown once, the list, ending and making anew."""

import pytest
from asking import build_noted, correction_keys
from builders import BuiltRound
from web_client import check_virtues, parse

WHEN = {"due_on-day": "27", "due_on-month": "3", "due_on-year": "2037"}


@pytest.fixture
def built(sessions, cast) -> BuiltRound:
    return build_noted(sessions, cast)


@pytest.fixture
def path(built) -> str:
    return f"/reply-links/cases/{built.cases[1].key}/new"


def link_on(answer) -> str:
    """The path of the link that a page shows once."""
    assert answer.status_code == 200, answer.text
    page = parse(answer.text)
    check_virtues(page)
    return "/answer/" + page.find("input", id="link")["value"].rpartition("/answer/")[2]


def shown(lee) -> str:
    page = lee.fetch("/reply-links")
    return page.find("main").find("td").parent.find("a")["href"]


def test_the_list_leads_to_asking_for_the_note_that_one_came_from(client_as, sessions, cast, path) -> None:
    lee, keys = client_as("Lee"), correction_keys(sessions, cast, 1)
    links = [link["href"] for link in lee.fetch("/corrections").find_all("a")]
    for key in keys:
        assert f"{path}?note={key}" in links
        boxes = lee.fetch(f"{path}?note={key}").find_all("input", name="corrections")
        assert [box["value"] for box in boxes] == keys
        assert [box["value"] for box in boxes if "checked" in box.attributes] == [key]


@pytest.mark.parametrize("note", ["", "?note=nothing", "?note="])
def test_without_a_note_everything_unasked_is_chosen(client_as, path, note) -> None:
    boxes = client_as("Lee").fetch(path + note).find_all("input", name="corrections")
    assert len(boxes) == 2 and all("checked" in box.attributes for box in boxes)


def test_the_day_of_the_note_is_suggested_unless_it_has_passed(client_as, sessions, cast, path) -> None:
    lee, key = client_as("Lee"), correction_keys(sessions, cast, 1)[0]
    day = {"owner": "Therapies", "reply": "", "due_on-day": "27", "due_on-month": "3"}
    for year, suggested in (("2037", "27"), ("2020", "")):
        assert lee.submit(f"/corrections/{key}", {**day, "due_on-year": year}).status_code == 303
        box = lee.fetch(f"{path}?note={key}").find("input", name="due_on-day")
        assert box.attributes.get("value", "") == suggested


def test_a_link_is_shown_once_and_works(client_as, visitor, path) -> None:
    lee = client_as("Lee")
    link = link_on(lee.submit(path, {"owner": "Therapies", "message": "Well written.", **WHEN}))
    assert "Well written." in visitor.fetch(link).text
    token = link.rpartition("/")[2]
    for page in ("/reply-links", shown(lee), "/corrections", "/history", "/messages", path):
        assert token not in lee.get(page).text, page
    page = lee.fetch(shown(lee))
    assert "Opened" in page.text and "0 of 2 answered" in page.text and "Well written." in page.text
    assert "opened" in lee.fetch("/corrections").text


def test_a_link_with_an_address_is_sent_there(client_as, path) -> None:
    lee = client_as("Lee")
    answer = lee.submit(path, {"owner": "Therapies", "email": "t@nhs.example", **WHEN})
    assert "The link is on its way" in answer.text
    page = lee.fetch("/messages")
    assert "t@nhs.example" in page.text and "please put something right" in page.text


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(client_as, path) -> None:
    lee = client_as("Lee")
    answer = lee.submit(path, {"owner": "", "email": "nowhere", "message": "Well written."})
    assert answer.status_code == 422
    check_virtues(parse(answer.text))
    assert "Say who is asked" in answer.text and "Well written." in answer.text
    answer = lee.submit(path, {"owner": "Therapies", "corrections": [], **WHEN})
    assert answer.status_code == 422 and "Choose what they should put right" in answer.text
    past = lee.submit(path, {"owner": "Therapies", **WHEN, "due_on-year": "2020"})
    assert past.status_code == 422 and "from today on" in past.text


def test_an_ended_link_is_shut_and_one_made_anew_is_another(client_as, visitor, path) -> None:
    lee = client_as("Lee")
    first = link_on(lee.submit(path, {"owner": "Therapies", **WHEN}))
    place = shown(lee)
    assert lee.submit(place, action=f"{place}/end").status_code == 303
    assert visitor.get(first).status_code == 404
    page = lee.fetch(place)
    assert "Ended" in page.text and "End the link" not in page.text
    second = link_on(lee.submit(place, action=f"{place}/renew"))
    assert second != first
    assert visitor.get(first).status_code == 404
    assert "Name the therapist" in visitor.fetch(second).text


def test_a_case_without_anything_to_put_right_says_so(client_as, built) -> None:
    page = client_as("Lee").fetch(f"/reply-links/cases/{built.cases[3].key}/new")
    assert "Nothing in this case waits" in page.text


def test_corrections_can_be_listed_by_who_puts_them_right(client_as, built, path) -> None:
    lee = client_as("Lee")
    link_on(lee.submit(path, {"owner": "Therapies", **WHEN}))
    other = f"/reply-links/cases/{built.cases[2].key}/new"
    link_on(lee.submit(other, {"owner": "School & college", **WHEN}))
    page = lee.fetch("/corrections?owner=Therapies")
    assert "To do (2)" in page.text and "Other7Q task" not in page.text
    assert "To do (3)" in lee.fetch("/corrections").text
    assert "Nothing here" in lee.fetch("/corrections?owner=nobody").text


def test_the_evidence_of_a_follow_up_is_kept(client_as, sessions, cast, built) -> None:
    lee, path = client_as("Lee"), f"/corrections/{correction_keys(sessions, cast, 1)[0]}"
    saved = {"reply": "Named.", "evidence": "Page 4 of the amended plan", "is_done": "y"}
    assert lee.submit(path, saved).status_code == 303
    assert "Page 4 of the amended plan" in lee.fetch(path).text
    assert "Named." in lee.fetch("/corrections?show=done").text
