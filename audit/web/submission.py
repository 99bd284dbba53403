"""Checking answers, handing in, and correcting what was handed in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Conflict, Permission
from audit.store.panel import AssignmentStatus
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.web.saving import scoring_words
from audit.web.scoresheets_forms import ReopenForm, SubmitForm
from audit.workflow.cases import list_my_cases
from audit.workflow.editing import Refused, Stale
from audit.workflow.scoresheets import show_sheet
from audit.workflow.submission import reopen_sheet, submit_sheet

blueprint = Blueprint("submission", __name__, url_prefix="/scoresheets")
blueprint.context_processor(scoring_words)


@blueprint.get("/<key>/check")
@allow(Permission.SCORE)
def check(key: str) -> ResponseReturnValue:
    view = show_sheet(db(), current_actor(), key=key)
    if view.barrier:
        return redirect(url_for("scoresheets.show", key=key), 303)
    return _show_check(key, 200)


def _show_check(key: str, status: int, problem: str = "") -> ResponseReturnValue:
    view, form = show_sheet(db(), current_actor(), key=key), SubmitForm(formdata=None)
    form.version.data = str(view.sheet.version)
    return render_template("scoresheets/check.html", view=view, form=form, problem=problem), status


@blueprint.post("/<key>/submit")
@allow(Permission.SCORE)
def submit(key: str) -> ResponseReturnValue:
    form = SubmitForm()
    try:
        submit_sheet(db(), current_actor(), key=key, version=form.read_version())
    except Stale:
        return _show_check(key, 409, "Something was changed after you opened this page. Check it once more.")
    except Conflict as conflict:
        if show_sheet(db(), current_actor(), key=key).barrier:
            raise
        return _show_check(key, 409, str(conflict))
    return redirect(url_for("submission.done", key=key), 303)


@blueprint.get("/<key>/done")
@allow(Permission.SCORE)
def done(key: str) -> ResponseReturnValue:
    view = show_sheet(db(), current_actor(), key=key)
    if view.sheet.submitted_at is None:
        return redirect(url_for("submission.check", key=key), 303)
    left = [
        mine
        for mine in list_my_cases(db(), current_actor())
        if mine.is_open and mine.assignment.status != AssignmentStatus.SUBMITTED
    ]
    # The same audit first, and in it what was begun.
    left.sort(key=lambda mine: (mine.audit_round is not view.audit_round, mine.sheet is None))
    n_here = sum(mine.audit_round is view.audit_round for mine in left)
    return render_template("scoresheets/done.html", view=view, left=left, n_here=n_here)


@blueprint.route("/<key>/correct", methods=["GET", "POST"])
@allow(Permission.SCORE)
def reopen(key: str) -> ResponseReturnValue:
    form, view = ReopenForm(), show_sheet(db(), current_actor(), key=key)
    if form.validate_on_submit():
        wanted = {"reason": form.reason.data or "", "request_key": form.read_request_key()}
        try:
            sheet = reopen_sheet(db(), current_actor(), key=key, **wanted)
            return redirect(url_for("scoresheets.show", key=sheet.key), 303)
        except Refused as refused:
            form.refuse(refused)
    page = render_template("scoresheets/reopen.html", view=view, form=form)
    return page, 422 if form.is_submitted() else 200
