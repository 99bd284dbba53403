"""The plan of a round's analysis: chosen before scoring opens, then fixed, with what departed from it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.reporting.plan_sentences import describe_choices
from audit.web.analysis_plans_forms import DeviationForm, PlanForm, list_texts, make_plan_form
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.workflow.analysis_plans import PlanPage, change_plan, record_deviation, show_plan
from audit.workflow.editing import Refused, Stale

blueprint = Blueprint("analysis_plans", __name__, url_prefix="/rounds")


@blueprint.route("/<key>/analysis-plan", methods=["GET", "POST"])
@allow(Permission.PLAN_ROUND)
def show(key: str) -> ResponseReturnValue:
    page = show_plan(db(), current_actor(), round_key=key)
    form = make_plan_form(page)
    if not form.validate_on_submit():
        return _show(page, form, DeviationForm(formdata=None), 422 if form.is_submitted() else 200)
    version, choices = form.read_version(), form.read_choices()
    try:
        change_plan(db(), current_actor(), round_key=key, version=version, choices=choices)
    except Refused as refused:
        form.refuse(refused)
        return _show(page, form, DeviationForm(formdata=None), 422)
    except Stale:
        form.version.data = str(page.audit_round.version)
        return _show(page, form, DeviationForm(formdata=None), 409)
    flash("Saved. Opening the round fixes it.")
    return redirect(url_for("rounds.show", key=key), 303)


def _show(page: PlanPage, form: PlanForm, deviation: DeviationForm, status: int) -> ResponseReturnValue:
    html = render_template(
        "analysis_plans/show.html",
        page=page,
        audit_round=page.audit_round,
        form=form,
        deviation=deviation,
        chosen=describe_choices(page.plan),
        texts=list_texts(form, page.plan) if status == 409 else [],
    )
    return html, status


@blueprint.post("/<key>/analysis-plan/deviations")
@allow(Permission.PLAN_ROUND)
def deviate(key: str) -> ResponseReturnValue:
    form = DeviationForm()
    page = show_plan(db(), current_actor(), round_key=key)
    try:
        record_deviation(
            db(),
            current_actor(),
            round_key=key,
            what=form.what.data or "",
            why=form.why.data or "",
            stays=form.read_stays(),
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show(page, make_plan_form(page), form, 422)
    flash("The deviation is recorded.")
    return redirect(url_for("analysis_plans.show", key=key, _anchor="deviations"), 303)
