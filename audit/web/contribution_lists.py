"""Advice and attendance of a whole round from a file: templates, upload, look, keep."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired

from audit.domain.access import Permission
from audit.domain.words import DAYS, PARTS, say
from audit.intake.reading import UnreadableFile
from audit.intake.recorded_list import COLUMNS, MOST_ROWS, SAID, Sort, read_list
from audit.reporting.figures import counted
from audit.reporting.figures import day as say_day
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.forms import PageForm
from audit.web.frames import as_csv, keys_folder
from audit.web.gate import allow, takes_upload
from audit.workflow.contribution_lists import (
    ListPreview,
    keep_list,
    look_at_list,
    make_template,
    show_lists,
)
from audit.workflow.editing import Refused

blueprint = Blueprint("contribution_lists", __name__, url_prefix="/rounds")
MOST_SHOWN = 200


class ListForm(PageForm):
    """One filled template."""

    file = FileField("Filled template", [FileRequired("Choose the filled template")])


@blueprint.get("/<key>/advice")
@allow(Permission.IMPORT_ENGAGEMENT)
def show(key: str) -> ResponseReturnValue:
    return _show(key, ListForm(), 200)


@blueprint.get("/<key>/advice/services.csv")
@allow(Permission.IMPORT_ENGAGEMENT)
def services(key: str) -> ResponseReturnValue:
    content = make_template(db(), current_actor(), round_key=key, sort=Sort.SERVICES)
    return as_csv(content, "advice-and-attendance.csv")


@blueprint.get("/<key>/advice/dates.csv")
@allow(Permission.IMPORT_ENGAGEMENT)
def dates(key: str) -> ResponseReturnValue:
    content = make_template(db(), current_actor(), round_key=key, sort=Sort.DATES)
    return as_csv(content, "days-of-cases.csv")


@blueprint.post("/<key>/advice")
@allow(Permission.IMPORT_ENGAGEMENT)
@takes_upload
def look(key: str) -> ResponseReturnValue:
    form = ListForm()
    if not form.validate():
        return _show(key, form, 422)
    try:
        # Before the database is asked anything: reading takes a while, and others must be able to save.
        listed = read_list(form.file.data.read())
    except UnreadableFile as error:
        form.refuse(Refused("file", str(error)))
        return _show(key, form, 422)
    preview = look_at_list(
        db(), current_actor(), round_key=key, listed=listed, keys_folder=keys_folder(), today=today()
    )
    return _preview(preview)


@blueprint.post("/<key>/advice/keep")
@allow(Permission.IMPORT_ENGAGEMENT)
@takes_upload
def keep(key: str) -> ResponseReturnValue:
    carried = request.form.get("carried", "")
    try:
        n_new = keep_list(db(), current_actor(), round_key=key, carried=carried, today=today())
    except UnreadableFile:
        return redirect(url_for("contribution_lists.show", key=key), 303)
    flash(f"{counted(n_new, 'row')} kept.".capitalize() if n_new else "Nothing was new.")
    return redirect(url_for("contribution_lists.show", key=key), 303)


def _show(key: str, form: ListForm, status: int) -> ResponseReturnValue:
    page = show_lists(db(), current_actor(), round_key=key)
    html = render_template(
        "contribution_lists/show.html",
        page=page,
        audit_round=page.audit_round,
        form=form,
        said=SAID,
        of_dates=[(name, DAYS[name]) for name in COLUMNS[Sort.DATES]],
        most_rows=MOST_ROWS,
    )
    return html, status


def _preview(preview: ListPreview) -> ResponseReturnValue:
    html = render_template(
        "contribution_lists/preview.html",
        preview=preview,
        audit_round=preview.page.audit_round,
        form=PageForm(formdata=None),
        shown=preview.changes[:MOST_SHOWN],
        problems=preview.problems[:MOST_SHOWN],
        say_field=lambda name: PARTS.get(name) or DAYS[name],
        say_value=_say,
    )
    return html, 422 if preview.problems else 200


def _say(name: str, value: object) -> str:
    if value is None or value == ():
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in ("came", "move"):
        return say(name, str(value)).lower()
    if isinstance(value, tuple | str):
        words = (value,) if isinstance(value, str) else value
        return ", ".join(word.replace("_", " ") for word in words)
    return say_day(value)  # type: ignore[arg-type]
