"""The panel of a round: who is on it, adding and removing."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission, Role
from audit.domain.words import AGENCIES
from audit.store.panel import PanelMember
from audit.web.database import current_actor, db
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.web.guests import own_guests
from audit.web.panel_forms import MembersForm, make_members_form
from audit.workflow.editing import Refused
from audit.workflow.panel import PanelPage, add_member, remove_member, show_panel

blueprint = Blueprint("panel", __name__, url_prefix="/rounds")


@blueprint.route("/<key>/panel", methods=["GET", "POST"])
@allow(Permission.SHARE_OUT)
def index(key: str) -> ResponseReturnValue:
    page = show_panel(db(), current_actor(), round_key=key)
    form = make_members_form(page.candidates, page.lens_agencies)
    if not form.validate_on_submit():
        return _show(page, form, 422 if form.is_submitted() else 200)
    members = _add_chosen(key, form)
    if len(members) < len(form.list_chosen()):
        return _show(page, form, 422)
    flash(_say_added(members))
    return redirect(url_for("panel.index", key=key), 303)


def _add_chosen(key: str, form: MembersForm) -> list[PanelMember]:
    """All of them or, with one who cannot be, none: a page that is not good keeps nothing."""
    members = []
    for membership_key in form.list_chosen():
        try:
            member = add_member(
                db(),
                current_actor(),
                round_key=key,
                membership_key=membership_key,
                lens=form.read_lens(membership_key),
                most_cases=form.read_most(membership_key),
                request_key=form.read_request_key_of(membership_key),
            )
        except Refused as refused:
            form.refuse_of(membership_key, refused)
            break
        members.append(member)
    return members


def _say_added(members: Sequence[PanelMember]) -> str:
    names = [member.membership.person.name for member in members]
    said = f"{', '.join(names[:-1])} and {names[-1]} are" if len(names) > 1 else f"{names[0]} is"
    has_peer = any(member.membership.role == Role.PEER for member in members)
    return f"{said} on the panel.{' Peers get cases by hand: see Progress.' if has_peer else ''}"


def _show(page: PanelPage, form: MembersForm, status: int) -> ResponseReturnValue:
    present = {member.membership.agency for member in page.members}
    absent = [AGENCIES[agency] for agency in page.lens_agencies if agency not in present]
    html = render_template(
        "panel/index.html",
        page=page,
        audit_round=page.audit_round,
        form=form,
        remove_form=PageForm(formdata=None),
        absent=absent,
        **own_guests(page.audit_round.key),
    )
    return html, status


@blueprint.post("/<key>/panel/<member_key>/remove")
@allow(Permission.SHARE_OUT)
def remove(key: str, member_key: str) -> ResponseReturnValue:
    remove_member(db(), current_actor(), round_key=key, key=member_key)
    flash("The person is off the panel.")
    return redirect(url_for("panel.index", key=key), 303)
