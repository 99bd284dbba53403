"""How strictly people mark: a page for each of their own, and one of everybody for the lead."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.reporting.strictness import place_on_scale, say_strictness
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.workflow.strictness import list_strictness, show_own_strictness

blueprint = Blueprint("strictness", __name__, url_prefix="/how-strictly")


@blueprint.get("")
@allow(Permission.SCORE)
def mine() -> ResponseReturnValue:
    found = show_own_strictness(db(), current_actor())
    return render_template(
        "strictness/mine.html", found=found, say_strictness=say_strictness, place_on_scale=place_on_scale
    )


@blueprint.get("/everybody")
@allow(Permission.SEE_STRICTNESS)
def index() -> ResponseReturnValue:
    people = list_strictness(db(), current_actor())
    return render_template(
        "strictness/index.html", people=people, say_strictness=say_strictness, place_on_scale=place_on_scale
    )
