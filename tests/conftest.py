"""Fixtures that every test may use: a real, migrated database file and the standing cast."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

# Tests run side by side already; set before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

for _folder in ("", "store"):
    sys.path.insert(0, str(Path(__file__).parent / _folder))

from cast import Cast, make_cast  # noqa: E402
from example_instance import Example, make_once  # noqa: E402
from lasting_engines import LastingEngines  # noqa: E402

from audit.store.engine import create_database, make_engine  # noqa: E402
from audit.store.migrate import upgrade  # noqa: E402
from audit.store.sessions import Sessions  # noqa: E402

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


MEMORY, ROOM = Path("/dev/shm"), 6_000_000_000  # noqa: S108 - a folder of this run's own is made there


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Temporary files lie in memory where there is room: else thousands of commits wait for the disk."""
    if config.option.basetemp is None and _is_fit(MEMORY):
        config.option.basetemp = tempfile.mkdtemp(prefix="ehcp-audit-tests-", dir=MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


def _is_fit(folder: Path) -> bool:
    """Whether there is room, and programs may be run from there: an installed wheel is tried out."""
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return False
    return shutil.disk_usage(folder).free > ROOM and not os.statvfs(folder).f_flag & os.ST_NOEXEC


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, else the one that Playwright brought: one for all tests of a process."""
    with sync_playwright() as playwright:
        options = {"args": CHROMIUM_OPTIONS, "executable_path": shutil.which("chromium")}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest revision, made once and copied for each test."""
    file = tmp_path_factory.mktemp("migrated") / "workbench.sqlite3"
    create_database(file)
    engine = make_engine(file)
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def lasting_engines(tmp_path_factory: pytest.TempPathFactory) -> LastingEngines:
    """One of each name for all tests of a process."""
    return LastingEngines(tmp_path_factory.mktemp("engines"))


@pytest.fixture
def sessions(migrated_file: Path, tmp_path: Path, lasting_engines: LastingEngines) -> Iterator[Sessions]:
    """Session makers on an empty database of the test's own."""
    shutil.copy(migrated_file, tmp_path / "workbench.sqlite3")
    engine = lasting_engines.get("store", tmp_path)
    yield Sessions(engine)
    engine.dispose()


@pytest.fixture
def cast(sessions: Sessions) -> Cast:
    """The standing cast, in the test's own database."""
    return make_cast(sessions)


# It is one long test: whoever begins with it needs as long as all others together. It has the example made,
# which takes a minute; what needs the example comes when that is done, and what is short at the end.
FIRST = "test_every_page.py"
FOLDERS = ("statistics", "domain", "intake", "store", "reporting", "journeys", "tests", "workflow", "web")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of the files, so that nobody waits: not for the example, and not for one file at the end."""
    items.sort(key=lambda item: (item.path.name != FIRST, FOLDERS.index(item.path.parent.name)))


@pytest.fixture(scope="session")
def shared_example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """The example area with its findings made; only to be looked at."""
    return make_once(tmp_path_factory)


@pytest.fixture
def example(shared_example: Example, tmp_path: Path) -> Example:
    """A copy of the example area for one test."""
    return shared_example.copy(tmp_path / "example")
