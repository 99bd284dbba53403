"""The page behind a reply link, in a browser in which nobody has signed in."""

import pytest
import sqlalchemy as sa
from asking import ask, build_noted, correction_keys
from builders import BuiltRound
from web_client import check_virtues, find_form, parse, read_form

from audit.domain.access import INSTALLER
from audit.store.base import now
from audit.store.reply_link import ReplyLink
from audit.store.trail import Event

# What stands on no writer's page: people, the audit's title, other notes.
SECRETS = ("Ama", "Lee", "Ben", "Plan audit, November 2026", "Other7Q", "council's own", "Very good")


@pytest.fixture
def built(sessions, cast) -> BuiltRound:
    return build_noted(sessions, cast)


@pytest.fixture
def path(sessions, cast, built) -> str:
    """The address of the note about case 1; case 2 was asked of somebody else."""
    ask(sessions, cast, built, 2, message="Other7Q message")
    return f"/answer/{ask(sessions, cast, built).token}"


@pytest.fixture
def keys(sessions, cast, path) -> list[str]:
    return correction_keys(sessions, cast, 1)


def n_events(sessions) -> int:
    with sessions.reading(INSTALLER) as session:
        return session.scalar(sa.select(sa.func.count(Event.row_id))) or 0


def test_a_writer_reads_the_note_without_an_account_and_nothing_else(visitor, path) -> None:
    page = visitor.fetch(path)
    for words in ("Testshire", "Case 1, plan", "Section B is clear", "Name the therapist", "7 December 2026"):
        assert words in page.text
    assert not any(secret in page.text for secret in SECRETS)
    assert not page.find_all("nav", aria_label="Menu")
    answer = visitor.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_writer_answers_comes_back_and_mends_it(visitor, path, keys) -> None:
    sent = {f"reply-{keys[0]}": "Named on page 4.", f"evidence-{keys[0]}": "Page 4, 1 March"}
    saved = visitor.submit(path, sent)
    assert (saved.status_code, saved.location) == (303, path)
    page = visitor.fetch(path)
    for words in ("1 answer saved", "Named on page 4.", "Page 4, 1 March", "Answered"):
        assert words in page.text
    assert visitor.submit(path, {f"reply-{keys[1]}": "They are in F2 now."}).status_code == 303
    assert visitor.submit(path).status_code == 303
    assert "Nothing was changed" in visitor.fetch(path).text


def test_looking_writes_nothing_but_the_first_opening(visitor, sessions, path) -> None:
    before = n_events(sessions)
    assert visitor.head(path).status_code == 200
    assert n_events(sessions) == before
    for _ in range(3):
        visitor.fetch(path)
    assert n_events(sessions) == before + 1


def test_evidence_without_a_word_of_what_was_done_is_refused_and_kept_on_the_page(
    visitor, path, keys
) -> None:
    answer = visitor.submit(path, {f"evidence-{keys[0]}": "Page 4", f"reply-{keys[1]}": "Done."})
    assert answer.status_code == 422
    page = parse(answer.text)
    check_virtues(page)
    assert "Say what was done, or why it was not" in page.text and "Page 4" in page.text
    assert "Done." in page.text
    assert "Answered" not in visitor.fetch(path).text


def test_a_stale_answer_shows_both_texts_and_overwrites_nothing(visitor, app, path, keys) -> None:
    box = f"reply-{keys[0]}"
    opened = read_form(find_form(parse(visitor.get(path).text), path))
    assert app.test_client().submit(path, {box: "First words"}).status_code == 303
    answer = visitor.post(path, data={**opened, box: "Second words"})
    assert answer.status_code == 409
    page = parse(answer.text)
    check_virtues(page)
    assert "First words" in page.text and "Second words" in page.text
    assert visitor.post(path, data=read_form(find_form(page, path))).status_code == 303
    assert "Second words" in visitor.fetch(path).text


def test_what_looks_like_personal_data_is_kept_and_warned_of(visitor, path, keys) -> None:
    visitor.submit(path, {f"reply-{keys[0]}": "Ring 01632 960123."})
    page = visitor.fetch(path)
    assert "01632 960123" in page.text and "a telephone number" in page.text


@pytest.mark.parametrize("state", ["ended", "expired", "never was"])
def test_a_link_that_has_ended_says_so_and_takes_nothing(visitor, sessions, path, keys, state: str) -> None:
    opened = read_form(find_form(parse(visitor.get(path).text), path))
    if state == "never was":
        path = "/answer/" + "x" * 43
    else:
        with sessions.writing(INSTALLER) as session:
            for link in session.scalars(sa.select(ReplyLink)):
                link.ended_at, link.expires_at = (
                    (now(), link.expires_at) if state == "ended" else (None, now())
                )
    before = n_events(sessions)
    page = visitor.fetch(path, status=404)
    assert "This link has ended" in page.text and "therapist" not in page.text
    assert visitor.head(path).status_code == 404
    assert visitor.post(path, data={**opened, f"reply-{keys[0]}": "Too late"}).status_code == 404
    assert n_events(sessions) == before


def test_nothing_is_taken_without_the_token_of_the_page_or_for_another_note(
    visitor, sessions, cast, path, keys
) -> None:
    [other] = correction_keys(sessions, cast, 2)
    assert visitor.post(path, data={f"reply-{keys[0]}": "Forged"}).status_code == 400
    answer = visitor.submit(path, {f"reply-{other}": "Forged", f"version-{other}": "2"})
    # Of its own note it says nothing, so nothing is saved, and it is not thanked for that.
    assert answer.status_code == 422
    assert "Say what was done, or why it was not" in answer.text
    with sessions.reading(INSTALLER) as session:
        statuses = session.scalars(sa.text("SELECT status FROM correction")).all()
    assert set(statuses) == {"open"}


def test_the_link_opens_no_other_page(visitor, path, built) -> None:
    visitor.fetch(path)
    for other in ("/", "/corrections", "/reply-links", f"/rounds/{built.audit_round.key}", "/messages"):
        assert visitor.get(other).status_code == 302, other


def test_whoever_is_signed_in_sees_by_the_link_what_the_link_shows(client_as, path) -> None:
    for name in ("Ama", "Oz"):
        page = client_as(name).fetch(path)
        assert "Name the therapist" in page.text and "Other7Q" not in page.text


def test_what_was_closed_or_asked_again_is_said(visitor, client_as, path, keys) -> None:
    lee = client_as("Lee")
    visitor.submit(path, {f"reply-{key}": "We will." for key in keys})
    accept, again = f"/corrections/{keys[0]}/accept", f"/corrections/{keys[1]}/ask-again"
    shown = next(
        a["href"] for a in lee.fetch("/corrections?show=answered").find_all("a") if a.text == "Asked by link"
    )
    assert lee.submit(shown, action=accept).status_code == 303
    edit = f"/corrections/{keys[1]}"
    refused = lee.submit(edit, {"reason": " "}, action=again)
    assert refused.status_code == 422 and "Say what is still missing" in refused.text
    assert lee.submit(edit, {"reason": "By when?"}, action=again).location == shown
    page = visitor.fetch(path)
    assert "Nothing more is wanted" in page.text and "Something is still missing: By when?" in page.text
    assert f"reply-{keys[0]}" not in visitor.get(path).text
    assert visitor.submit(path, {f"reply-{keys[1]}": "By May."}).status_code == 303
    assert lee.submit(shown, action=f"/corrections/{keys[1]}/accept").status_code == 303
    assert "Everything here is put right" in visitor.fetch(path).text


def test_the_token_stands_in_no_log(visitor, path, keys, capfd, caplog) -> None:
    visitor.submit(path, {f"reply-{keys[0]}": "Done."})
    visitor.get(path + "/x")
    visitor.post(path, data={"csrf_token": "x"})
    said = capfd.readouterr()
    assert path.rpartition("/")[2] not in said.out + said.err + caplog.text
