"""The workbench as browsers see it, with somebody from the cast signed in for real."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from builders import begin, build_round
from cast import Cast, make_cast
from lasting_engines import LastingEngines
from web_client import Client

from audit.settings import Settings
from audit.store.sessions import Sessions
from audit.web.app import Workbench, answer_from, create_app

PASSWORD = "three purple herons"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHEAP_HASH = CHEAP.hash(PASSWORD)


def settings_in(instance: Path) -> Settings:
    return Settings(instance=instance, secret_key="s" * 64, trusted_hosts=("localhost",))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An instance folder whose database is the test's own."""
    return settings_in(tmp_path)


@pytest.fixture
def cast(sessions: Sessions) -> Cast:
    """The standing cast; everybody has the same password."""
    return make_cast(sessions, CHEAP_HASH)


def make_app(settings: Settings) -> Workbench:
    """The application, CSRF protection and all, with a password hash that costs little."""
    app = create_app(settings, password_hasher=CHEAP)
    app.test_client_class = Client
    return app


@pytest.fixture(scope="session")
def shared_app(migrated_file: Path) -> Workbench:
    """Made once: putting addresses and templates together takes longer than most tests."""
    return make_app(settings_in(migrated_file.parent))


@pytest.fixture
def app(
    shared_app: Workbench, settings: Settings, cast: Cast, lasting_engines: LastingEngines
) -> Iterator[Workbench]:
    """The application on the test's own database."""
    engine = lasting_engines.get("web", settings.instance)
    answer_from(shared_app, settings, Sessions(engine), secure=False)
    yield shared_app
    engine.dispose()


@pytest.fixture
def own_app(settings: Settings, cast: Cast) -> Workbench:
    """An application for a test that adds pages to it."""
    return make_app(settings)


@pytest.fixture
def visitor(app: Workbench) -> Client:
    """A browser in which nobody has signed in."""
    return app.test_client()


@pytest.fixture
def client_as(app: Workbench, cast: Cast) -> Callable[[str], Client]:
    """`client_as("Lee")`: a browser in which Lee has signed in through the form ("Oz" is from elsewhere)."""

    def sign_in(name: str) -> Client:
        client = app.test_client()
        email = cast.far_lead.email if name == "Oz" else cast.people[name].email
        answer = client.submit("/sign-in", {"email": email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    return sign_in


@pytest.fixture
def ama(client_as: Callable[[str], Client]) -> Client:
    """A browser in which Ama, an auditor, has signed in."""
    return client_as("Ama")


@pytest.fixture
def sheet(sessions: Sessions, cast: Cast, settings: Settings) -> str:
    """Where a scoresheet is that Ama has begun."""
    built = build_round(sessions, cast, keys_folder=settings.keys)
    return f"/scoresheets/{begin(sessions, cast, built, 1, 'Ama')}"
