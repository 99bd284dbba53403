"""How long a sign-in and an audit still last, and that no words are lost at the end of either."""

from datetime import timedelta

import pytest
from builders import begin, build_round
from web_client import check_virtues, parse

from audit.domain.access import DOOR
from audit.store.audit_round import AuditRound
from audit.store.base import now
from audit.store.sign_in import SignIn
from audit.web.days import say_due, today
from audit.web.saving import clock

JSON = {"Accept": "application/json"}


@pytest.fixture
def built(sessions, cast):
    return build_round(sessions, cast)


@pytest.fixture
def sheet(sessions, cast, built) -> str:
    return f"/scoresheets/{begin(sessions, cast, built, 1, 'Ama')}"


def change_sign_in(sessions, **changes) -> None:
    with sessions.writing(DOOR) as session:
        for sign_in in session.query(SignIn):
            for name, value in changes.items():
                setattr(sign_in, name, value)


def test_a_scoring_page_says_when_the_sign_in_ends(client_as, sheet) -> None:
    line = client_as("Ama").fetch(f"{sheet}/sections/a").find(id="time-left")
    assert 3_500 < int(line["data-left"]) <= 3_600
    assert clock(now() + timedelta(seconds=int(line["data-left"]) + 1))[:4] in line.text
    assert "longer each time that something is saved" in line.text


def test_after_twelve_hours_nothing_makes_it_longer(client_as, sheet, sessions) -> None:
    ama = client_as("Ama")
    change_sign_in(sessions, started_at=now() - timedelta(hours=11, minutes=30))
    line = ama.fetch(f"{sheet}/closing").find(id="time-left")
    assert 1_700 < int(line["data-left"]) <= 1_800
    assert "the longest that there is" in line.text


def test_staying_signed_in_makes_it_longer(client_as, sheet, sessions) -> None:
    ama = client_as("Ama")
    form = {"csrf_token": parse(ama.get(sheet).text).find("input", name="csrf_token")["value"]}
    change_sign_in(sessions, seen_at=now() - timedelta(minutes=56))
    told = ama.post("/stay", data=form, headers=JSON).get_json()
    assert 3_590 < told["left"] <= 3_600 and len(told["ends"]) == 5
    with sessions.reading(DOOR) as session:
        assert all(now() - row.seen_at < timedelta(seconds=30) for row in session.query(SignIn))
    answer = ama.post("/stay", data={**form, "next": sheet})
    assert (answer.status_code, answer.location) == (303, sheet)
    assert ama.post("/stay", data={**form, "next": "//evil.example"}).location == "/"


def test_words_that_arrive_after_the_sign_in_are_given_back_with_a_way_on(client_as, sheet, sessions) -> None:
    ama, path = client_as("Ama"), f"{sheet}/sections/a"
    change_sign_in(sessions, seen_at=now() - timedelta(minutes=61))
    typed = {"evidence-a_voice": "An hour of <work>", "page-a_voice": "7", "csrf_token": "old"}
    answer = ama.post(path, data=typed)
    assert answer.status_code == 401
    page = parse(answer.text)
    check_virtues(page)
    assert [box.text for box in page.find_all("textarea")] == ["An hour of <work>", "7"]
    ways = [link["href"] for link in page.find_all("a") if link["href"].startswith("/sign-in")]
    assert ways == [f"/sign-in?next={path}"] * 2


@pytest.mark.parametrize(
    ("days", "words"),
    [(3, "3 days left"), (1, "1 day left"), (0, "due today"), (-1, "1 day late"), (-2, "2 days late")],
)
def test_the_day_that_sheets_are_due_is_counted(days: int, words: str) -> None:
    assert say_due(today() + timedelta(days=days)) == words
    assert say_due(None) == ""


def test_days_left_stand_where_somebody_scores(client_as, sheet, built, sessions, cast) -> None:
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).due_on = today() - timedelta(days=2)
    ama = client_as("Ama")
    for path in ("/cases", sheet, f"{sheet}/sections/a", f"{sheet}/closing"):
        assert "2 days late" in ama.fetch(path).find("main").text
    waiting = built.assignments[2, "Ama"].key
    assert "2 days late" in ama.fetch(f"/cases/{waiting}").text
