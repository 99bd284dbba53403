"""The services that are asked for advice or invited to reviews; each speaks for an agency."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.domain.agency import Agency

LONGEST_NAME, MOST_ADDED = 60, 30
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Service:
    """Somebody who can be asked. `code` is what files and the store call it, and never changes."""

    code: str
    name: str
    agency: Agency


# Regulation 6(1) asks the family, education, health, psychology and social care; health is many services.
USUAL: tuple[Service, ...] = (
    Service("family", "Family", Agency.FAMILY),
    Service("education", "School or setting", Agency.EDUCATION),
    Service("psychology", "Educational psychologist", Agency.PSYCHOLOGY),
    Service("paediatrics", "Paediatrics", Agency.HEALTH),
    Service("speech_language", "Speech and language therapy", Agency.HEALTH),
    Service("occupational_therapy", "Occupational therapy", Agency.HEALTH),
    Service("physiotherapy", "Physiotherapy", Agency.HEALTH),
    Service("camhs", "CAMHS", Agency.HEALTH),
    Service("school_nursing", "School nursing", Agency.HEALTH),
    Service("social_care", "Social care", Agency.SOCIAL_CARE),
)


class ServiceFault(ValueError):
    """A line that names no service; the message says which and why."""


def list_services(added: Iterable[Mapping[str, str]] = ()) -> tuple[Service, ...]:
    """The usual services, then those that the area has added."""
    own = (Service(one["code"], one["name"], Agency(one["agency"])) for one in added)
    return (*USUAL, *own)


def parse_services(
    text: str, agencies: Mapping[str, str], known: Sequence[Service] = ()
) -> tuple[Service, ...]:
    """Services typed one a line as "Sensory support, Education"; one that was known keeps its code."""
    said = {_fold(words): Agency(code) for code, words in agencies.items()}
    said |= {_fold(code): Agency(code) for code in agencies}
    codes = {_fold(one.name): one.code for one in known}
    found: dict[str, Service] = {}
    taken = {_fold(words) for one in USUAL for words in (one.name, one.code)}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            service = _parse_line(number, line, said, codes)
            if _fold(service.name) in taken or service.code in found:
                raise ServiceFault(f"Line {number}: this service is in the list already")
            taken.add(_fold(service.name))
            found[service.code] = service
    if len(found) > MOST_ADDED:
        raise ServiceFault(f"Add up to {MOST_ADDED} services")
    return tuple(found.values())


def _parse_line(number: int, line: str, said: Mapping[str, Agency], codes: Mapping[str, str]) -> Service:
    name, comma, agency = (part.strip() for part in line.rpartition(","))
    if not comma or not name or _fold(agency) not in said:
        raise ServiceFault(
            f"Line {number}: write the service, a comma and its agency, like Dietetics, Health"
        )
    if len(name) > LONGEST_NAME:
        raise ServiceFault(f"Line {number}: use {LONGEST_NAME} characters or fewer")
    slug = "_".join(_NOT_ALNUM.split(name.casefold())).strip("_")[:30]
    if not slug:
        raise ServiceFault(f"Line {number}: write the name with letters or figures")
    return Service(codes.get(_fold(name), f"own_{slug}"), name, said[_fold(agency)])


def _fold(text: str) -> str:
    return _NOT_ALNUM.sub("", text.casefold())
