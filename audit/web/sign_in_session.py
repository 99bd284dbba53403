"""What a browser carries from page to page: the token of a sign-in, or, signed out, a signed cookie."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import structlog
from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import OperationalError

from audit.domain.access import DOOR, NotFound
from audit.store.base import now
from audit.store.sessions import Sessions
from audit.workflow.sign_in import IDLE, LONGEST, Visitor, end_sign_in, find_visitor, keep_sign_in

SEEN_SECONDS = 60
SIGNED_OUT_SECONDS = 4 * 3600
_log = structlog.get_logger()


class SignInSession(dict[str, Any], SessionMixin):
    """`flask.session` of this application."""

    def __init__(self, contents: dict[str, Any], visitor: Visitor | None = None, token: str = "") -> None:
        super().__init__(contents)
        self.visitor, self.token, self.is_new = visitor, token, False
        self.had_token = bool(token)
        self.trouble: OperationalError | None = None
        self._before = dict(contents)

    @property
    def modified(self) -> bool:  # type: ignore[override]
        """Whether anything was put in or taken out."""
        return dict(self) != self._before

    def begin(self, token: str) -> None:
        """Somebody signed in: a fresh token, and nothing left of before."""
        self.token, self.is_new, self.had_token = token, True, True

    def finish(self) -> None:
        """Signed out: forget everything."""
        self.clear()
        self.visitor, self.token, self.is_new = None, "", False


def fresh_contents() -> dict[str, Any]:
    """What a new sign-in starts with: its own CSRF secret, so that no page has to write one later."""
    return {"csrf_token": secrets.token_hex(20)}


def own_session() -> SignInSession:
    """`flask.session` with its type."""
    return cast(SignInSession, session)


def current_visitor() -> Visitor | None:
    """Who is signed in, if anybody is. (An error page may come before the session was read.)"""
    return getattr(session, "visitor", None)


@dataclass(frozen=True)
class TimeLeft:
    """Until when a sign-in counts if nothing more is sent. `is_last`: no save can make it longer."""

    ends_at: datetime
    is_last: bool

    @property
    def seconds(self) -> int:
        """From now on."""
        return max(0, int((self.ends_at - now()).total_seconds()))


def time_left() -> TimeLeft:
    """How long the sign-in of this request still counts."""
    visitor = current_visitor()
    if visitor is None:
        return TimeLeft(now(), is_last=True)
    recently = (now() - visitor.seen_at).total_seconds() < SEEN_SECONDS
    idle, longest = (visitor.seen_at if recently else now()) + IDLE, visitor.started_at + LONGEST
    return TimeLeft(min(idle, longest), is_last=longest <= idle)


class SignInInterface(SessionInterface):
    """Keeps `flask.session` in a row of ours; for who has not signed in, in a short-lived signed cookie."""

    def __init__(self, sessions: Sessions, secret: str, *, secure: bool) -> None:
        self.sessions, self.secure = sessions, secure
        prefix = "__Host-" if secure else ""
        self.token_cookie, self.visit_cookie = f"{prefix}sign_in", f"{prefix}visit"
        self.signer = URLSafeTimedSerializer(secret, salt="signed-out visit")

    def open_session(self, app: Flask, request: Request) -> SignInSession:
        """Look the token up; the static files need nobody."""
        if request.path.startswith(f"{app.static_url_path}/"):
            return SignInSession({})
        token = request.cookies.get(self.token_cookie, "")
        if token:
            try:
                with self.sessions.reading_plainly(DOOR) as database:
                    visitor = find_visitor(database, DOOR, token=token)
            except OperationalError as trouble:
                # Said by the gate, since an error page itself asks for a session.
                held = SignInSession({})
                held.trouble = trouble
                return held
            if visitor is not None:
                return SignInSession(visitor.contents, visitor, token)
        visit = SignInSession(self._read_visit(request))
        visit.had_token = bool(token)
        return visit

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Runs after the request's own database session has closed."""
        held = cast(SignInSession, session)
        if held.trouble is not None:
            return
        if held.is_new:
            self._set(response, self.token_cookie, held.token)
            self._drop(response, self.visit_cookie)
        elif held.visitor is not None:
            self._keep(held, held.visitor)
        else:
            self._save_visit(held, response)

    def _read_visit(self, request: Request) -> dict[str, Any]:
        try:
            signed = request.cookies.get(self.visit_cookie, "")
            return dict(self.signer.loads(signed, max_age=SIGNED_OUT_SECONDS))
        except (BadData, TypeError, ValueError):
            return {}

    def _save_visit(self, held: SignInSession, response: Response) -> None:
        if held.had_token:
            self._drop(response, self.token_cookie)
        if held.modified:
            self._set(response, self.visit_cookie, self.signer.dumps(dict(held)))

    def _keep(self, held: SignInSession, visitor: Visitor) -> None:
        seen_ago = (now() - visitor.seen_at).total_seconds()
        if not held.modified and seen_ago < SEEN_SECONDS:
            return
        try:
            with self.sessions.writing(DOOR) as database:
                keep_sign_in(database, DOOR, token=held.token, contents=dict(held))
        except (OperationalError, NotFound) as error:
            # The page itself is done and kept; a busy minute must not turn it into an error.
            _log.warning("sign_in_not_kept", reason=type(error).__name__)

    def end(self, held: SignInSession) -> None:
        """Sign out: on the server first."""
        if held.token:
            # Somebody may have ended it from another window a moment ago: that is as good.
            with suppress(NotFound), self.sessions.writing(DOOR) as database:
                end_sign_in(database, DOOR, token=held.token)
        held.finish()

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, httponly=True, samesite="Lax", secure=self.secure, path="/")

    def _drop(self, response: Response, name: str) -> None:
        response.delete_cookie(name, httponly=True, samesite="Lax", secure=self.secure, path="/")
