"""Asking by a link what must be put right: making one, the list of all, ending one and making it anew."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.web.own_address import is_loopback, own_address
from audit.web.reply_links_forms import AskForm
from audit.workflow.editing import Refused
from audit.workflow.reply_links import (
    FreshLink,
    ask_by_link,
    end_reply_link,
    list_reply_links,
    prepare_asking,
    renew_reply_link,
    show_reply_link,
)

blueprint = Blueprint("reply_links", __name__, url_prefix="/reply-links")


@blueprint.get("")
@allow(Permission.CORRECT)
def index() -> ResponseReturnValue:
    return render_template(
        "reply_links/index.html", lines=list_reply_links(db(), current_actor(), today=today())
    )


@blueprint.get("/<key>")
@allow(Permission.CORRECT)
def show(key: str) -> ResponseReturnValue:
    line = show_reply_link(db(), current_actor(), key=key, today=today())
    return render_template("reply_links/show.html", line=line)


@blueprint.post("/<key>/end")
@allow(Permission.CORRECT)
def end(key: str) -> ResponseReturnValue:
    end_reply_link(db(), current_actor(), key=key, version=PageForm().read_version())
    flash("The link has ended: nobody can open it any more. What was answered stays.")
    return redirect(url_for("reply_links.show", key=key), 303)


@blueprint.post("/<key>/renew")
@allow(Permission.CORRECT)
def renew(key: str) -> ResponseReturnValue:
    version = PageForm().read_version()
    return _show_fresh(
        renew_reply_link(db(), current_actor(), key=key, version=version, address=own_address())
    )


@blueprint.route("/cases/<case_key>/new", methods=["GET", "POST"])
@allow(Permission.CORRECT)
def ask(case_key: str) -> ResponseReturnValue:
    case, lines = prepare_asking(db(), current_actor(), case_key=case_key, today=today())
    form = AskForm()
    form.offer(lines, note=request.args.get("note", ""), today=today())
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("reply_links/ask.html", case=case, lines=lines, form=form), status
    try:
        fresh = _ask(form, case_key)
    except Refused as refused:
        form.refuse(refused)
        return render_template("reply_links/ask.html", case=case, lines=lines, form=form), 422
    return _show_fresh(fresh)


def _ask(form: AskForm, case_key: str) -> FreshLink:
    return ask_by_link(
        db(),
        current_actor(),
        case_key=case_key,
        keys=form.corrections.data or [],
        owner=form.owner.data or "",
        email=form.email.data or "",
        due_on=form.due_on.data,
        message=form.message.data or "",
        address=own_address(),
        request_key=form.read_request_key(),
        today=today(),
    )


def _show_fresh(fresh: FreshLink) -> ResponseReturnValue:
    """The one answer to a POST that is a page: the link exists nowhere else and is never shown again."""
    address = own_address()
    link = address + url_for("answers.show", token=fresh.token)
    return render_template("reply_links/fresh.html", fresh=fresh, link=link, is_here=is_loopback(address))
