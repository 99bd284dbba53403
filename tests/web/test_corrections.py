"""The list of what must be put right, and following one up."""

import pytest
from builders import begin, build_round, fill, submit

from audit.workflow.scoresheets import Closing, Stamp, save_closing, show_sheet


@pytest.fixture
def round_key(sessions, cast) -> str:
    built, ama = build_round(sessions, cast), cast.actor("Ama")
    key = begin(sessions, cast, built, 1, "Ama")
    fill(sessions, cast, "Ama", key)
    with sessions.writing(ama) as session:
        version = show_sheet(session, ama, key=key).sheet.version
        closing = Closing(put_right="Name the therapist")
        save_closing(session, ama, key=key, closing=closing, stamp=Stamp(version))
    submit(sessions, cast, "Ama", key)
    return built.audit_round.key


def address(page) -> str:
    return next(link["href"] for link in page.find_all("a") if "Follow up" in link.text)


def test_an_empty_list_says_where_tasks_come_from(client_as) -> None:
    assert "Nothing here" in client_as("Lee").fetch("/corrections").text


def test_a_task_is_followed_up_until_it_is_done(client_as, round_key) -> None:
    lee = client_as("Lee")
    path = address(lee.fetch(f"/rounds/{round_key}/corrections"))
    late = {"owner": "Therapies", "due_on-day": "1", "due_on-month": "3", "due_on-year": "2020"}
    assert lee.submit(path, late).status_code == 303
    assert "Overdue (1)" in lee.fetch("/corrections?show=overdue").text
    lee.fetch(path)
    assert lee.submit(path, {"reply": "Named.", "is_done": "y"}).status_code == 303
    page = lee.fetch("/corrections?show=done")
    assert "Named." in page.text and "By 1 March 2020" in page.text


def test_a_past_day_is_kept_and_warned_of(client_as, round_key) -> None:
    lee = client_as("Lee")
    path = address(lee.fetch("/corrections"))
    past = {"due_on-day": "1", "due_on-month": "3", "due_on-year": "2020"}
    saved = lee.submit(path, past)
    assert saved.status_code == 303
    assert "1 March 2020, is in the past" in lee.fetch(saved.location).text


def test_put_right_without_a_reply_is_refused_at_its_field(client_as, round_key) -> None:
    lee = client_as("Lee")
    answer = lee.submit(address(lee.fetch("/corrections")), {"is_done": "y", "owner": "Therapies"})
    assert answer.status_code == 422
    assert "Say what was done" in answer.text and "Therapies" in answer.text


def test_saving_leads_back_to_the_list_that_it_came_from(client_as, round_key) -> None:
    lee = client_as("Lee")
    of_round = f"/rounds/{round_key}/corrections"
    for listed in (of_round, f"{of_round}?show=all", "/corrections", "/corrections?show=all"):
        path = address(lee.fetch(listed))
        page = lee.fetch(path)
        assert page.find("a", class_="govuk-back-link")["href"] == listed
        assert path in [form["action"] for form in page.find_all("form")]
        assert lee.submit(path, {"owner": "Therapies"}).location == listed


def test_answered_things_have_a_list_of_their_own(client_as, round_key) -> None:
    lee = client_as("Lee")
    assert "To do (1)" in lee.fetch("/corrections").text
    lee.submit(address(lee.fetch("/corrections")), {"reply": "We will name them."})
    words = lee.fetch("/corrections?show=answered").text
    assert "To do (0)" in words and "Answered (1)" in words and "We will name them." in words


def test_a_day_that_does_not_exist_is_refused(client_as, round_key) -> None:
    lee = client_as("Lee")
    wrong = {"owner": "Therapies", "due_on-day": "31", "due_on-month": "2", "due_on-year": "2027"}
    answer = lee.submit(address(lee.fetch("/corrections")), wrong)
    assert answer.status_code == 422
    assert "Therapies" in answer.text


def test_a_stale_follow_up_shows_both_texts(client_as, round_key) -> None:
    from web_client import check_virtues, find_form, parse, read_form

    lee = client_as("Lee")
    path = address(lee.fetch("/corrections"))
    opened = read_form(find_form(parse(lee.get(path).text), path))
    assert lee.post(path, data={**opened, "reply": "First"}).status_code == 303
    answer = lee.post(path, data={**opened, "reply": "Second"})
    assert answer.status_code == 409
    page = parse(answer.text)
    check_virtues(page)
    assert "First" in page.text and "Second" in page.text
    assert lee.post(path, data=read_form(find_form(page, path))).status_code == 303


def test_only_the_lead_follows_up(client_as, round_key) -> None:
    path = address(client_as("Lee").fetch("/corrections"))
    for name in ("Ama", "Pat", "Max", "Adi", "Oz"):
        assert client_as(name).get(path).status_code == 404
