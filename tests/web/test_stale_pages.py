"""A page that does not show what was saved meanwhile is never taken for a fresh one, whatever it sends."""

import pytest
from pysqlite3 import dbapi2
from web_client import Client, find_form, parse, read_form

from audit.workflow.scoresheets import show_sheet

JSON = {"Accept": "application/json"}
STAMPS = ("csrf_token", "request_key", "version", "state")
THEIRS, RING = "From the other window", "Ring 01234 567890"


def open_page(ama: Client, path: str) -> dict[str, str]:
    return read_form(find_form(parse(ama.get(path).text), path))


def view(sessions, cast, sheet):
    with sessions.reading(cast.actor("Ama")) as session:
        return show_sheet(session, cast.actor("Ama"), key=sheet.rpartition("/")[2])


def save_in_other_window(ama: Client, path: str, box: str) -> None:
    other = open_page(ama, path)
    assert ama.post(path, data={**other, box: THEIRS}, headers=JSON).status_code == 200


def test_a_save_with_no_question_in_it_makes_no_stale_page_fresh(ama, sheet, sessions, cast) -> None:
    path = f"{sheet}/sections/a"
    mine = open_page(ama, path)
    save_in_other_window(ama, path, "evidence-a_voice")
    answer = ama.post(path, data={name: mine[name] for name in STAMPS}, headers=JSON)
    assert (answer.status_code, answer.json["kind"]) == (409, "stale")
    answer = ama.post(path, data={**mine, "evidence-a_voice": "Mine"})
    assert answer.status_code == 409 and THEIRS in answer.text and "Mine" in answer.text
    assert view(sessions, cast, sheet).entries["a_voice"].evidence == THEIRS


def test_a_page_that_shows_all_as_it_is_saved_may_go_on(ama, sheet) -> None:
    path = f"{sheet}/sections/a"
    mine = open_page(ama, path)
    save_in_other_window(ama, path, "evidence-a_voice")
    answer = ama.post(path, data={**mine, "evidence-a_voice": THEIRS}, headers=JSON)
    assert answer.status_code == 200
    again = {**mine, "version": answer.json["version"], "state": answer.json["state"]}
    assert ama.post(path, data={**again, "evidence-a_voice": "Mine"}, headers=JSON).status_code == 200


@pytest.mark.parametrize("headers", [JSON, {}], ids=["script", "form"])
@pytest.mark.parametrize(
    ("place", "box", "stays"),
    [("sections/a", "evidence-a_voice", "stays-a_voice"), ("closing", "works", "stays-works")],
)
def test_a_question_at_a_box_makes_no_stale_page_fresh(
    ama, sheet, sessions, cast, place: str, box: str, stays: str, headers: dict[str, str]
) -> None:
    path = f"{sheet}/{place}"
    mine = open_page(ama, path)
    save_in_other_window(ama, path, box)
    answer = ama.post(path, data={**mine, box: RING}, headers=headers)
    assert answer.status_code == 409
    assert headers or (THEIRS in answer.text and RING in answer.text)
    assert ama.post(path, data={**mine, box: RING, stays: "yes"}, headers=headers).status_code == 409
    kept = view(sessions, cast, sheet)
    assert (kept.closing.works if place == "closing" else kept.entries["a_voice"].evidence) == THEIRS


def test_what_was_saved_is_shown_even_while_the_database_is_busy_again(
    ama, sheet, sessions, cast, app
) -> None:
    """The page with the question comes after the save: it waits for no lock."""
    path = f"{sheet}/sections/a"
    mine = open_page(ama, path)
    first, second = [name for name in mine if name.startswith("evidence-")][:2]
    locked: list[object] = []

    def lock(_signal, **_more: object) -> None:
        # Once the save is kept, somebody else begins to write and does not end.
        other = dbapi2.connect(str(sessions.engine.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        locked.append(other)

    from flask import before_render_template

    with before_render_template.connected_to(lock, app):
        answer = ama.post(path, data={**mine, first: RING, second: "Kept words"})
    assert locked and answer.status_code == 200
    assert "This looks like a telephone number" in answer.text
