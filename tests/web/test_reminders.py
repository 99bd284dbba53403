"""The button that reminds, its confirmation, and what progress says by agency."""

import pytest
from builders import build_round, score_case


@pytest.fixture
def key(sessions, cast) -> str:
    built = build_round(sessions, cast, rubric_name="plan_short_2026")
    score_case(sessions, cast, built, 1, "Chidi")
    return built.audit_round.key


def test_progress_says_by_agency_what_is_in_and_offers_to_remind(client_as, key) -> None:
    page = client_as("Lee").fetch(f"/rounds/{key}/progress")
    row = next(row for row in page.find_all("tr") if "Education" in row.text and "Remind them" in row.text)
    assert "0 of 3" in row.text and "2 people" in row.text and "Not yet" in row.text
    health = next(row for row in page.find_all("tr") if row.text.startswith("Health"))
    assert "1 of 1" in health.text and "Nobody" in health.text and "Remind them" not in health.text


def test_a_reminder_is_confirmed_with_how_many_and_said_when(client_as, key) -> None:
    lee, path = client_as("Lee"), f"/rounds/{key}/reminders?group=education"
    page = lee.fetch(path)
    assert "Remind 2 people" in page.text and "Ama" in page.text and "Ben" in page.text
    assert "Fay" not in page.text
    answer = lee.submit(path)
    assert answer.status_code == 303
    assert "2 reminders will be sent" in lee.fetch(answer.location).text
    again = lee.fetch(path)
    assert "Nobody to remind now" in again.text and "today already" in again.text
    everybody = lee.fetch(f"/rounds/{key}/reminders")
    assert "Left out because they were reminded today already: Ama, Ben." in everybody.text


def test_a_second_click_sends_nothing_twice(client_as, key) -> None:
    from web_client import find_form, parse, read_form

    lee, path = client_as("Lee"), f"/rounds/{key}/reminders?group=education"
    sent = read_form(find_form(parse(lee.get(path).text), path))
    assert [lee.post(path, data=sent).status_code for _ in range(2)] == [303, 409]


def test_a_group_that_is_not_there_is_404(client_as, key) -> None:
    lee = client_as("Lee")
    for query in ("?group=nobody", "?person=x", "?group=peer&person=x"):
        assert lee.get(f"/rounds/{key}/reminders{query}").status_code == 404
