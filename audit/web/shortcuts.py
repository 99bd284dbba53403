"""The keys of the scoring pages: what they do, and a switch."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.web.shortcuts_forms import ShortcutsForm
from audit.workflow.editing import Stale
from audit.workflow.shortcuts import choose_shortcuts, get_shortcuts

blueprint = Blueprint("shortcuts", __name__, url_prefix="/shortcuts")


@blueprint.get("")
@allow(Permission.SCORE)
def show() -> ResponseReturnValue:
    form, person = ShortcutsForm(formdata=None), get_shortcuts(db(), current_actor())
    form.version.data = str(person.version)
    return render_template("shortcuts/show.html", form=form, is_on=person.shortcuts)


@blueprint.post("")
@allow(Permission.SCORE)
def choose() -> ResponseReturnValue:
    form = ShortcutsForm()
    wanted = form.wanted.data == "on"
    try:
        choose_shortcuts(db(), current_actor(), wanted=wanted, version=form.read_version())
    except Stale as stale:
        form.version.data = str(stale.row.version)
        form.say("This was changed in another window. Look at it, then choose again.")
        return render_template("shortcuts/show.html", form=form, is_on=stale.row.shortcuts), 409
    flash("The keys are switched on." if wanted else "The keys are switched off.")
    return redirect(url_for("shortcuts.show"), 303)
