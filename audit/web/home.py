"""The start page: what needs doing."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission, Role
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.gate import allow
from audit.workflow.home import list_cards
from audit.workflow.morning import show_morning

blueprint = Blueprint("home", __name__)
# Which page a card opens.
PAGES = {
    "my_cases": "scoring.my_cases",
    "rounds": "rounds.index",
    "corrections": "corrections.index",
    "findings": "findings.index",
    "people": "people.index",
    "standards": "rubrics.index",
    "history": "history.index",
}
IN_MORNING = frozenset({"rounds", "corrections"})


@blueprint.get("/")
@allow(Permission.SIGN_OUT)
def show() -> ResponseReturnValue:
    actor = current_actor()
    if actor.roles == {Role.GUEST}:
        # A guest comes for the cases of one round and for nothing else.
        return redirect(url_for("scoring.my_cases"), 303)
    morning = show_morning(db(), actor, today=today()) if actor.may(Permission.SHARE_OUT) else None
    found = list_cards(db(), actor)
    # What the morning tells in full needs no card.
    cards = [(card, url_for(PAGES[card.page])) for card in found if not (morning and card.page in IN_MORNING)]
    return render_template("home/show.html", cards=cards, morning=morning)
