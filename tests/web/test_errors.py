"""Error pages: plain words, a way on, nothing lost, nothing told."""

import sqlite3

import pytest
import structlog
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from web_client import Client, check_virtues, parse

from audit.domain.access import Conflict, NotAllowed, NotFound, Permission
from audit.web.app import Workbench
from audit.web.gate import allow
from audit.workflow.editing import Refused, Stale

SECRET = "a child's name"
FAULTS = [
    (NotFound(SECRET), 404, "Page not found"),
    (NotAllowed(SECRET), 404, "Page not found"),
    (Conflict("The round is open. Close it first."), 409, "Close it first"),
    (Stale(None), 409, "Somebody else saved this"),
    (StaleDataError(), 409, "Somebody else saved this"),
    (Refused("name", "Enter a name"), 422, "Enter a name"),
    (IntegrityError(SECRET, {}, sqlite3.IntegrityError("UNIQUE")), 409, "there already"),
    (OperationalError(SECRET, {}, sqlite3.OperationalError("database is locked")), 503, "busy"),
    (OperationalError(SECRET, {}, sqlite3.OperationalError("database or disk is full")), 507, "disk is full"),
    (OperationalError(SECRET, {}, sqlite3.OperationalError("disk I/O error")), 500, "Something went wrong"),
    (ValueError(SECRET), 500, "Something went wrong"),
]


@pytest.fixture
def app(own_app: Workbench) -> Workbench:
    """Pages are added to it."""
    return own_app


@pytest.mark.parametrize(("fault", "code", "words"), FAULTS)
def test_a_fault_becomes_a_page_that_keeps_what_was_typed(
    app: Flask, client_as: object, fault: Exception, code: int, words: str
) -> None:
    @app.post("/breaks")
    @allow(Permission.SIGN_OUT)
    def breaks() -> str:
        raise fault

    lee = client_as("Lee")  # type: ignore[operator]
    token = parse(lee.get("/").text).find("input", name="csrf_token")["value"]
    with structlog.testing.capture_logs() as logs:
        answer = lee.post("/breaks", data={"csrf_token": token, "evidence": "Section F, page 4"})
    page = parse(answer.text)
    check_virtues(page)
    assert answer.status_code == code
    assert words in page.find("main").text
    assert SECRET not in answer.text
    assert SECRET not in str(logs), "the log holds nothing that somebody typed"
    assert code == 404 or "Section F, page 4" in answer.text
    assert code != 503 or answer.headers["Retry-After"]


def test_nothing_is_kept_of_an_answer_that_refuses(app: Flask, client_as: object) -> None:
    lee = client_as("Adi")  # type: ignore[operator]
    answer = lee.submit("/settings", {"name": "", "contact": "somebody"})
    assert answer.status_code == 422
    assert "somebody" not in lee.get("/").text


def test_a_page_from_another_sign_in_says_how_to_go_on(client_as: object) -> None:
    lee = client_as("Lee")  # type: ignore[operator]
    answer = lee.post("/sign-out", data={"csrf_token": "of-another-day", "note": "kept words"})
    assert answer.status_code == 400
    assert "open too long" in answer.text and "kept words" in answer.text


def test_a_wrong_method_is_a_page_too(client_as: object) -> None:
    lee: Client = client_as("Lee")  # type: ignore[operator]
    assert "does not work from here" in lee.get("/sign-out").text
