"""Keying in from paper in a browser: from the progress page to the auditor's own page."""

import pytest
from builders import begin, build_round
from web_client import find_form, parse, read_form

SHARED = {1: {"Chidi": "health", "Ama": "whole"}}


@pytest.fixture
def built(sessions, cast):
    return build_round(sessions, cast, shared_out=SHARED, rubric_name="plan_short_2026")


@pytest.fixture
def paper(built) -> str:
    return f"/keying-in/{built.assignments[1, 'Chidi'].key}"


def begin_paper(client, paper: str) -> str:
    day = {"scored_on-day": "20", "scored_on-month": "11", "scored_on-year": "2025"}
    answer = client.submit(paper, {"knows_it": "no", **day})
    assert answer.status_code == 303
    return answer.location


def answer_all(client, path: str) -> dict[str, str]:
    page = client.fetch(path)
    answers: dict[str, str] = {}
    for radio in page.find_all("input", type="radio"):
        answers.setdefault(radio["name"], radio["value"])
    return read_form(find_form(page, path)) | answers


def test_paper_is_keyed_in_from_the_progress_page_and_its_author_sees_by_whom(
    client_as, built, paper
) -> None:
    lee, progress = client_as("Lee"), f"/rounds/{built.audit_round.key}/progress"
    assert paper in [link.get("href") for link in lee.fetch(progress).find_all("a")]
    answers = begin_paper(lee, paper)
    sent = answer_all(lee, answers) | {"evidence-c_health": "x", "works": "Clear", "minutes": "15"}
    answer = lee.post(answers, data=sent | {"then": "submit"})
    assert answer.status_code == 303 and answer.location == progress
    page = lee.fetch(progress)
    assert "submitted, keyed in from paper" in page.text
    chidi = client_as("Chidi")
    own = next(
        link["href"]
        for link in chidi.fetch("/cases").find_all("a")
        if link["href"].startswith("/scoresheets/")
    )
    shown = chidi.fetch(own)
    assert "Lee keyed it in from paper for you" in shown.text and "Clear" in shown.text
    assert f"{own}/correct" in [link["href"] for link in shown.find_all("a")]


def test_a_half_typed_sheet_waits_and_its_author_is_told(client_as, built, paper) -> None:
    lee = client_as("Lee")
    answers = begin_paper(lee, paper)
    page = lee.fetch(answers)
    sent = read_form(find_form(page, answers)) | {"works": "Half of it", "then": "later"}
    assert lee.post(answers, data=sent).status_code == 303
    assert "Go on keying in" in lee.fetch(f"/rounds/{built.audit_round.key}/progress").text
    assert lee.get(paper).location == answers
    assert "Half of it" in lee.fetch(answers).text
    chidi = client_as("Chidi")
    own = next(
        link["href"]
        for link in chidi.fetch("/cases").find_all("a")
        if link["href"].startswith("/scoresheets/")
    )
    assert "is keying in what you scored on paper" in chidi.fetch(own).text
    assert lee.submit(answers, action=f"{paper}/leave").status_code == 303
    assert "is keying in" not in chidi.fetch(own).text


def test_what_the_paper_must_say_is_asked_for(client_as, paper) -> None:
    answer = client_as("Lee").submit(paper, {"scored_on-day": "31", "scored_on-month": "2"})
    assert answer.status_code == 422
    assert "Choose what they ticked" in answer.text


def test_a_draft_on_the_screen_is_refused_with_the_reason(client_as, sessions, cast, built) -> None:
    begin(sessions, cast, built, 1, "Ama")
    page = client_as("Lee").fetch(f"/keying-in/{built.assignments[1, 'Ama'].key}")
    assert "have begun to score this case on the screen" in page.text
    assert not page.find_all("input", type="radio")


def test_only_leads_key_in(client_as, paper) -> None:
    for name in ("Ama", "Chidi", "Pat", "Max", "Adi", "Oz"):
        client = client_as(name)
        assert {client.get(path).status_code for path in (paper, f"{paper}/answers")} == {404}


PERSONAL = "Ring the mother on 07700 900123."


def test_words_on_paper_that_look_like_personal_data_are_asked_about_and_nothing_else_is_lost(
    client_as, paper
) -> None:
    lee = client_as("Lee")
    answers = begin_paper(lee, paper)
    boxes = [
        box["name"] for box in lee.fetch(answers).find_all("textarea") if box["name"].startswith("evidence-")
    ]
    typed = {boxes[0]: PERSONAL, "works": PERSONAL, "better": "Say who does what."}
    answer = lee.post(answers, data=answer_all(lee, answers) | typed | {"then": "submit"})
    assert answer.status_code == 200
    asked = parse(answer.text)
    assert asked.find("textarea", name=boxes[0]).text == PERSONAL
    assert "a telephone number" in asked.find("p", id=f"asks-{boxes[0].removeprefix('evidence-')}").text
    kept = lee.fetch(answers)
    assert kept.find("textarea", name="better").text == "Say who does what."
    assert kept.find("textarea", name="works").text == ""
    criterion = boxes[0].removeprefix("evidence-")
    again = read_form(find_form(asked, answers)) | {f"stays-{criterion}": "y", "works": "Clear"}
    assert lee.post(answers, data=again | {"then": "submit"}).status_code == 303
