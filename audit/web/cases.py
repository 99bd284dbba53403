"""My cases: the list, 'do you know this child?', handing back."""

from itertools import groupby
from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.words import say
from audit.settings import Settings
from audit.store.keys import KeysMissing
from audit.store.panel import AssignmentStatus
from audit.web.cases_forms import CaseForm, HandBackForm
from audit.web.database import current_actor, db
from audit.web.days import say_due
from audit.web.gate import allow
from audit.workflow import cases
from audit.workflow.scoresheets import show_sheet
from audit.workflow.strictness import show_own_strictness

blueprint = Blueprint("scoring", __name__, url_prefix="/cases")
INTEREST, OTHER = "interest", "other"


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"say": say, "say_due": say_due}


@blueprint.get("")
@allow(Permission.SCORE)
def my_cases() -> ResponseReturnValue:
    found = cases.list_my_cases(db(), current_actor())
    n_left = sum(mine.is_open and mine.assignment.status != AssignmentStatus.SUBMITTED for mine in found)
    by_round = [list(group) for _, group in groupby(found, key=lambda mine: mine.audit_round.row_id)]
    for group in by_round:
        group.sort(key=lambda mine: mine.assignment.status == AssignmentStatus.SUBMITTED)
    strictness = show_own_strictness(db(), current_actor())
    return render_template(
        "cases/index.html", groups=by_round, n_left=n_left, form=CaseForm(), strictness=strictness
    )


@blueprint.post("/<key>/open")
@allow(Permission.SCORE)
def open_case(key: str) -> ResponseReturnValue:
    cases.open_case(db(), current_actor(), key=key)
    return redirect(url_for("scoring.show", key=key), 303)


@blueprint.get("/<key>")
@allow(Permission.SCORE)
def show(key: str) -> ResponseReturnValue:
    mine = cases.get_my_case(db(), current_actor(), key=key)
    if mine.sheet is not None:
        return redirect(url_for("scoresheets.show", key=mine.sheet.key), 303)
    return render_template("cases/ask.html", mine=mine, locator=find_locator(key), form=HandBackForm())


@blueprint.post("/<key>/start")
@allow(Permission.SCORE)
def start(key: str) -> ResponseReturnValue:
    form = CaseForm()
    sheet = cases.start_case(db(), current_actor(), key=key, request_key=form.read_request_key())
    db().flush()
    first = show_sheet(db(), current_actor(), key=sheet.key).sections[0].section.key
    return redirect(url_for("scoresheets.section", key=sheet.key, section_key=first), 303)


@blueprint.route("/<key>/hand-back", methods=["GET", "POST"])
@allow(Permission.SCORE)
def hand_back(key: str) -> ResponseReturnValue:
    form = HandBackForm()
    if form.validate_on_submit() and form.because.data in (INTEREST, OTHER):
        cases.hand_back(db(), current_actor(), key=key, knows_it=form.because.data == INTEREST)
        flash("You have handed the case back. The audit lead will give it to somebody else.")
        return redirect(url_for("scoring.my_cases"), 303)
    mine = cases.get_my_case(db(), current_actor(), key=key)
    return render_template("cases/hand_back.html", mine=mine, form=form), 422 if form.is_submitted() else 200


def find_locator(key: str) -> str | None:
    """Where the document of an own case is; None when it was not opened, or its key is not here."""
    folder = cast(Settings, current_app.extensions["settings"]).keys
    try:
        return cases.read_locator(db(), current_actor(), key=key, keys_folder=folder)
    except KeysMissing:
        return None
