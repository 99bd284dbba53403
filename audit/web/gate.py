"""Closed by default: every page says who may open it, and this gate asks before the page is reached."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import NotFound, Unauthorized
from werkzeug.wrappers import Response

from audit.domain.access import Permission
from audit.web.sign_in_session import current_visitor, own_session

View = TypeVar("View", bound=Callable[..., Any])

# All that somebody who has not signed in may open.
OPEN = frozenset(
    {
        "static",
        "account.sign_in",
        "account.set_password",
        "guest_entry.enter",
        "answers.show",
        "answers.save",
        "pages.brand",
        "pages.accessibility",
        "pages.privacy",
        "pages.cookies",
        "pages.health",
    }
)
FORM_BYTES = 1_000_000
UPLOAD_BYTES = 25_000_000


def allow(permission: Permission) -> Callable[[View], View]:
    """Say what a view needs. Goes under the route decorator."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def takes_upload(view: View) -> View:
    """Let a view take files of up to 25 MB; all other forms end at 1 MB."""
    view.takes_upload = True  # type: ignore[attr-defined]
    return view


def rule_of(app: Flask, endpoint: str) -> Permission | None:
    """What an endpoint declares; None means that nobody may open it (or everybody, if it is in `OPEN`)."""
    return getattr(app.view_functions.get(endpoint), "permission", None)


def guard_request() -> Response | None:
    """Before every request, on the endpoint that was matched and never on the text of the address."""
    trouble = own_session().trouble
    if trouble is not None:
        raise trouble
    endpoint = request.endpoint
    if endpoint is None:
        return None  # routing has its own 404 and 405
    view = current_app.view_functions.get(endpoint)
    request.max_content_length = UPLOAD_BYTES if getattr(view, "takes_upload", False) else FORM_BYTES
    if endpoint in OPEN:
        return None
    visitor = current_visitor()
    if visitor is None:
        return _send_to_sign_in()
    permission = rule_of(current_app, endpoint)
    if permission is None or not visitor.actor.may(permission):
        raise NotFound
    return None


def _send_to_sign_in() -> Response:
    if request.method not in ("GET", "HEAD"):
        raise Unauthorized
    ended = 1 if own_session().had_token else None
    return redirect(url_for("account.sign_in", next=request.path, ended=ended), 302)


def safe_next(wanted: str | None) -> str:
    """A path of our own to go on to; anything else is the start page."""
    start = url_for("home.show")
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return start
    if any(ord(character) < 33 for character in wanted):
        return start
    return wanted
