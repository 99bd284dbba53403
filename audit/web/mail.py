"""Which messages were sent, and sending a failed one again."""

from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.settings import Settings
from audit.web.database import current_actor, db
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.workflow.mail import list_mail, send_again

blueprint = Blueprint("mail", __name__, url_prefix="/messages")
MOST_PAGES = 10_000


@blueprint.get("")
@allow(Permission.REMIND)
def index() -> ResponseReturnValue:
    only_failed = request.args.get("show") == "failed"
    found = list_mail(db(), current_actor(), page=_asked_page(), only_failed=only_failed)
    settings = cast(Settings, current_app.extensions["settings"])
    return render_template(
        "mail/index.html", found=found, only_failed=only_failed, goes_to_folder=not settings.mail_host
    )


@blueprint.post("/<key>/again")
@allow(Permission.REMIND)
def again(key: str) -> ResponseReturnValue:
    send_again(db(), current_actor(), key=key, version=PageForm().read_version())
    flash("The message will be sent again in the next minute.")
    return redirect(url_for("mail.index"), 303)


def _asked_page() -> int:
    asked = request.args.get("page", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 6
    return min(max(int(asked), 1), MOST_PAGES) if is_number else 1
