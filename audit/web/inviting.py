"""People pasted into the panel page: paste, look, confirm."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.web.database import current_actor, db
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.web.inviting_forms import AGENCY_CHOICES, PasteForm, read_invitees, show_again
from audit.web.own_address import is_loopback, own_address
from audit.workflow.editing import Refused
from audit.workflow.inviting import Fate, Understood, invite_people, understand_people
from audit.workflow.rounds import get_round

blueprint = Blueprint("inviting", __name__, url_prefix="/rounds")


@blueprint.get("/<key>/panel/paste")
@allow(Permission.INVITE)
def paste(key: str) -> ResponseReturnValue:
    return _show(key, PasteForm(), [], 200)


@blueprint.post("/<key>/panel/paste")
@allow(Permission.INVITE)
def look(key: str) -> ResponseReturnValue:
    form = PasteForm()
    if not form.validate():
        return _show(key, form, [], 422)
    try:
        lines = understand_people(db(), current_actor(), round_key=key, text=form.text.data or "")
    except Refused as refused:
        form.refuse(refused)
        return _show(key, form, [], 422)
    return _show(key, form, lines, 200)


@blueprint.post("/<key>/panel/invite")
@allow(Permission.INVITE)
def invite(key: str) -> ResponseReturnValue:
    form, people = PasteForm(), read_invitees(request.form)
    address = own_address()
    try:
        invited = invite_people(
            db(),
            current_actor(),
            round_key=key,
            people=people,
            link_of=lambda token: address + url_for("account.set_password", token=token),
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.say(refused.message)
        text = form.text.data or show_again(people)
        form.text.data = text
        lines = understand_people(db(), current_actor(), round_key=key, text=text) if people else []
        return _show(key, form, lines, 422)
    new = [one for one in invited if one.link]
    if not new:
        flash(f"{', '.join(one.name for one in invited)}: on the panel.")
        return redirect(url_for("panel.index", key=key), 303)
    # The one answer to a POST that is a page: the links exist nowhere else and are never shown again.
    return render_template(
        "inviting/links.html",
        audit_round=get_round(db(), current_actor(), key=key),
        invited=invited,
        new=new,
        is_here=is_loopback(address),
    )


def _show(key: str, form: PasteForm, lines: Sequence[Understood], status: int) -> ResponseReturnValue:
    html = render_template(
        "inviting/paste.html",
        audit_round=get_round(db(), current_actor(), key=key),
        form=form,
        confirm=PageForm(formdata=None),
        good=[line for line in lines if line.fate is not Fate.REFUSED],
        bad=[line for line in lines if line.fate is Fate.REFUSED],
        agencies=AGENCY_CHOICES,
        chosen=request.form,
    )
    return html, status
