"""Reminding those of a round who have not finished: all, one agency or one person."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.reporting.figures import counted
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.gate import allow
from audit.web.own_address import own_address
from audit.workflow.reminders import prepare_reminder, remind

blueprint = Blueprint("reminders", __name__, url_prefix="/rounds")


@blueprint.get("/<key>/reminders")
@allow(Permission.REMIND)
def show(key: str) -> ResponseReturnValue:
    found = prepare_reminder(db(), current_actor(), round_key=key, today=today(), **_asked())
    return render_template("reminders/show.html", found=found, audit_round=found.audit_round, **_asked())


@blueprint.post("/<key>/reminders")
@allow(Permission.REMIND)
def send(key: str) -> ResponseReturnValue:
    place = {"round_key": key, **_asked()}
    n_sent = remind(db(), current_actor(), today=today(), address=own_address(), **place)  # type: ignore[arg-type]
    flash(f"{counted(n_sent, 'reminder')} will be sent in the next minute.")
    return redirect(url_for("progress.show", key=key), 303)


def _asked() -> dict[str, str | None]:
    """Whom the address names: `group` an agency, `person` one person, neither of them all."""
    return {"group": request.args.get("group") or None, "person_key": request.args.get("person") or None}
