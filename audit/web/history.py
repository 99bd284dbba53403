"""The history, for whoever may read it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.trail import Head
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.workflow.history import PAGE, check_history, list_lines

blueprint = Blueprint("history", __name__, url_prefix="/history")


@blueprint.get("")
@allow(Permission.READ_HISTORY)
def index() -> ResponseReturnValue:
    before = _read_sequence(request.args.get("before", ""))
    lines = list_lines(db(), current_actor(), before=before)
    has_older = len(lines) == PAGE and lines[-1].sequence > 1
    return render_template("history/index.html", lines=lines, before=before, has_older=has_older)


@blueprint.get("/check")
@allow(Permission.READ_HISTORY)
def check() -> ResponseReturnValue:
    printed = _read_printed()
    done = check_history(db(), current_actor(), head=printed)
    return render_template("history/check.html", check=done, printed=printed)


def _read_printed() -> Head | None:
    """The line and fingerprint that a report printed, if somebody typed them."""
    line = request.args.get("line", type=int)
    fingerprint = "".join(request.args.get("fingerprint", "").lower().split())
    return Head(line, fingerprint, at=None) if line and fingerprint else None


def _read_sequence(sent: str) -> int | None:
    """The number of a line; whatever is none shows the newest lines."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 16 else None
