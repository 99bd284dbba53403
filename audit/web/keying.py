"""Keying in what somebody scored on paper."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.gate import allow
from audit.web.keying_forms import KeyingForm
from audit.web.one_page import show_one_page, take_one_page
from audit.web.saving import scoring_words
from audit.workflow.editing import Refused
from audit.workflow.keying import (
    Keying,
    begin_keying,
    leave_to_auditor,
    save_keyed,
    show_keyed,
    show_keying,
    submit_keyed,
)
from audit.workflow.one_page import OnePage

blueprint = Blueprint("keying", __name__, url_prefix="/keying-in")
blueprint.context_processor(scoring_words)


@blueprint.route("/<key>", methods=["GET", "POST"])
@allow(Permission.KEY_IN)
def begin(key: str) -> ResponseReturnValue:
    form, found = KeyingForm(), show_keying(db(), current_actor(), key=key)
    if found.sheet is not None:
        return redirect(url_for("keying.show", key=key), 303)
    if form.is_submitted():
        try:
            form.validate()
            return _begin(key, found, form)
        except Refused as refused:
            form.refuse(refused)
    page = render_template("keying/begin.html", found=found, form=form)
    return page, 422 if form.is_submitted() else 200


def _begin(key: str, found: Keying, form: KeyingForm) -> ResponseReturnValue:
    sheet = begin_keying(
        db(),
        current_actor(),
        key=key,
        knows_it=form.read_knows_it(),
        scored_on=form.scored_on.data,
        today=today(),
        request_key=form.read_request_key(),
    )
    if sheet is not None:
        return redirect(url_for("keying.show", key=key), 303)
    flash(f"Case {found.assignment.case.number} is handed back. Give it to somebody else.")
    return redirect(url_for("progress.show", key=found.audit_round.key), 303)


@blueprint.get("/<key>/answers")
@allow(Permission.KEY_IN)
def show(key: str) -> ResponseReturnValue:
    page = show_keyed(db(), current_actor(), key=key)
    return show_one_page(page, _words(key, page))


@blueprint.post("/<key>/answers")
@allow(Permission.KEY_IN)
def save(key: str) -> ResponseReturnValue:
    page = show_keyed(db(), current_actor(), key=key)
    progress = url_for("progress.show", key=page.audit_round.key)
    return take_one_page(
        page,
        _words(key, page),
        save=lambda **given: save_keyed(db(), current_actor(), key=key, **given),
        submit=lambda: _submit(key, page),
        left=progress,
        done=progress,
    )


def _submit(key: str, page: OnePage) -> None:
    submit_keyed(db(), current_actor(), key=key)
    flash(f"Case {page.case.number} is keyed in and submitted. Its auditor sees who typed it.")


@blueprint.post("/<key>/leave")
@allow(Permission.KEY_IN)
def leave(key: str) -> ResponseReturnValue:
    page = show_keyed(db(), current_actor(), key=key)
    leave_to_auditor(db(), current_actor(), key=key)
    flash(f"Case {page.case.number} is left to its auditor, with what you keyed in.")
    return redirect(url_for("progress.show", key=page.audit_round.key), 303)


def _words(key: str, page: OnePage) -> dict[str, Any]:
    found = show_keying(db(), current_actor(), key=key)
    return {
        "meeting": None,
        "keyed": found.assignment,
        "heading": f"Case {page.case.number}, from paper",
        "back_to": url_for("progress.show", key=page.audit_round.key),
        "back_words": "Progress",
    }
