"""The pages of panel meetings: who was there, the shared screen, one winner where two save at once."""

import re

import pytest
from builders import _give, build_round, score_case
from meeting_steps import meet
from web_client import check_virtues, find_form, parse, read_form

from audit.store.audit_round import AuditRound, RoundStatus

SHARED = {1: {"Ama": "whole", "Ben": "whole"}, 2: {"Ama": "whole", "Chidi": "whole"}, 3: {"Ben": "whole"}}


@pytest.fixture
def built(sessions, cast):
    built = build_round(sessions, cast, shared_out=SHARED, rubric_name="plan_short_2026")
    for number, (first, second) in {1: ("Ama", "Ben"), 2: ("Ama", "Chidi")}.items():
        score_case(sessions, cast, built, number, first, level=4, evidence=f"Evidence {number}", grade="Good")
        score_case(sessions, cast, built, number, second, level=3 - number)
    return built


@pytest.fixture
def meetings(built) -> str:
    return f"/rounds/{built.audit_round.key}/meetings"


@pytest.fixture
def screen(sessions, cast, built, meetings) -> str:
    meeting = meet(sessions, cast, built, "Ama", "Chidi")
    return f"{meetings}/{meeting.key}/screen"


def page_of(client, path: str) -> dict[str, str]:
    return read_form(find_form(client.fetch(path), path))


def put(name: str, answer: str, reason: str) -> dict[str, str]:
    return {f"answer-{name}": answer, f"method-{name}": "agreement", f"reason-{name}": reason}


def open_question(client, path: str) -> str:
    """The first question that can be settled on a screen."""
    return next(name.partition("-")[2] for name in page_of(client, path) if name.startswith("reason-"))


def test_a_meeting_is_put_down_and_says_which_agencies_were_absent(client_as, cast, meetings) -> None:
    lee = client_as("Lee")
    assert "No meeting has been put down yet" in lee.fetch(meetings).text
    fields = {
        "chair": cast.people["Lee"].key,
        "ticked": [cast.people["Ama"].key],
        "others": "Jo Small, Other",
    }
    answer = lee.submit(f"{meetings}/new", fields)
    assert answer.status_code == 303
    page = lee.fetch(answer.location).text
    assert "3 people" in page and "Ama, Education" in page and "Jo Small, Other" in page
    assert "Health" in page.partition("Absent")[2]
    assert "Education (1)" in lee.fetch(meetings).text


def test_what_was_typed_stays_when_a_meeting_is_refused(client_as, meetings) -> None:
    answer = client_as("Lee").submit(
        f"{meetings}/new", {"chair": "", "others": "Jo of the clinic", "note": "Keep me"}
    )
    assert answer.status_code == 422
    check_virtues(parse(answer.text))
    assert (
        "Choose who chairs" in answer.text and "Jo of the clinic" in answer.text and "Keep me" in answer.text
    )


def test_two_who_change_a_meeting_at_once_see_both_texts(client_as, sessions, cast, built, meetings) -> None:
    path = f"{meetings}/{meet(sessions, cast, built, 'Ama').key}/edit"
    lee = client_as("Lee")
    first, second = page_of(lee, path), page_of(lee, path)
    assert lee.post(path, data=first | {"note": "The first note"}).status_code == 303
    answer = lee.post(path, data=second | {"note": "The second note"})
    assert answer.status_code == 409
    assert "The first note" in answer.text and "The second note" in answer.text
    page = parse(answer.text)
    check_virtues(page)
    assert lee.post(path, data=read_form(find_form(page, path))).status_code == 303
    assert "The second note" in lee.fetch(path.removesuffix("/edit")).text


def test_a_closed_audit_leaves_its_meetings_as_they_are(client_as, sessions, cast, built, meetings) -> None:
    path = f"{meetings}/{meet(sessions, cast, built, 'Ama').key}/edit"
    lee = client_as("Lee")
    sent = page_of(lee, path)
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    assert lee.post(path, data=sent | {"note": "Too late"}).status_code == 409
    assert "meetings stay as they are" in lee.fetch(path).text
    assert "Start a meeting" not in lee.fetch(meetings).text


def test_the_screen_shows_one_case_and_no_name_anywhere(client_as, cast, built, screen) -> None:
    lee = client_as("Lee")
    first = lee.get(screen).location
    answer = lee.get(first)
    page = lee.fetch(first)
    assert "1 of 2 cases, 0 done" in page.text
    assert "Evidence 2" in page.text  # two levels apart, and the agencies differ
    for name, person in cast.people.items():
        assert not re.search(rf"\b{name}\b", answer.text), name
        assert person.email not in answer.text
    assert "Education" in page.text and "Health" in page.text
    second = lee.fetch(f"{screen}/{built.cases[1].key}")
    assert "Education (1)" in second.text and "Education (2)" in second.text


def test_settling_on_the_screen_says_at_which_meeting_and_names_nobody(client_as, built, screen) -> None:
    lee, path = client_as("Lee"), f"{screen}/{built.cases[1].key}"
    name = open_question(lee, path)
    assert lee.post(path, data=page_of(lee, path) | put(name, "3", "Page 4 decides it.")).status_code == 303
    page = lee.fetch(path)
    assert "1 question settled" in page.text and "Page 4 decides it." in page.text
    assert "at the panel meeting of 23 November 2026" in page.text
    assert "Lee" not in page.text
    assert (
        "Lee, " in lee.fetch(path.replace("/meetings/" + path.split("/")[4] + "/screen", "/moderation")).text
    )


def test_of_two_who_settle_at_once_one_wins_and_the_other_sees_both(client_as, built, screen) -> None:
    one, other, path = client_as("Lee"), client_as("Lee"), f"{screen}/{built.cases[1].key}"
    name = open_question(one, path)
    mine, yours = page_of(one, path), page_of(other, path)
    assert one.post(path, data=mine | put(name, "3", "The winner's reason")).status_code == 303
    answer = other.post(path, data=yours | put(name, "2", "Typed at length by the other"))
    assert answer.status_code == 409
    page = parse(answer.text)
    check_virtues(page)
    assert "winner" in answer.text and "Typed at length by the other" in answer.text
    assert other.post(path, data=read_form(find_form(page, path))).status_code == 303
    assert "Typed at length by the other" in one.fetch(path).text


def test_a_case_that_somebody_in_the_room_has_to_score_is_skipped_with_the_reason(
    client_as, sessions, cast, built, meetings
) -> None:
    with sessions.writing(cast.actor("Lee")) as session:
        _give(session, cast, built.cases[1], "Chidi", "whole")
    lee = client_as("Lee")
    meeting = f"{meetings}/{meet(sessions, cast, built, 'Chidi').key}"
    page = lee.fetch(meeting)
    assert "Case 1. Somebody at the meeting still has to score it." in page.text
    answer = lee.get(f"{meeting}/screen/{built.cases[1].key}")
    assert answer.status_code == 409 and "Evidence 1" not in answer.text
    without = f"{meetings}/{meet(sessions, cast, built, 'Ama').key}"
    assert lee.get(f"{without}/screen/{built.cases[1].key}").status_code == 200


def test_only_the_lead_comes_to_meetings(client_as, meetings, screen) -> None:
    for name in ("Ama", "Pat", "Max", "Adi", "Oz"):
        client = client_as(name)
        assert {client.get(path).status_code for path in (meetings, f"{meetings}/new", screen)} == {404}
