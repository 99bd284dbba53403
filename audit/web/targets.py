"""Targets of the area's statement: add one, change it, take it away."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.words import AGENCIES
from audit.intake.clocks import load_clocks
from audit.reporting.figures import day, number
from audit.store.target import Target
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.engagement import say_measure
from audit.web.gate import allow
from audit.web.targets_forms import TargetForm
from audit.workflow.editing import Refused, Stale
from audit.workflow.targets import Aim, add_target, change_target, get_target, remove_target

blueprint = Blueprint("targets", __name__, url_prefix="/advice-and-attendance/targets")


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Permission.SET_TARGETS)
def new() -> ResponseReturnValue:
    form = TargetForm()
    form.offer()
    if not form.validate_on_submit():
        return _show(form, None, 422 if form.is_submitted() else 200)
    key = form.read_request_key()
    try:
        add_target(db(), current_actor(), aim=form.read(), today=today(), request_key=key)
    except Refused as refused:
        form.refuse(refused)
        return _show(form, None, 422)
    flash("The target is added.")
    return redirect(url_for("engagement.show"), 303)


@blueprint.route("/<key>", methods=["GET", "POST"])
@allow(Permission.SET_TARGETS)
def edit(key: str) -> ResponseReturnValue:
    target, form = get_target(db(), current_actor(), key=key), TargetForm()
    form.offer()
    if not form.is_submitted():
        form.fill(target)
        return _show(form, target, 200)
    if not form.validate():
        return _show(form, target, 422)
    aim, version = form.read(), form.read_version()
    try:
        change_target(db(), current_actor(), key=key, version=version, aim=aim, today=today())
    except Refused as refused:
        form.refuse(refused)
        return _show(form, target, 422)
    except Stale:
        form.version.data = str(target.version)
        return _show(form, target, 409, _compare(aim, target))
    flash("The target is saved.")
    return redirect(url_for("engagement.show"), 303)


@blueprint.post("/<key>/remove")
@allow(Permission.SET_TARGETS)
def remove(key: str) -> ResponseReturnValue:
    target, form = get_target(db(), current_actor(), key=key), TargetForm()
    try:
        remove_target(db(), current_actor(), key=key, version=form.read_version())
    except Stale:
        shown = TargetForm(formdata=None)
        shown.offer()
        shown.fill(target)
        shown.say("Somebody else changed this target while you had it open. Look at it before you remove it.")
        return _show(shown, target, 409)
    flash("The target is removed. The history keeps what it was.")
    return redirect(url_for("engagement.show"), 303)


def _show(
    form: TargetForm, target: Target | None, status: int, texts: list[tuple[str, str, str]] | None = None
) -> ResponseReturnValue:
    return render_template("targets/edit.html", form=form, target=target, texts=texts or []), status


def _compare(mine: Aim, theirs: Target) -> list[tuple[str, str, str]]:
    """Yours and what was saved meanwhile."""
    labels = {
        "title": "What is to be reached",
        "measure": "What is measured",
        "wanted_share": "Wanted share, in per cent",
        "by_on": "By when",
        "agency": "Whose advice or attendance",
        "year": "Which year’s documents",
        "n_good": "How many",
        "n_all": "Of how many",
        "counted_on": "Day of the figure",
    }
    pairs = ((name, getattr(mine, name), getattr(theirs, name)) for name in labels)
    return [(labels[name], _say(name, own), _say(name, other)) for name, own, other in pairs if own != other]


def _say(name: str, value: object) -> str:
    if value is None:
        return "Nothing"
    if name.endswith("_on"):
        return day(value)  # type: ignore[arg-type]
    if isinstance(value, float):
        return f"{round(value * 100)}"
    if name == "measure":
        return say_measure(load_clocks(), str(value))
    if name == "agency":
        return AGENCIES[str(value)]
    return number(value) if isinstance(value, int) and name != "year" else str(value)
