"""What a scoring page may cost: few questions to the database, few bytes on a first visit."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from web_client import Client, find_form, parse, read_form

MOST_STATEMENTS, MOST_BYTES = 12, 60_000
JSON = {"Accept": "application/json"}


@pytest.fixture
def section(sheet: str) -> str:
    return f"{sheet}/sections/b"


@contextmanager
def counting(app) -> Iterator[list[str]]:
    """Every statement that the database is sent, as it tells itself, but for the ends of transactions.

    One that is sent for many rows at once is one, though it is told of row by row; so is one with triggers.
    """
    engine, sent = app.extensions["sessions"].engine, []

    def note(statement: str) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "--")):
            words = " ".join(statement.partition("VALUES")[0].split())
            if sent[-1:] != [words]:
                sent.append(words)

    def watch(connection, _record) -> None:
        connection.set_trace_callback(note)

    # All connections are made anew, so that each is watched.
    engine.dispose()
    sa.event.listen(engine, "connect", watch)
    yield sent
    sa.event.remove(engine, "connect", watch)
    engine.dispose()
    assert sent, "nothing was counted"


def test_a_section_is_shown_with_few_statements(app, ama: Client, section: str) -> None:
    with counting(app) as sent:
        assert ama.get(section).status_code == 200
    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


@pytest.mark.parametrize("headers", [JSON, {}], ids=["script", "form"])
def test_a_section_is_saved_with_few_statements(app, ama: Client, section: str, headers) -> None:
    """A whole section at once, and then what somebody changes between two saves: an answer and two boxes."""
    typed = read_form(find_form(parse(ama.get(section).text), section))
    names = [name for name in typed if name.startswith("evidence-")]
    for words in ("First", "Second"):
        changes = {name: "First words" for name in names}
        changes |= {name: f"{words} words" for name in names[:2]}
        answers = {name.replace("evidence", "answer"): "1" for name in names[: 2 if words == "First" else 1]}
        with counting(app) as sent:
            answer = ama.post(section, data={**typed, **changes, **answers}, headers=headers)
        assert answer.status_code in (200, 303)
        assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


def test_a_first_visit_weighs_little(ama: Client, section: str) -> None:
    """The longest section; every file that the page and its scripts name, each compressed by itself."""
    longest = max(
        (section.replace("/b", f"/{name}") for name in "abcdefghi" if name != "i"),
        key=lambda path: len(ama.get(path).text),
    )
    page = ama.get(longest)
    sizes = {longest: len(gzip.compress(page.data, 6))}
    paths = [
        element.get("src") or element.get("href")
        for element in parse(page.text).find_all()
        if element.tag in ("link", "script")
    ]
    while paths:
        path = paths.pop()
        if path in sizes:
            continue
        file = ama.get(path, buffered=True)
        assert file.status_code == 200, path
        sizes[path] = len(gzip.compress(file.data, 6))
        folder = path.rsplit("/", 1)[0]
        for word in file.text.split('"') if path.endswith(".js") else ():
            if word.startswith("./") and word.endswith(".js"):
                paths.append(f"{folder}/{word[2:]}")
    assert len(sizes) > 6 and sum(sizes.values()) < MOST_BYTES, sizes
