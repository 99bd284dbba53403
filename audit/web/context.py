"""What every template knows: the area, who is looking, and where they may go."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from sqlalchemy.exc import OperationalError

from audit.domain.access import DOOR, Permission
from audit.domain.guest import has_address
from audit.domain.words import say, say_restricted
from audit.reporting.figures import FILTERS
from audit.web.database import current_actor, sessions
from audit.web.sign_in_session import current_visitor
from audit.workflow.sign_in import NO_AREA, Front, show_front

_MEETING = frozenset({"meetings", "meeting_screen", "meeting_sheets", "keying"})
# Text, endpoint, what it needs, and the blueprints whose pages belong to it.
MENU: tuple[tuple[str, str, Permission, frozenset[str]], ...] = (
    (
        "My cases",
        "scoring.my_cases",
        Permission.SCORE,
        frozenset({"scoring", "scoresheets", "closing", "shortcuts", "submission"}),
    ),
    (
        "Rounds",
        "rounds.index",
        Permission.SEE_ROUNDS,
        frozenset(
            {"rounds", "frames", "sample", "panel", "guests", "sharing", "progress", "reminders", "mail"}
            | {"moderation", "same_again", "one_step", "inviting", "one_plan", "programmes"}
            | {"imports", "exports", "case_pages", "contributions", "contribution_lists"}
            | _MEETING
        ),
    ),
    ("Alerts", "alerts.index", Permission.ANSWER_ALERT, frozenset({"alerts"})),
    ("Findings", "findings.index", Permission.READ_FINDINGS, frozenset({"findings", "years"})),
    (
        "Advice and attendance",
        "engagement.show",
        Permission.SEE_ENGAGEMENT,
        frozenset({"engagement", "targets"}),
    ),
    ("Must be put right", "corrections.index", Permission.CORRECT, frozenset({"corrections", "reply_links"})),
    ("Standards", "rubrics.index", Permission.READ_RUBRICS, frozenset({"rubrics"})),
    ("People", "people.index", Permission.SEE_PEOPLE, frozenset({"people"})),
    ("Settings", "area.show", Permission.MANAGE_AREA, frozenset({"area", "services"})),
    ("History", "history.index", Permission.READ_HISTORY, frozenset({"history"})),
)


@dataclass(frozen=True)
class MenuItem:
    """One link of the navigation."""

    text: str
    href: str
    is_current: bool


def current_front() -> Front:
    """The area as this page shows it."""
    visitor = current_visitor()
    if visitor is not None and "front" not in g:
        return visitor.front
    if "front" not in g:
        g.front = _read_front()
    front: Front = g.front
    return front


def _read_front() -> Front:
    try:
        with sessions().reading(DOOR) as session:
            return show_front(session, DOOR)
    except OperationalError:
        # The page may be the one that says what is wrong with the database.
        return NO_AREA


def list_menu(app: Flask) -> list[MenuItem]:
    """The pages of this visitor's roles."""
    actor = current_actor()
    return [
        MenuItem(text, url_for(endpoint), request.blueprint in belonging)
        for text, endpoint, permission, belonging in MENU
        if actor.may(permission)
    ]


def may(permission: str) -> bool:
    """For templates: `may('SHARE_OUT')`."""
    return current_actor().may(Permission[permission])


def install_context(app: Flask) -> None:
    """Give every template the same words and filters."""
    app.jinja_env.filters.update(FILTERS)
    # Globals, so that macros know them too.
    app.jinja_env.globals.update(may=may, say=say, say_restricted=say_restricted, has_address=has_address)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    def know() -> dict[str, Any]:
        return {
            "front": current_front(),
            "visitor": current_visitor(),
            "menu": list_menu(app),
        }

    app.context_processor(know)
