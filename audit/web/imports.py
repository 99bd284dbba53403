"""Bringing in a past audit, step by step at one address: nothing is kept before the last."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from audit.domain.access import Permission
from audit.intake.frame import UnreadableFile
from audit.intake.past_table import MOST_ROWS, PastTable, read_past_table
from audit.intake.past_values import has_numbers, list_meanings
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.frames import keys_folder
from audit.web.gate import allow, takes_upload
from audit.web.imports_forms import (
    USES,
    PastAuditForm,
    StepForm,
    list_questions,
    name_column,
    name_value,
    read_uses,
    read_values,
)
from audit.workflow import imports
from audit.workflow.editing import Refused
from audit.workflow.imports import ImportPage

blueprint = Blueprint("imports", __name__, url_prefix="/rounds")
_KINDS = {
    "quality": "Answers to quality questions",
    "legal": "Answers to legal questions",
    "grade": "Overall grades",
}


@blueprint.route("/import", methods=["GET", "POST"])
@allow(Permission.IMPORT_AUDIT)
@takes_upload
def start() -> ResponseReturnValue:
    steps = {"columns": _take_columns, "values": _take_values, "keep": _keep}
    step = steps.get(request.form.get("step", "")) if request.method == "POST" else None
    return step() if step else _upload()


def _upload() -> ResponseReturnValue:
    form = PastAuditForm()
    # Before the database is asked anything: reading takes a while, and others must be able to save meanwhile.
    table, fault = _read_table(form) if form.is_submitted() else (None, "")
    standards = imports.list_standards(db(), current_actor())
    form.rubric.choices = [SelectChoice(one.key, one.title) for one in standards]
    if not form.is_submitted():
        form.audit_year.data = today().year - 1
        return _show_upload(form, 200)
    if not form.check(today().year):
        return _show_upload(form, 422)
    if table is None:
        form.refuse(Refused("file", fault))
        return _show_upload(form, 422)
    try:
        page = imports.take_past_audit(
            db(),
            current_actor(),
            table=table,
            sha256=fault,
            file_name=form.file.data.filename or "",
            title=" ".join((form.title.data or "").split()),
            audit_year=form.audit_year.data or 0,
            audit_month=form.read_month(),
            rubric_key=form.rubric.data,
            chosen_by=form.chosen_by.data,
            keys_folder=keys_folder(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_upload(form, 422)
    return _show_columns(page, list(page.suggested), 200)


def _read_table(form: PastAuditForm) -> tuple[PastTable | None, str]:
    """What the file holds and its fingerprint, or nothing and why it cannot be read."""
    sent = form.file.data
    if not sent:
        return None, "Choose the file of the past audit"
    content = sent.read()
    try:
        return read_past_table(content, sent.filename or ""), hashlib.sha256(content).hexdigest()
    except UnreadableFile as error:
        return None, str(error)


def _show_upload(form: PastAuditForm, status: int) -> ResponseReturnValue:
    return render_template("imports/start.html", form=form, most_rows=MOST_ROWS), status


def _take_columns() -> ResponseReturnValue:
    place = _place()
    page = imports.open_past_audit(db(), current_actor(), **place)
    uses = read_uses(request.form, len(page.past.headings))
    try:
        page = imports.choose_columns(db(), current_actor(), uses=uses, **place)
    except Refused as refused:
        return _show_columns(page, uses, 422, refused.message)
    return _show_values(page, imports.suggest_values(db(), current_actor(), page=page), 200)


def _take_values() -> ResponseReturnValue:
    place = _place()
    page = imports.show_values(db(), current_actor(), **place)
    chosen = read_values(request.form, page.values or {})
    try:
        page = imports.choose_values(db(), current_actor(), values=chosen, today=today(), **place)
    except Refused as refused:
        return _show_values(page, chosen, 422, refused.message)
    return _show("preview", page, 200)


def _keep() -> ResponseReturnValue:
    request_key = StepForm().read_request_key()
    audit_round = imports.import_audit(
        db(), current_actor(), today=today(), request_key=request_key, **_place()
    )
    flash("The past audit is brought in. Its findings are being made.")
    return redirect(url_for("rounds.show", key=audit_round.key), 303)


def _place() -> dict[str, Any]:
    return {"carried": request.form.get("carried", ""), "keys_folder": keys_folder()}


def _show_columns(page: ImportPage, uses: list[str], status: int, refusal: str = "") -> ResponseReturnValue:
    return _show(
        "columns",
        page,
        status,
        refusal=refusal,
        target=name_column(0),
        chosen=uses,
        uses=USES,
        questions=list_questions(page.rubric),
        name_column=name_column,
        examples=_examples(page),
    )


def _examples(page: ImportPage) -> list[str]:
    """A few words of each column that holds few different ones: what tells answers from names and texts."""
    columns = zip(*(cells for _, cells in page.past.rows), strict=True)
    words = [sorted({cell for cell in column if cell}) for column in columns]
    return [
        ", ".join(found[:4]) if len(found) <= 12 and max(map(len, found), default=0) < 30 else ""
        for found in words
    ]


def _show_values(
    page: ImportPage, chosen: dict[str, dict[str, str]], status: int, refusal: str = ""
) -> ResponseReturnValue:
    values = page.values or {}
    return _show(
        "values",
        page,
        status,
        refusal=refusal,
        target=_find_empty(values, chosen),
        values=values,
        chosen=chosen,
        kinds=_KINDS,
        meanings={kind: list_meanings(kind, page.rubric) for kind in values},
        numbers={kind for kind, words in values.items() if kind != "legal" and has_numbers(words)},
        name_value=name_value,
    )


def _find_empty(values: Mapping[str, Sequence[tuple[str, int]]], chosen: dict[str, dict[str, str]]) -> str:
    """The first field that still needs a choice."""
    places = (
        name_value(kind, place)
        for kind, words in values.items()
        for place, (word, _n) in enumerate(words)
        if not chosen[kind][word]
    )
    return next(places, "match")


def _show(template: str, page: ImportPage, status: int, **more: Any) -> ResponseReturnValue:
    form = StepForm(formdata=None)
    html = render_template(f"imports/{template}.html", page=page, past=page.past, form=form, **more)
    return html, status
