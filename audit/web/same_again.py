"""Same again: look at what is copied, then copy."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.gate import allow
from audit.web.rounds_forms import WHOLE_YEAR, RoundForm
from audit.workflow.editing import Refused
from audit.workflow.same_again import Copy, copy_round, suggest_copy

blueprint = Blueprint("same_again", __name__, url_prefix="/rounds")


@blueprint.route("/<key>/same-again", methods=["GET", "POST"])
@allow(Permission.PLAN_ROUND)
def copy(key: str) -> ResponseReturnValue:
    suggestion = suggest_copy(db(), current_actor(), key=key, today=today())
    form = _fill(suggestion)
    if not form.validate_on_submit():
        return _show(suggestion, form, 422 if form.is_submitted() else 200)
    due_on, meets_on = form.read_days()
    try:
        audit_round = copy_round(
            db(),
            current_actor(),
            key=key,
            title=form.title.data or "",
            audit_year=form.audit_year.data or 0,
            audit_month=form.read_month(),
            due_on=due_on,
            meets_on=meets_on,
            reminds=bool(form.reminds.data),
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show(suggestion, form, 422)
    flash(f"“{audit_round.title}” is planned. Now bring in this month’s list.")
    return redirect(url_for("frames.index", key=audit_round.key), 303)


def _fill(suggestion: Copy) -> RoundForm:
    return RoundForm(
        title=suggestion.title,
        audit_year=suggestion.audit_year,
        audit_month=str(suggestion.audit_month or WHOLE_YEAR),
        due_on=suggestion.due_on,
        meets_on=suggestion.meets_on,
        reminds=suggestion.source.reminds,
    )


def _show(suggestion: Copy, form: RoundForm, status: int) -> ResponseReturnValue:
    source = suggestion.source
    return render_template("same_again/copy.html", copy=suggestion, audit_round=source, form=form), status
