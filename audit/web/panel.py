"""The panel of a round: who is on it, adding and removing."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.words import AGENCIES
from audit.web.database import current_actor, db
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.web.panel_forms import MemberForm
from audit.workflow.editing import Refused
from audit.workflow.panel import PanelPage, add_member, remove_member, show_panel

blueprint = Blueprint("panel", __name__, url_prefix="/rounds")


@blueprint.route("/<key>/panel", methods=["GET", "POST"])
@allow(Permission.SHARE_OUT)
def index(key: str) -> ResponseReturnValue:
    page = show_panel(db(), current_actor(), round_key=key)
    form = MemberForm()
    form.offer(page.candidates)
    if not form.validate_on_submit():
        return _show(page, form, 422 if form.is_submitted() else 200)
    try:
        member = add_member(
            db(),
            current_actor(),
            round_key=key,
            membership_key=form.membership.data,
            lens=form.read_lens(page.candidates),
            most_cases=form.most_cases.data,
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show(page, form, 422)
    flash(f"{member.membership.person.name} is on the panel.")
    return redirect(url_for("panel.index", key=key), 303)


def _show(page: PanelPage, form: MemberForm, status: int) -> ResponseReturnValue:
    present = {member.membership.agency for member in page.members}
    absent = [AGENCIES[agency] for agency in page.lens_agencies if agency not in present]
    html = render_template(
        "panel/index.html",
        page=page,
        audit_round=page.audit_round,
        form=form,
        remove_form=PageForm(formdata=None),
        absent=absent,
    )
    return html, status


@blueprint.post("/<key>/panel/<member_key>/remove")
@allow(Permission.SHARE_OUT)
def remove(key: str, member_key: str) -> ResponseReturnValue:
    remove_member(db(), current_actor(), round_key=key, key=member_key)
    flash("The person is off the panel.")
    return redirect(url_for("panel.index", key=key), 303)
