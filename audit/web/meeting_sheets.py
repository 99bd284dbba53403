"""A meeting's own scoresheet of a case: begun, filled in on one page, corrected."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Conflict, Permission
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.web.meeting_sheets_forms import BeginForm
from audit.web.one_page import show_one_page, take_one_page
from audit.web.saving import scoring_words
from audit.web.scoresheets_forms import ReopenForm
from audit.workflow.editing import Refused
from audit.workflow.meeting_sheets import (
    begin_meeting_sheet,
    correct_meeting_sheet,
    find_meeting_of,
    find_shut,
    get_case_at_meeting,
    save_meeting_sheet,
    show_meeting_sheet,
    submit_meeting_sheet,
)
from audit.workflow.one_page import OnePage

blueprint = Blueprint("meeting_sheets", __name__)
blueprint.context_processor(scoring_words)


@blueprint.route("/rounds/<round_key>/meetings/<meeting_key>/cases/<case_key>", methods=["GET", "POST"])
@allow(Permission.MODERATE)
def begin(round_key: str, meeting_key: str, case_key: str) -> ResponseReturnValue:
    place: dict[str, Any] = {"round_key": round_key, "meeting_key": meeting_key, "case_key": case_key}
    form, (view, found) = BeginForm(), get_case_at_meeting(db(), current_actor(), **place)
    if found.sheet is not None:
        return redirect(url_for("meeting_sheets.show", key=found.sheet.key), 303)
    if form.is_submitted():
        wanted: dict[str, Any] = {
            "instead_of_own": bool(form.instead_of_own.data),
            "request_key": form.read_request_key(),
        }
        try:
            sheet = begin_meeting_sheet(db(), current_actor(), **place, **wanted)
            return redirect(url_for("meeting_sheets.show", key=sheet.key), 303)
        except Refused as refused:
            form.refuse(refused)
    page = render_template("meeting_sheets/begin.html", view=view, found=found, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/meeting-sheets/<key>")
@allow(Permission.MODERATE)
def show(key: str) -> ResponseReturnValue:
    page, shut = show_meeting_sheet(db(), current_actor(), key=key), _find_shut(key)
    if shut:
        return render_template("meeting_sheets/show.html", view=page, shut=shut, **_words(page))
    return show_one_page(page, _words(page))


@blueprint.post("/meeting-sheets/<key>")
@allow(Permission.MODERATE)
def save(key: str) -> ResponseReturnValue:
    page, shut = show_meeting_sheet(db(), current_actor(), key=key), _find_shut(key)
    if shut:
        raise Conflict(shut)
    words = _words(page)
    return take_one_page(
        page,
        words,
        save=lambda **given: save_meeting_sheet(db(), current_actor(), key=key, **given),
        submit=lambda: _submit(key, page),
        left=words["back_to"],
        done=words["back_to"],
    )


def _submit(key: str, page: OnePage) -> None:
    submit_meeting_sheet(db(), current_actor(), key=key)
    flash(f"The meeting’s scoresheet of case {page.case.number} is submitted.")


def _find_shut(key: str) -> str | None:
    return find_shut(db(), current_actor(), key=key)


def _words(page: OnePage) -> dict[str, Any]:
    meeting = find_meeting_of(db(), current_actor(), sheet=page.sheet)
    place: dict[str, Any] = {"round_key": page.audit_round.key, "meeting_key": meeting.key}
    return {
        "meeting": meeting,
        "keyed": None,
        "heading": f"Case {page.case.number}, scored by the meeting",
        "back_to": url_for("meetings.show", **place),
        "back_words": "The meeting",
    }


@blueprint.route("/meeting-sheets/<key>/correct", methods=["GET", "POST"])
@allow(Permission.MODERATE)
def correct(key: str) -> ResponseReturnValue:
    form, page = ReopenForm(), show_meeting_sheet(db(), current_actor(), key=key)
    if form.is_submitted():
        wanted = {"reason": form.reason.data or "", "request_key": form.read_request_key()}
        try:
            sheet = correct_meeting_sheet(db(), current_actor(), key=key, **wanted)
            return redirect(url_for("meeting_sheets.show", key=sheet.key), 303)
        except Refused as refused:
            form.refuse(refused)
    html = render_template("meeting_sheets/correct.html", view=page, form=form)
    return html, 422 if form.is_submitted() else 200
