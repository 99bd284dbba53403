"""The form of an area's own services and school closures, as people type them."""

from datetime import date

from wtforms import TextAreaField

from audit.domain.agency import Agency
from audit.domain.words import AGENCIES
from audit.reporting.figures import day
from audit.store.area import Area
from audit.web.forms import PageForm


class ServicesForm(PageForm):
    """A service a line, and a closure a line."""

    services = TextAreaField("More services")
    closures = TextAreaField("When schools are closed")


def say_services(area: Area) -> str:
    """The services that the area has added, one a line."""
    return "\n".join(f"{one['name']}, {AGENCIES[Agency(one['agency'])]}" for one in area.services)


def say_closures(area: Area) -> str:
    """The closures, one a line."""
    pairs = (tuple(day(date.fromisoformat(one)) for one in pair) for pair in area.school_closures)
    return "\n".join(f"{first} to {last}" for first, last in pairs)
