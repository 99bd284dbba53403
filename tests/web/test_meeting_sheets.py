"""The one page on which a meeting scores a case."""

import pytest
from builders import build_round
from meeting_steps import meet
from web_client import check_virtues, find_form, parse, read_form

SHARED = {1: {"Ama": "whole"}}


@pytest.fixture
def built(sessions, cast):
    return build_round(sessions, cast, shared_out=SHARED, rubric_name="plan_short_2026")


@pytest.fixture
def begin(sessions, cast, built) -> str:
    meeting = meet(sessions, cast, built, "Ama")
    return f"/rounds/{built.audit_round.key}/meetings/{meeting.key}/cases/{built.cases[1].key}"


@pytest.fixture
def sheet(client_as, begin) -> str:
    answer = client_as("Lee").submit(begin, {"instead_of_own": "y"})
    assert answer.status_code == 303
    return answer.location


def page_of(client, path: str) -> dict[str, str]:
    return read_form(find_form(client.fetch(path), path))


def answer_all(client, path: str) -> dict[str, str]:
    """The first level of every question."""
    radios = client.fetch(path).find_all("input", type="radio")
    answers: dict[str, str] = {}
    for radio in radios:
        answers.setdefault(radio["name"], radio["value"])
    return page_of(client, path) | answers


def test_the_lead_must_say_that_nobody_has_scored_it(client_as, begin) -> None:
    lee = client_as("Lee")
    assert "it is taken back from Ama" in lee.fetch(begin).text
    answer = lee.submit(begin)
    assert answer.status_code == 422
    check_virtues(parse(answer.text))
    assert "tick that the meeting scores it" in answer.text


def test_a_draft_is_kept_and_come_back_to(client_as, sheet) -> None:
    lee = client_as("Lee")
    sent = page_of(lee, sheet) | {"evidence-a_voice": "Page 2 quotes her", "works": "Warm", "then": "later"}
    answer = lee.post(sheet, data=sent)
    assert answer.status_code == 303 and "/meetings/" in answer.location
    assert "Go on with the meeting" in lee.fetch(answer.location).text
    page = lee.fetch(sheet)
    assert "Page 2 quotes her" in page.text and "Warm" in page.text


def test_what_is_missing_is_listed_and_nothing_typed_is_lost(client_as, sheet) -> None:
    lee = client_as("Lee")
    answer = lee.post(sheet, data=page_of(lee, sheet) | {"evidence-a_voice": "Kept", "then": "submit"})
    assert answer.status_code == 303
    page = lee.fetch(answer.location)
    assert "Saved, but not submitted yet" in page.text and "Kept" in page.text


def test_it_is_submitted_once_and_corrected_with_a_reason(client_as, sheet) -> None:
    lee = client_as("Lee")
    answer = lee.post(sheet, data=answer_all(lee, sheet) | {"then": "submit"})
    assert answer.status_code == 303
    assert "See the meeting’s scoresheet" in lee.fetch(answer.location).text
    page = lee.fetch(sheet)
    assert "instead of its auditors" in page.text and not page.find_all("textarea")
    assert lee.post(sheet, data={**read_form(find_form(lee.fetch("/"), "/sign-out"))}).status_code == 409
    assert lee.submit(f"{sheet}/correct", {"reason": ""}).status_code == 422
    again = lee.submit(f"{sheet}/correct", {"reason": "The wrong draft"})
    assert again.status_code == 303 and again.location != sheet
    assert lee.fetch(again.location).find_all("textarea")


def test_two_who_fill_it_in_at_once_see_both_texts_and_lose_none(client_as, sheet) -> None:
    one, other = client_as("Lee"), client_as("Lee")
    mine, yours = page_of(one, sheet), page_of(other, sheet)
    first = mine | {"evidence-a_voice": "The first words", "works": "First works", "then": "later"}
    assert one.post(sheet, data=first).status_code == 303
    second = yours | {"evidence-a_voice": "The second words", "better": "Second better", "then": "later"}
    answer = other.post(sheet, data=second)
    assert answer.status_code == 409
    page = parse(answer.text)
    check_virtues(page)
    for words in ("The first words", "The second words", "First works", "Second better"):
        assert words in answer.text
    form = read_form(find_form(page, sheet))
    kept = {"keep-a_voice": "mine", "keep-works": "theirs", "keep-better": "mine"}
    assert other.post(sheet, data=form | kept).status_code == 303
    shown = one.fetch(sheet).text
    assert "The second words" in shown and "First works" in shown and "Second better" in shown


def test_only_the_lead_comes_here(client_as, sheet, begin) -> None:
    for name in ("Ama", "Pat", "Max", "Adi", "Oz"):
        client = client_as(name)
        assert {client.get(path).status_code for path in (sheet, begin, f"{sheet}/correct")} == {404}
