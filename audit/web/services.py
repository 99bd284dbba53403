"""Settings: the services that the area asks beside the usual ones, and when its schools are closed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.service import USUAL
from audit.domain.words import AGENCIES
from audit.intake.clocks import FILE, load_clocks
from audit.store.area import Area
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.web.services_forms import ServicesForm, say_closures, say_services
from audit.workflow.editing import Refused, Stale
from audit.workflow.services import change_services, get_services

blueprint = Blueprint("services", __name__, url_prefix="/settings")


@blueprint.route("/services", methods=["GET", "POST"])
@allow(Permission.MANAGE_AREA)
def show() -> ResponseReturnValue:
    area = get_services(db(), current_actor())
    form = ServicesForm(services=say_services(area), closures=say_closures(area), version=area.version)
    if not form.validate_on_submit():
        return _show(area, form, 422 if form.is_submitted() else 200)
    typed = {"services": form.services.data or "", "closures": form.closures.data or ""}
    try:
        change_services(db(), current_actor(), **typed, version=form.read_version())
    except Refused as refused:
        form.refuse(refused)
        return _show(area, form, 422)
    except Stale:
        form.version.data = str(area.version)
        return _show(area, form, 409)
    flash("Saved.")
    return redirect(url_for("services.show"), 303)


def _show(area: Area, form: ServicesForm, status: int) -> ResponseReturnValue:
    texts = []
    if status == 409:
        pairs = ((form.services, say_services(area)), (form.closures, say_closures(area)))
        texts = [
            (field.label.text, field.data or "Nothing", kept or "Nothing")
            for field, kept in pairs
            if (field.data or "") != kept
        ]
    html = render_template(
        "area/services.html",
        form=form,
        texts=texts,
        usual=USUAL,
        agencies=AGENCIES.values(),
        book=load_clocks(),
        file=f"rubrics/{FILE}",
    )
    return html, status
