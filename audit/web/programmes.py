"""Audit programmes: the list, one of them, and changing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.programme import YEAR_NAMES
from audit.domain.words import say
from audit.reporting.figures import MONTHS
from audit.store.audit_round import Programme
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.gate import allow
from audit.web.programmes_forms import ProgrammeForm, make_programme_form, say_days
from audit.workflow.editing import Refused, Stale
from audit.workflow.programmes import (
    Period,
    change_programme,
    list_programmes,
    show_programme,
    show_programme_to_change,
)

blueprint = Blueprint("programmes", __name__, url_prefix="/programmes")


@blueprint.get("")
@allow(Permission.SEE_ROUNDS)
def index() -> ResponseReturnValue:
    return render_template(
        "programmes/index.html", lines=list_programmes(db(), current_actor(), today=today())
    )


@blueprint.get("/<key>")
@allow(Permission.SEE_ROUNDS)
def show(key: str) -> ResponseReturnValue:
    page = show_programme(db(), current_actor(), key=key, today=today())
    return render_template(
        "programmes/show.html",
        page=page,
        programme=page.programme,
        year_names=YEAR_NAMES,
        board_dates=say_days(page.programme).splitlines(),
        say_period=_say_period,
    )


def _say_period(period: Period) -> str:
    """ "November 2026", or "September to November 2026"."""
    (year, month), (last_year, last) = period.months[0], period.months[-1]
    if (year, month) == (last_year, last):
        return f"{MONTHS[month - 1]} {year}"
    start = MONTHS[month - 1] if year == last_year else f"{MONTHS[month - 1]} {year}"
    return f"{start} to {MONTHS[last - 1]} {last_year}"


@blueprint.route("/<key>/edit", methods=["GET", "POST"])
@allow(Permission.PLAN_ROUND)
def edit(key: str) -> ResponseReturnValue:
    programme, kinds = show_programme_to_change(db(), current_actor(), key=key)
    form = make_programme_form(programme, kinds)
    if not form.validate_on_submit():
        return _show_edit(programme, form, 422 if form.is_submitted() else 200)
    try:
        change_programme(
            db(),
            current_actor(),
            key=key,
            version=form.read_version(),
            title=form.title.data or "",
            targets=form.read_targets(),
            board_dates=form.board_dates.data or "",
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_edit(programme, form, 422)
    except Stale:
        form.version.data = str(programme.version)
        return _show_edit(programme, form, 409)
    flash("Saved.")
    return redirect(url_for("programmes.show", key=key), 303)


def _show_edit(programme: Programme, form: ProgrammeForm, status: int) -> ResponseReturnValue:
    texts = _both_texts(programme, form) if status == 409 else []
    return render_template("programmes/edit.html", programme=programme, form=form, texts=texts), status


def _both_texts(programme: Programme, form: ProgrammeForm) -> list[tuple[str, str, str]]:
    """Yours and what was saved meanwhile."""
    pairs = [
        ("Title", form.title.data or "", programme.title),
        ("When the SEND board meets", form.board_dates.data or "", say_days(programme)),
    ]
    for kind, mine in form.read_targets().items():
        theirs = programme.targets.get(kind)
        pairs.append((f"Target: {say('kind', kind)}", str(mine or "None"), str(theirs or "None")))
    return [pair for pair in pairs if pair[1] != pair[2]]
