"""What every journey starts from: the example area, served as people serve it, and browsers."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from example_instance import Example, shared_folder
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parent))

from looking import Examined  # noqa: E402
from serving import Served, serve  # noqa: E402
from walking import PHONE_WITHOUT_SCRIPTS, WITH_SCRIPTS, Meet, Walker, Way  # noqa: E402


@pytest.fixture(scope="module", params=[WITH_SCRIPTS, PHONE_WITHOUT_SCRIPTS], ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    """Every journey is walked with scripts on a wide screen and without them on a phone."""
    return request.param


@pytest.fixture(scope="module")
def served(way: Way, shared_example: Example, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the example area for this file and this way, served with its worker."""
    copy = shared_example.copy(tmp_path_factory.mktemp("served") / "instance")
    with serve(copy) as running:
        yield running


@pytest.fixture(scope="session")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    """The kinds of pages that axe has found well in this run."""
    return Examined(shared_folder(tmp_path_factory) / "examined")


@pytest.fixture
def meet(browser: Browser, served: Served, way: Way, examined: Examined) -> Iterator[Meet]:
    """`meet("lead")` gives the browser of somebody who has signed in; `meet()` of somebody who has not."""
    walkers: list[Walker] = []

    def begin(who: str | None = None, *, way: Way = way) -> Walker:
        walker = Walker(browser, served, way, examined)
        walkers.append(walker)
        if who:
            walker.sign_in(**served.sign_in_of(who))
        return walker

    yield begin
    for walker in walkers:
        walker.leave()
