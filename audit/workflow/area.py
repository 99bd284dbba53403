"""The area's own name, colour and contact."""

import re
from dataclasses import astuple, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.domain.brand import is_colour, stands_out_on_white
from audit.domain.typed_text import clean_text
from audit.store.area import Area
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs


@dataclass(frozen=True)
class Safeguarding:
    """Who is told when somebody worries about a child's safety."""

    name: str = ""
    email: str = ""
    phone: str = ""


@needs(Permission.MANAGE_AREA)
def get_area(session: Session, actor: Actor) -> Area:
    """The actor's own area."""
    area = session.scalars(sa.select(Area).where(Area.row_id == actor.area_id)).one_or_none()
    if area is None:
        raise NotFound("no area")
    return area


@needs(Permission.MANAGE_AREA)
def change_area(
    session: Session,
    actor: Actor,
    *,
    name: str,
    brand_colour: str,
    contact: str,
    version: int,
    safeguarding: Safeguarding | None = None,
    lens_reads_all: bool | None = None,
) -> Area:
    """Save what pages and reports show of the area, and how scoring goes there. What is None stays."""
    area = get_area(session, actor)
    check_version(area, version)
    _check(session, name, brand_colour, own=area.row_id)
    wanted: dict[str, object] = {"name": name, "brand_colour": brand_colour.lower(), "contact": contact}
    if safeguarding is not None:
        wanted |= _check_safeguarding(safeguarding)
    if lens_reads_all is not None:
        wanted["lens_reads_all"] = lens_reads_all
    changed = [field for field, value in wanted.items() if getattr(area, field) != value]
    for field in changed:
        setattr(area, field, wanted[field])
    if changed:
        record(session, actor, "area_changed", f"area {area.key}", {"fields": changed})
    return area


@needs(Permission.INSTALL)
def install_area(
    session: Session,
    actor: Actor,
    *,
    name: str,
    is_example: bool = False,
    brand_colour: str | None = None,
    contact: str = "",
) -> Area:
    """Make an area. Its key file is made beside it, by whoever knows the instance folder."""
    if session.scalars(sa.select(Area).where(Area.name == name)).first() is not None:
        raise Conflict(f"There is an area called {name} already.")
    area = Area(name=name, is_example=is_example, contact=contact)
    if brand_colour is not None:
        _check(session, name, brand_colour, own=None)
        area.brand_colour = brand_colour.lower()
    session.add(area)
    session.flush()
    record(
        session,
        actor,
        "area_installed",
        f"area {area.key}",
        {"is_example": is_example},
        area_id=area.row_id,
    )
    return area


def _check_safeguarding(safeguarding: Safeguarding) -> dict[str, str]:
    name, email, phone = (clean_text(text) for text in astuple(safeguarding))
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise Refused("safeguarding_email", "Enter an e-mail address like name@council.gov.uk")
    if phone and not re.search(r"(?:\D*\d){3}", phone):
        raise Refused("safeguarding_phone", "Enter a telephone number, like 01234 567890")
    if re.search(r"[\r\n]", name + email + phone):
        raise Refused("safeguarding_name", "Keep each of these to one line")
    return {"safeguarding_name": name, "safeguarding_email": email, "safeguarding_phone": phone}


def _check(session: Session, name: str, brand_colour: str, *, own: int | None) -> None:
    if not name.strip():
        raise Refused("name", "Enter the area's name")
    if not is_colour(brand_colour):
        raise Refused("brand_colour", "Enter a colour as # and six figures or letters, like #1d4f5c")
    if not stands_out_on_white(brand_colour):
        raise Refused("brand_colour", "This colour is too light to be read on white. Choose a darker one")
    named = sa.select(Area).where(Area.name == name, Area.row_id != (own or 0))
    if session.scalars(named).first() is not None:
        raise Refused("name", "Another area has this name")
