"""The area's settings."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.brand import WHITE, contrast, text_on
from audit.store.area import Area
from audit.web.area_forms import AreaForm
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.workflow.area import Safeguarding, change_area, get_area
from audit.workflow.editing import Refused, Stale

blueprint = Blueprint("area", __name__, url_prefix="/settings")
FIELDS = (
    "name",
    "brand_colour",
    "contact",
    "safeguarding_name",
    "safeguarding_email",
    "safeguarding_phone",
    "lens_reads_all",
)


@blueprint.get("")
@allow(Permission.MANAGE_AREA)
def show() -> ResponseReturnValue:
    area = get_area(db(), current_actor())
    return _show(AreaForm(formdata=None, obj=area), area, 200)


@blueprint.post("")
@allow(Permission.MANAGE_AREA)
def change() -> ResponseReturnValue:
    form, area = AreaForm(), get_area(db(), current_actor())
    if not form.validate():
        return _show(form, area, 422)
    try:
        change_area(
            db(),
            current_actor(),
            name=form.name.data,
            brand_colour=form.brand_colour.data,
            contact=form.contact.data,
            safeguarding=Safeguarding(
                form.safeguarding_name.data, form.safeguarding_email.data, form.safeguarding_phone.data
            ),
            lens_reads_all=bool(form.lens_reads_all.data),
            version=form.read_version(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show(form, area, 422)
    except Stale as stale:
        form.version.data = str(stale.row.version)
        return _show(form, stale.row, 409)
    flash("The settings are saved.")
    return redirect(url_for("area.show"), 303)


def _said(value: str | bool) -> str:
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else value


def _show(form: AreaForm, area: Area, status: int) -> ResponseReturnValue:
    stale = []
    if status == 409:
        pairs = ((form[name], getattr(area, name)) for name in FIELDS)
        stale = [
            (field.label.text, _said(field.data), _said(saved))
            for field, saved in pairs
            if field.data != saved
        ]
    ratio = contrast(area.brand_colour, WHITE)
    words = render_template(
        "area/show.html", form=form, area=area, ratio=ratio, on=text_on(area.brand_colour), stale=stale
    )
    return words, status
