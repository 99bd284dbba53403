"""The workbench as browsers see it, with somebody from the cast signed in for real."""

from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cast import Cast, make_cast
from web_client import Client

from audit.settings import Settings
from audit.store.sessions import Sessions
from audit.web.app import Workbench, create_app

PASSWORD = "three purple herons"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHEAP_HASH = CHEAP.hash(PASSWORD)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An instance folder whose database is the test's own."""
    return Settings(instance=tmp_path, secret_key="s" * 64, trusted_hosts=("localhost",))


@pytest.fixture
def cast(sessions: Sessions) -> Cast:
    """The standing cast; everybody has the same password."""
    return make_cast(sessions, CHEAP_HASH)


@pytest.fixture
def app(settings: Settings, cast: Cast) -> Workbench:
    """The application, CSRF protection and all, with a password hash that costs little."""
    app = create_app(settings, password_hasher=CHEAP)
    app.test_client_class = Client
    return app


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
