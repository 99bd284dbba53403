"""Draw, share out and open in one step."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Conflict, Permission
from audit.domain.grouping import say_stratum
from audit.reporting.figures import counted
from audit.web.database import current_actor, db
from audit.web.foresight import look_ahead
from audit.web.gate import allow
from audit.web.one_step_forms import OneStepForm
from audit.workflow.one_step import Choice, OneStep, draw_share_and_open, show_one_step

blueprint = Blueprint("one_step", __name__, url_prefix="/rounds")


@blueprint.get("/<key>/one-step")
@allow(Permission.OPEN_ROUND)
def show(key: str) -> ResponseReturnValue:
    form = OneStepForm(request.args) if "seed" in request.args else OneStepForm(formdata=None)
    is_good = "seed" not in request.args or all(field.validate(form) for field in form.list_numbers())
    page = _look(key, form.read_choice() if is_good else Choice(seed=form.read_seed()))
    if "seed" not in request.args:
        form.total.data, form.double_percent.data = page.total, round(page.double_share * 100)
    return _show(page, form, 200 if is_good else 422)


@blueprint.post("/<key>/one-step/go")
@allow(Permission.OPEN_ROUND)
def go(key: str) -> ResponseReturnValue:
    form = OneStepForm()
    if not form.validate():
        return _show(_look(key, Choice(seed=form.read_seed())), form, 422)
    choice = form.read_choice()
    try:
        opened = draw_share_and_open(
            db(), current_actor(), round_key=key, version=form.read_version(), choice=choice
        )
    except Conflict as conflict:
        form.say(str(conflict))
        return _show(_look(key, choice), form, 409)
    flash("The cases are drawn and shared out, and the round is open. Auditors see their cases from now on.")
    return redirect(url_for("rounds.show", key=opened.key), 303)


def _look(key: str, choice: Choice) -> OneStep:
    return show_one_step(db(), current_actor(), round_key=key, choice=choice)


def _look_ahead(page: OneStep) -> dict[str, Any]:
    sample = page.sample
    if sample is None or not sample.can_draw:
        return {"foresight": None}
    cohorts = {year: n_drawn for year, _listed, n_drawn in sample.cohorts}
    return look_ahead(page.audit_round.key, cohorts, sample.n_eligible, len(sample.cohorts))


def _show(page: OneStep, form: OneStepForm, status: int) -> ResponseReturnValue:
    form.version.data = str(page.audit_round.version)
    html = render_template(
        "one_step/show.html",
        page=page,
        audit_round=page.audit_round,
        form=form,
        say_group=lambda stratum: say_stratum(page.sample.design.by if page.sample else (), stratum),
        button_words=f"Draw {counted(page.sample.n_cases, 'case')}, share out and open"
        if page.sample
        else "",
        **_look_ahead(page),
    )
    return html, status
