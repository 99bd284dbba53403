"""What goes wrong, said plainly, with a way on and with whatever was typed."""

from dataclasses import dataclass

import structlog
from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from audit.domain.access import Conflict, NotAllowed, NotFound
from audit.web.gate import UPLOAD_BYTES
from audit.workflow.editing import Refused, Stale
from audit.workflow.sign_in import LockedOut

_log = structlog.get_logger()
_NEVER_SHOWN = ("csrf_token", "request_key", "version", "edition", "state")
Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


@dataclass(frozen=True)
class Words:
    """One error page."""

    title: str
    text: str


_STALE = Words(
    "Somebody else saved this while you had it open",
    "Nothing of yours was saved over theirs. Open the page again to see what is there now, then add what is"
    " still missing.",
)
_WORDS = {
    400: Words("That could not be read", "Something was changed on the way. Go back and try again."),
    401: Words(
        "You are signed out",
        "You were signed out because nothing happened for an hour, or from another window. What you sent was"
        " not saved.",
    ),
    404: Words(
        "Page not found",
        "If you typed the address, check it. It may also be a page that your account may not open.",
    ),
    405: Words("That does not work from here", "Go back to the page that you came from and use its buttons."),
    409: Words("That does not fit any more", "Something changed meanwhile. Open the page again."),
    413: Words(
        "That is too large",
        f"A file may have up to {UPLOAD_BYTES // 1_000_000} MB, and everything typed on one page up to 1 MB.",
    ),
    422: Words("There is a problem", "Go back and check what you typed."),
    429: Words("Too many tries", "Wait a few minutes, then try again."),
    500: Words(
        "Something went wrong here",
        "It is not your doing. What was saved before is safe. Try again; if it happens again, tell your"
        " administrator what you were doing and when.",
    ),
    503: Words(
        "The workbench is busy",
        "Nothing of this page was saved yet. Wait a few seconds, then send it again.",
    ),
    507: Words(
        "The disk is full",
        "Nothing of this page was saved. What was saved before is safe. Tell your administrator.",
    ),
}


def list_typed() -> list[tuple[str, str]]:
    """What somebody typed into the page that could not be taken, so that it is not lost."""
    if request.method != "POST":
        return []
    try:
        sent = request.form.items(multi=True)
    except HTTPException:
        return []
    return [
        (name.replace("-", " ").replace("_", " "), text)
        for name, text in sent
        if text.strip() and name.partition("-")[0] not in _NEVER_SHOWN and "password" not in name
    ]


def _page_behind() -> str | None:
    """The page that the form stood on, if what was posted to can be opened as well."""
    try:
        current_app.url_map.bind("").match(request.path, method="GET")
    except HTTPException:
        return None
    return request.path


def show_error(code: int, words: Words | None = None, *, keeps_typed: bool = True) -> Answer:
    """The page for one kind of error."""
    typed = list_typed() if keeps_typed and code not in (404, 405, 413) else []
    told = {"words": words or _WORDS[code], "code": code, "typed": typed, "back_to": _page_behind()}
    page = render_template("errors/error.html", **told)
    return (page, code, {"Retry-After": "5"}) if code == 503 else (page, code)


def install_errors(app: Flask) -> None:
    """Answer every error with a page of ours."""
    handlers = (
        (HTTPException, _of_http),
        (CSRFError, _of_csrf),
        (NotFound, lambda error: show_error(404)),
        (NotAllowed, lambda error: show_error(404)),
        (Stale, lambda error: show_error(409, _STALE)),
        (StaleDataError, lambda error: show_error(409, _STALE)),
        (Conflict, lambda error: show_error(409, Words("That cannot be done now", str(error)))),
        (Refused, lambda error: show_error(422, Words("There is a problem", str(error)))),
        (LockedOut, lambda error: show_error(429, Words("Too many tries", str(error)))),
        (IntegrityError, _of_clash),
        (OperationalError, _of_database),
        (Exception, _of_fault),
    )
    for kind, handler in handlers:
        app.register_error_handler(kind, handler)


def _of_http(error: HTTPException) -> Answer | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    if isinstance(error, SecurityError):
        # Under a host name that is not ours no page can be built: every link on it would be theirs.
        return "This address is not one of this workbench.\n", 400, {"Content-Type": "text/plain"}
    if isinstance(error, RequestEntityTooLarge):
        return show_error(413)
    return show_error(code if code in _WORDS else 400 if code < 500 else 500)


def _of_csrf(error: CSRFError) -> Answer:
    return show_error(
        400,
        Words(
            "This page was open too long",
            "For your safety the page could not be taken: it was opened before you last signed in, or too"
            " long ago. Nothing was saved. Open the page again and send it from there.",
        ),
    )


def _of_clash(error: IntegrityError) -> Answer:
    _log.warning("clash", kind=type(error.orig).__name__, endpoint=request.endpoint)
    return show_error(
        409,
        Words(
            "That is there already",
            "The same thing was saved a moment ago, perhaps by a second click. Open the page again.",
        ),
    )


def _of_database(error: OperationalError) -> Answer:
    reason = str(error.orig)
    _log.error("database", reason=reason, endpoint=request.endpoint)
    if "locked" in reason or "busy" in reason:
        return show_error(503)
    return show_error(507 if "full" in reason else 500)


def _of_fault(error: Exception) -> Answer:
    # The kind and the place, never the message: messages may hold what somebody typed.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    _log.error("fault", kind=type(error).__name__, where=where, endpoint=request.endpoint)
    return show_error(500)
