"""The standards: read them, bring in a version."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.intake.rubric import Problem, RubricError
from audit.intake.yaml_nodes import MOST_BYTES
from audit.web.database import current_actor, db
from audit.web.gate import allow, takes_upload
from audit.web.rubrics_forms import RubricForm
from audit.workflow.editing import Refused
from audit.workflow.rubrics import install_rubric, list_rubrics, show_rubric

blueprint = Blueprint("rubrics", __name__, url_prefix="/standards")


@blueprint.get("")
@allow(Permission.READ_RUBRICS)
def index() -> ResponseReturnValue:
    return render_template("rubrics/index.html", rubrics=list_rubrics(db(), current_actor()))


@blueprint.get("/<rubric_key>")
@allow(Permission.READ_RUBRICS)
def show(rubric_key: str) -> ResponseReturnValue:
    found = show_rubric(db(), current_actor(), rubric_key=rubric_key)
    return render_template("rubrics/show.html", row=found.row, rubric=found.rubric)


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Permission.INSTALL_RUBRIC)
@takes_upload
def new() -> ResponseReturnValue:
    form = RubricForm()
    if not form.validate_on_submit():
        return _show_new(form, 422 if form.is_submitted() else 200)
    try:
        text = form.file.data.read(MOST_BYTES + 1)
        row = install_rubric(db(), current_actor(), text=text, request_key=form.read_request_key())
    except RubricError as error:
        form.refuse(Refused("file", "The file is not a rubric yet. What must be mended stands below"))
        return _show_new(form, 422, error.problems)
    except Refused as refused:
        form.refuse(refused)
        return _show_new(form, 422)
    flash(f"“{row.title}”, version {row.rubric_version}, is here.")
    return redirect(url_for("rubrics.show", rubric_key=row.key), 303)


def _show_new(form: RubricForm, status: int, problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    return render_template("rubrics/new.html", form=form, problems=problems), status
