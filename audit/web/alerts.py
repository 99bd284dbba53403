"""Alerts: raising one from a case, one's own, and the lead's list."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.alert import AlertKind
from audit.store.alert_rows import AlertLine
from audit.store.base import now
from audit.web.alerts_forms import AnswerForm, RaiseForm
from audit.web.database import current_actor, db
from audit.web.frames import keys_folder
from audit.web.gate import allow
from audit.web.own_address import own_address
from audit.workflow.alerts import (
    ANSWER_LENGTH,
    WORDS_LENGTH,
    RaisingPage,
    answer_alert,
    get_alert,
    list_alerts,
    list_own_alerts,
    mark_seen,
    raise_alert,
    read_alert_locator,
    show_raising,
)
from audit.workflow.editing import Refused, Stale

blueprint = Blueprint("alerts", __name__)


@blueprint.app_context_processor
def _own_of_case() -> dict[str, object]:
    """For the pages of a case: `own_alerts(case)`."""
    return {"own_alerts": lambda case: list_own_alerts(db(), current_actor(), case_id=case.row_id)}


@blueprint.route("/cases/<key>/alert", methods=["GET", "POST"])
@allow(Permission.RAISE_ALERT)
def tell(key: str) -> ResponseReturnValue:
    page, form = show_raising(db(), current_actor(), key=key), RaiseForm()
    if not form.validate_on_submit():
        return _show_raising(page, form, 422 if form.is_submitted() else 200)
    try:
        raise_alert(
            db(),
            current_actor(),
            key=key,
            kind=AlertKind(form.kind.data),
            words=form.words.data or "",
            address=own_address(),
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_raising(page, form, 422)
    flash("Your alert is with the audit lead. It is not a referral: follow your own safeguarding procedure.")
    return redirect(url_for("scoring.show", key=key), 303)


def _show_raising(page: RaisingPage, form: RaiseForm, status: int) -> ResponseReturnValue:
    html = render_template(
        "alerts/tell.html", page=page, case=page.assignment.case, form=form, most=WORDS_LENGTH
    )
    return html, status


@blueprint.get("/alerts/mine")
@allow(Permission.RAISE_ALERT)
def mine() -> ResponseReturnValue:
    return render_template("alerts/mine.html", lines=list_own_alerts(db(), current_actor()))


@blueprint.get("/alerts")
@allow(Permission.ANSWER_ALERT)
def index() -> ResponseReturnValue:
    return render_template("alerts/index.html", lines=list_alerts(db(), current_actor()), at=now())


@blueprint.get("/alerts/<key>")
@allow(Permission.ANSWER_ALERT)
def show(key: str) -> ResponseReturnValue:
    line, form = get_alert(db(), current_actor(), key=key), AnswerForm(formdata=None)
    form.version.data, form.answer.data = str(line.alert.version), line.answer
    return _show(line, form, 200)


@blueprint.post("/alerts/<key>/seen")
@allow(Permission.ANSWER_ALERT)
def see(key: str) -> ResponseReturnValue:
    mark_seen(db(), current_actor(), key=key)
    flash("Noted. Whoever raised the alert can see that you have read it.")
    return redirect(url_for("alerts.show", key=key), 303)


@blueprint.post("/alerts/<key>/answer")
@allow(Permission.ANSWER_ALERT)
def answer(key: str) -> ResponseReturnValue:
    line, form = get_alert(db(), current_actor(), key=key), AnswerForm()
    words, version = form.answer.data or "", form.read_version()
    address = own_address()
    try:
        answer_alert(db(), current_actor(), key=key, answer=words, version=version, address=address)
    except Refused as refused:
        form.refuse(refused)
        return _show(line, form, 422)
    except Stale:
        # Saving again from the answered page is made from what that page shows.
        form.version.data = str(line.alert.version)
        return _show(line, form, 409)
    flash("Saved. Whoever raised the alert can read your answer.")
    return redirect(url_for("alerts.index"), 303)


@blueprint.post("/alerts/<key>/locator")
@allow(Permission.SEE_LOCATOR)
def locator(key: str) -> ResponseReturnValue:
    """An answer to a POST that is a page: each look at the council's own number is recorded."""
    number = read_alert_locator(db(), current_actor(), key=key, keys_folder=keys_folder())
    line = get_alert(db(), current_actor(), key=key)
    return render_template("alerts/locator.html", line=line, number=number)


def _show(line: AlertLine, form: AnswerForm, status: int) -> ResponseReturnValue:
    texts = [("What was done", form.answer.data, line.answer)] if status == 409 else []
    html = render_template("alerts/show.html", line=line, form=form, texts=texts, most=ANSWER_LENGTH)
    return html, status
