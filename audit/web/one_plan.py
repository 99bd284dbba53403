"""Score one plan now."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.frames import keys_folder
from audit.web.gate import allow
from audit.web.one_plan_forms import OnePlanForm, make_one_plan_form
from audit.workflow.editing import Refused
from audit.workflow.one_plan import score_one_plan, show_one_plan

blueprint = Blueprint("one_plan", __name__, url_prefix="/rounds")


@blueprint.route("/one-plan", methods=["GET", "POST"])
@allow(Permission.PLAN_ROUND)
def score() -> ResponseReturnValue:
    page = show_one_plan(db(), current_actor(), today=today())
    form = make_one_plan_form(
        title=page.title,
        rubric=page.rubrics[0].key if page.rubrics else "",
        scorers=[page.scorers[0].key] if page.scorers else [],
    )
    form.offer(page.rubrics, page.scorers, current_actor().person_id)
    if not form.validate_on_submit():
        return _show(form, 422 if form.is_submitted() else 200)
    try:
        audit_round, own = score_one_plan(
            db(),
            current_actor(),
            title=form.title.data or "",
            rubric_key=form.rubric.data,
            document=form.read_document(),
            scorer_keys=form.scorers.data or [],
            today=today(),
            keys_folder=keys_folder(),
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show(form, 422)
    if own is not None:
        return redirect(url_for("scoring.show", key=own.key), 303)
    flash("The plan is open for scoring. Those who score it see it under “My cases”.")
    return redirect(url_for("rounds.show", key=audit_round.key), 303)


def _show(form: OnePlanForm, status: int) -> ResponseReturnValue:
    return render_template("one_plan/score.html", form=form), status
