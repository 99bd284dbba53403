"""How far a round is, by auditor and by case."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.workflow.progress import show_progress
from audit.workflow.reminders import list_waiting

blueprint = Blueprint("progress", __name__, url_prefix="/rounds")


@blueprint.get("/<key>/progress")
@allow(Permission.SHARE_OUT)
def show(key: str) -> ResponseReturnValue:
    page = show_progress(db(), current_actor(), round_key=key)
    agencies = list_waiting(db(), current_actor(), round_key=key)
    return render_template("progress/show.html", page=page, agencies=agencies, audit_round=page.audit_round)
