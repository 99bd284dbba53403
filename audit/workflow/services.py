"""The services that an area asks, and when its schools are closed: what advice and limits are judged by."""

import re
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, NotFound, Permission
from audit.domain.clock import Closure
from audit.domain.engagement import Rules
from audit.domain.service import USUAL, Service, ServiceFault, list_services, parse_services
from audit.domain.typed_days import parse_day
from audit.domain.typed_text import clean_text
from audit.domain.words import AGENCIES
from audit.intake.clocks import load_clocks
from audit.store.area import Area
from audit.store.contribution import Contribution
from audit.store.trail import record
from audit.store.visible_rules import table_of
from audit.store.whose import actor_of
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs
from audit.workflow.programmes import FIRST_YEAR, LAST_YEAR

# By whose calendar a moment belongs to a day.
LONDON = ZoneInfo("Europe/London")
MOST_CLOSURES, LONGEST_CLOSURE_DAYS = 40, 120
_BETWEEN = re.compile(r"\s+to\s+|\s+[-–]\s+", re.IGNORECASE)


def area_of(session: Session) -> Area:
    """The own area of the session's actor, whatever they may do there."""
    own = actor_of(session).area_id
    area = session.scalars(sa.select(Area).where(Area.row_id == own)).one_or_none()
    if area is None:
        raise NotFound("no area")
    return area


def services_of(area: Area) -> tuple[Service, ...]:
    """All services that are asked in the area."""
    return list_services(area.services)


def rules_of(area: Area, today: date) -> Rules:
    """By what advice and limits are judged in the area on a day."""
    closures = tuple(Closure(*(date.fromisoformat(day) for day in pair)) for pair in area.school_closures)
    return Rules(book=load_clocks(), today=today, closures=closures)


@needs(Permission.MANAGE_AREA)
def get_services(session: Session, actor: Actor) -> Area:
    """The area with the services and closures that it has added."""
    return area_of(session)


@needs(Permission.MANAGE_AREA)
def change_services(session: Session, actor: Actor, *, services: str, closures: str, version: int) -> Area:
    """Say whom the area asks beside the usual services, and when its schools are closed."""
    area = area_of(session)
    own = tuple(one for one in services_of(area) if one not in USUAL)
    try:
        found = parse_services(clean_text(services), AGENCIES, own)
    except ServiceFault as fault:
        raise Refused("services", str(fault)) from fault
    days = read_closures(clean_text(closures))
    wanted = [{"code": one.code, "name": one.name, "agency": str(one.agency)} for one in found]
    if wanted == area.services and days == area.school_closures:
        return area  # nothing new, or a double submit
    check_version(area, version)
    speaks_for = {one.code: one.agency for one in found}
    used = _list_used(session, area, {one.code for one in own if speaks_for.get(one.code) != one.agency})
    if used:
        names = ", ".join(one.name for one in own if one.code in used)
        raise Refused(
            "services", f"Something is recorded for {names}, so it stays in the list, and with its agency"
        )
    area.services, area.school_closures = wanted, days
    flag_modified(area, "services")
    details = {"services": [one.code for one in found], "school_closures": days}
    record(session, actor, "services_changed", f"area {area.key}", details)
    return area


def _list_used(session: Session, area: Area, codes: set[str]) -> set[str]:
    """Those of which something is recorded: asked past the row filter, and nothing else is."""
    table = table_of(Contribution)
    query = sa.select(table.c.service).where(table.c.area_id == area.row_id, table.c.service.in_(codes))
    return set(session.execute(query.distinct()).scalars()) if codes else set()


def read_closures(text: str) -> list[list[str]]:
    """Closures typed one a line as "23 July 2026 to 1 September 2026", as pairs of ISO days in order."""
    found = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for number, line in lines:
        days = [parse_day(part) for part in _BETWEEN.split(line.strip())]
        if len(days) != 2 or days[0] is None or days[1] is None:
            raise Refused("closures", f"Line {number}: write two days, like 23 July 2026 to 1 September 2026")
        if not all(FIRST_YEAR <= each.year <= LAST_YEAR for each in (days[0], days[1])):
            raise Refused("closures", f"Line {number}: enter years from {FIRST_YEAR} to {LAST_YEAR}")
        if days[1] < days[0]:
            raise Refused("closures", f"Line {number}: the second day must come after the first")
        if (days[1] - days[0]).days > LONGEST_CLOSURE_DAYS:
            raise Refused("closures", f"Line {number}: a closure is {LONGEST_CLOSURE_DAYS} days or shorter")
        closure = [days[0].isoformat(), days[1].isoformat()]
        if closure not in found:
            found.append(closure)
    if len(found) > MOST_CLOSURES:
        raise Refused("closures", f"Enter up to {MOST_CLOSURES} closures")
    return sorted(found)
