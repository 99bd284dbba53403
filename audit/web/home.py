"""The start page: what needs doing."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.workflow.home import list_cards

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@allow(Permission.SIGN_OUT)
def show() -> ResponseReturnValue:
    cards = list_cards(db(), current_actor())
    return render_template("home/show.html", cards=cards, href=url_for)
