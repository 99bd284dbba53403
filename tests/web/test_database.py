"""The database session of a request: kept with a good answer, gone with a bad one, patient when busy."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from builders import begin, build_round
from cast import Cast
from flask import Flask
from pysqlite3 import dbapi2
from web_client import Client, find_form, parse, read_form

from audit.domain.access import INSTALLER, Permission
from audit.settings import Settings
from audit.store import engine
from audit.store.area import Area
from audit.store.base import now
from audit.store.sessions import Sessions
from audit.store.sign_in import SignIn
from audit.web.app import Workbench, create_app
from audit.web.database import db
from audit.web.gate import allow

SignInAs = Callable[[str], Client]


def name_of(sessions: Sessions, cast: Cast) -> str:
    with sessions.reading(INSTALLER) as session:
        return session.get_one(Area, cast.area.row_id).name


@pytest.fixture
def app(own_app: Workbench) -> Workbench:
    """Pages are added to it."""
    return own_app


@pytest.mark.parametrize(
    ("code", "kept"), [(200, True), (303, True), (422, False), (409, False), (500, False)]
)
def test_what_was_written_is_kept_only_with_a_good_answer(
    app: Flask, client_as: SignInAs, sessions: Sessions, cast: Cast, code: int, kept: bool
) -> None:
    @app.post("/writes")
    @allow(Permission.SIGN_OUT)
    def writes() -> tuple[str, int]:
        db().scalars(sa.select(Area)).one().name = "Written"
        db().flush()
        return "answer", code

    lee = client_as("Lee")
    token = read_form(find_form(parse(lee.get("/").text), "/sign-out"))
    assert lee.post("/writes", data=token).status_code == code
    assert (name_of(sessions, cast) == "Written") is kept


def test_a_page_that_reads_cannot_write(app: Flask, client_as: SignInAs) -> None:
    @app.get("/writes")
    @allow(Permission.SIGN_OUT)
    def writes() -> str:
        db().scalars(sa.select(Area)).one().name = "Written"
        db().flush()
        return "answer"

    assert client_as("Lee").get("/writes").status_code == 500


def test_a_busy_database_is_a_page_that_keeps_what_was_typed(
    settings: Settings, sessions: Sessions, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 50)
    app = create_app(settings)
    app.test_client_class = Client
    adi = app.test_client()
    adi.submit("/sign-in", {"email": cast.people["Adi"].email, "password": "three purple herons"})
    form = read_form(find_form(adi.fetch("/settings"), "/settings"))
    with sessions.writing(INSTALLER) as session:
        session.scalars(sa.select(SignIn)).one().seen_at = now() - timedelta(minutes=5)
    with sessions.writing(INSTALLER) as held:
        held.scalars(sa.select(Area)).all()
        answer = adi.post("/settings", data={**form, "contact": "Ring us on Monday"})
        assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
        assert "Ring us on Monday" in answer.text
        # Reading goes on, even where it cannot be noted that somebody was seen.
        adi.fetch("/settings")
    assert adi.post("/settings", data={**form, "contact": "Ring us on Monday"}).status_code == 303


def test_a_database_that_nobody_may_read_now_is_a_page_that_keeps_what_was_typed(
    app, sessions, cast, settings, client_as, monkeypatch
) -> None:
    """Even before it is known who asks: they stay signed in, and what they sent is shown again."""
    built = build_round(sessions, cast, keys_folder=settings.keys)
    path = f"/scoresheets/{begin(sessions, cast, built, 1, 'Ama')}/sections/a"
    ama = client_as("Ama")
    typed = read_form(find_form(parse(ama.get(path).text), path))
    for opened in (app.extensions["sessions"].engine, sessions.engine):
        opened.dispose()
    monkeypatch.setattr("audit.store.engine.BUSY_MILLISECONDS", 10)
    other = dbapi2.connect(str(sessions.engine.url.database), isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    answer = ama.post(path, data={**typed, "evidence-a_voice": "Typed at a bad moment"})
    assert answer.status_code == 503 and "Typed at a bad moment" in answer.text
    other.execute("ROLLBACK")
    other.close()
    assert ama.get(path).status_code == 200
