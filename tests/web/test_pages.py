"""Open pages, the area's colour, and the vendored files."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cast import Cast
from web_client import Client

import audit.web
from audit.domain.access import INSTALLER
from audit.store.area import Area
from audit.store.sessions import Sessions

VENDOR = Path(audit.web.__file__).parent / "static/vendor/govuk-frontend"


@pytest.mark.parametrize("path", ["/accessibility", "/privacy", "/cookies", "/sign-in"])
def test_an_open_page_has_every_virtue(visitor: Client, path: str) -> None:
    visitor.fetch(path)


def test_the_health_page_says_ok(visitor: Client) -> None:
    assert visitor.get("/health").text == "ok\n"


def test_the_vendored_files_are_those_of_the_checksum_file() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").split("\n")[:-1]
    assert len(lines) == 2
    for line in lines:
        checksum, name = line.split()
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == checksum, name


def test_nothing_of_the_government_alone_is_served() -> None:
    css = (VENDOR / "govuk-frontend.min.css").read_text(encoding="utf-8")
    assert "GDS Transport" not in css and "url(" not in css and "@font-face" not in css


@pytest.mark.parametrize(("colour", "words"), [("#1d4f5c", "#ffffff"), ("#ffdd00", "#0b0c0c")])
def test_words_on_the_areas_colour_can_be_read(
    client_as: Callable[[str], Client], sessions: Sessions, cast: Cast, colour: str, words: str
) -> None:
    with sessions.writing(INSTALLER) as session:
        session.get_one(Area, cast.area.row_id).brand_colour = colour
    answer = client_as("Lee").get("/brand.css")
    assert answer.text == f":root{{--brand:{colour};--brand-text:{words}}}\n"
    assert answer.mimetype == "text/css"


def test_an_example_area_says_on_every_page_that_it_is_made_up(
    client_as: Callable[[str], Client], sessions: Sessions, cast: Cast
) -> None:
    with sessions.writing(INSTALLER) as session:
        session.get_one(Area, cast.area.row_id).is_example = True
    lee = client_as("Lee")
    for path in ("/", "/standards", "/nothing-here"):
        assert "Testshire is made up: no child" in lee.get(path).text
    assert "made up" not in client_as("Oz").get("/").text
