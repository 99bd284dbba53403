"""Guests of a round: inviting them, new links, ending one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.agency import Agency
from audit.web.database import current_actor, db
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.web.guests_forms import InvitationForm
from audit.web.own_address import is_loopback, own_address
from audit.workflow.editing import Refused
from audit.workflow.guests import (
    Invitation,
    InvitationPage,
    end_guest_link,
    invite_guest,
    list_guests,
    renew_link,
    show_invitation,
)

blueprint = Blueprint("guests", __name__, url_prefix="/rounds")


@blueprint.route("/<key>/guests/new", methods=["GET", "POST"])
@allow(Permission.INVITE)
def invite(key: str) -> ResponseReturnValue:
    page = show_invitation(db(), current_actor(), round_key=key)
    form = InvitationForm(data={"cases": request.args.getlist("case")})
    form.offer(page.cases)
    if not form.validate_on_submit():
        return _show(page, form, 422 if form.is_submitted() else 200)
    try:
        invitation = _invite(key, form)
    except Refused as refused:
        form.refuse(Refused("cases", refused.message) if refused.field == "member" else refused)
        return _show(page, form, 422)
    return _show_link(key, invitation)


def _invite(key: str, form: InvitationForm) -> Invitation:
    return invite_guest(
        db(),
        current_actor(),
        round_key=key,
        name=form.name.data or "",
        email=form.email.data or "",
        organisation=form.organisation.data or "",
        agency=Agency(form.agency.data),
        lens=form.read_lens(),
        case_keys=form.cases.data or [],
        link_start=link_start(),
        request_key=form.read_request_key(),
    )


def _show(page: InvitationPage, form: InvitationForm, status: int) -> ResponseReturnValue:
    html = render_template("guests/new.html", page=page, audit_round=page.audit_round, form=form)
    return html, status


@blueprint.post("/<key>/guests/<link_key>/renew")
@allow(Permission.INVITE)
def renew(key: str, link_key: str) -> ResponseReturnValue:
    request_key = PageForm().read_request_key()
    invitation = renew_link(
        db(),
        current_actor(),
        round_key=key,
        key=link_key,
        link_start=link_start(),
        request_key=request_key,
    )
    return _show_link(key, invitation)


@blueprint.post("/<key>/guests/<link_key>/end")
@allow(Permission.INVITE)
def end(key: str, link_key: str) -> ResponseReturnValue:
    link = end_guest_link(db(), current_actor(), round_key=key, key=link_key)
    flash(f"The link of {link.person.name} has ended. What they scored so far is kept.")
    return redirect(url_for("panel.index", key=key), 303)


def _show_link(key: str, invitation: Invitation) -> ResponseReturnValue:
    """An answer to a POST that is a page: the link exists nowhere else and is never shown again."""
    start = link_start()
    lines = list_guests(db(), current_actor(), round_key=key)
    return render_template(
        "guests/link.html",
        round_key=key,
        invitation=invitation,
        line=next(line for line in lines if line.link.person_id == invitation.link.person_id),
        link=start + invitation.token if invitation.token else "",
        is_here=is_loopback(own_address()),
    )


def link_start() -> str:
    """All of a guest's link but its token."""
    return own_address() + url_for("guest_entry.enter", token="")


def own_guests(round_key: str) -> dict[str, object]:
    """What the panel's page shows of guests."""
    return {
        "guests": list_guests(db(), current_actor(), round_key=round_key),
        "renew_form": PageForm(formdata=None),
    }
