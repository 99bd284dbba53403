"""The page of the history."""

from collections.abc import Callable

from cast import Cast
from web_client import Client

from audit.store.sessions import Sessions
from audit.store.trail import record
from audit.workflow.history import PAGE

SignInAs = Callable[[str], Client]


def test_the_newest_lines_come_first_and_older_ones_are_a_page_away(
    client_as: SignInAs, sessions: Sessions, cast: Cast
) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        for number in range(PAGE + 5):
            record(session, lee, "thing_done", "thing abc", {"number": number, "many": ["x", "y"]})
    client = client_as("Lee")
    page = client.fetch("/history")
    rows = page.find("tbody").find_all("tr")
    assert len(rows) == PAGE and "Signed in" in rows[0].text
    older = next(link["href"] for link in page.find_all("a") if link.text == "Older lines")
    assert "number: 0; many: x, y" in client.fetch(older).text


def test_the_check_says_that_it_is_whole(client_as: SignInAs) -> None:
    assert client_as("Adi").fetch("/history/check").find("h1").text == "The history is whole"


def test_a_line_without_details_or_key_is_shown_too(
    client_as: SignInAs, sessions: Sessions, cast: Cast
) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        record(session, lee, "thing_done", "thing")
    assert "Thing done" in client_as("Lee").fetch("/history").text


def test_a_number_that_is_no_line_shows_the_newest_lines(client_as) -> None:
    lee = client_as("Lee")
    for number in (str(2**63), "9" * 23, "-1", "x", ""):
        assert lee.get(f"/history?before={number}").status_code == 200, number
