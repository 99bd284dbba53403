"""Sharing out the cases, giving single ones, and the key list."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Conflict, Permission
from audit.web.database import current_actor, db
from audit.web.frames import as_csv, keys_folder
from audit.web.gate import allow
from audit.web.panel_forms import GivingForm, SharingForm
from audit.workflow.assignments import GivingPage, assign_case, list_gaps, show_giving
from audit.workflow.case_page import list_round_cases
from audit.workflow.editing import Refused
from audit.workflow.key_list import export_key_list
from audit.workflow.rounds import get_round
from audit.workflow.sharing import preview_sharing, share_out_cases

blueprint = Blueprint("sharing", __name__, url_prefix="/rounds")


@blueprint.get("/<key>/share-out")
@allow(Permission.SHARE_OUT)
def show(key: str) -> ResponseReturnValue:
    audit_round = get_round(db(), current_actor(), key=key)
    form = SharingForm(double_percent=round(audit_round.double_share * 100), version=audit_round.version)
    status = 200
    if "double_percent" in request.args:
        form = SharingForm(request.args, version=audit_round.version)
        status = 200 if form.double_percent.validate(form) else 422
    return _show_sharing(key, form, status)


def _show_sharing(key: str, form: SharingForm, status: int) -> ResponseReturnValue:
    audit_round = get_round(db(), current_actor(), key=key)
    preview, reason = None, ""
    try:
        if status == 200:
            share = (form.double_percent.data or 0) / 100
            preview = preview_sharing(db(), current_actor(), round_key=key, double_share=share)
    except Conflict as conflict:
        reason = str(conflict)
    html = render_template(
        "sharing/show.html",
        audit_round=audit_round,
        preview=preview,
        reason=reason,
        gaps=list_gaps(db(), current_actor(), round_key=key),
        cases=list_round_cases(db(), current_actor(), round_key=key),
        form=form,
    )
    return html, status


@blueprint.post("/<key>/share-out")
@allow(Permission.SHARE_OUT)
def share_out(key: str) -> ResponseReturnValue:
    form = SharingForm()
    if not form.validate():
        return _show_sharing(key, form, 422)
    share_out_cases(
        db(),
        current_actor(),
        round_key=key,
        version=form.read_version(),
        double_share=(form.double_percent.data or 0) / 100,
    )
    flash("The cases are shared out.")
    return redirect(url_for("rounds.show", key=key), 303)


@blueprint.route("/<key>/cases/<case_key>/give", methods=["GET", "POST"])
@allow(Permission.SHARE_OUT)
def give(key: str, case_key: str) -> ResponseReturnValue:
    page = show_giving(db(), current_actor(), round_key=key, case_key=case_key)
    form = GivingForm()
    form.offer([*page.members, *page.holders, *page.barred] if form.is_submitted() else page.members)
    if not form.validate_on_submit():
        return _show_giving(page, form, 422 if form.is_submitted() else 200)
    try:
        given = assign_case(
            db(),
            current_actor(),
            round_key=key,
            case_key=case_key,
            member_key=form.member.data,
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_giving(page, form, 422)
    flash(f"{given.person.name} has case {page.case.number}.")
    return redirect(url_for("progress.show", key=key), 303)


def _show_giving(page: GivingPage, form: GivingForm, status: int) -> ResponseReturnValue:
    form.offer(page.members)
    return render_template("sharing/give.html", page=page, audit_round=page.audit_round, form=form), status


@blueprint.post("/<key>/key-list")
@allow(Permission.SEE_LOCATOR)
def key_list(key: str) -> ResponseReturnValue:
    content = export_key_list(db(), current_actor(), round_key=key, keys_folder=keys_folder())
    return as_csv(content, "key-list.csv")
