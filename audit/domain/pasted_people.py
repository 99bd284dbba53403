"""People pasted into a page, one a line: which part is the name, the e-mail address and the agency."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from audit.domain.agency import Agency

MOST_PEOPLE = 60
NAME_LENGTH, EMAIL_LENGTH, LINE_LENGTH = 120, 254, 500
_SEPARATORS = re.compile(r"[,;\t]")
_EMAIL = re.compile(r"[^\s@<>\"'(),;:\\\[\]]+@[^\s@<>\"'(),;:\\\[\]]+\.[^\s@<>\"'(),;:\\\[\].]+")

# What panels write for each agency, in small letters. A whole part must be one of these.
SYNONYMS: dict[Agency, str] = {
    Agency.EDUCATION: (
        "education|school|schools|college|teacher|headteacher|head teacher|head|senco|sendco|early years"
        "|education service|inclusion|advisory teacher|specialist teacher|primary|secondary"
    ),
    Agency.PSYCHOLOGY: (
        "educational psychology|educational psychologist|psychology|psychologist|ep|eps|ed psych"
        "|educational psychology service"
    ),
    Agency.HEALTH: (
        "health|nhs|icb|paediatrics|paediatrician|community paediatrics|paeds|camhs|salt|slt"
        "|speech and language|speech and language therapy|speech therapy|occupational therapy|ot|physio"
        "|physiotherapy|therapy|therapies|nurse|nursing|school nurse|school nursing|health visitor|dco|dmo"
        "|designated clinical officer|designated medical officer|mental health|nhs trust"
    ),
    Agency.SOCIAL_CARE: (
        "social care|children's social care|childrens social care|social work|social worker|social services"
        "|adult social care|early help|dsco|disabled children's team|csc|virtual school"
    ),
    Agency.FAMILY: "family|parent|carer|young person",
    Agency.FORUM: (
        "parent carer forum|pcf|forum|parent carers forum|parents forum|parent forum|sendiass|sendias"
        "|iass|information advice and support"
    ),
    Agency.SEND_TEAM: (
        "send team|send|sen team|sen|send service|sen service|plan writer|case officer|ehc team|ehcp team"
        "|ehc coordinator|ehcp coordinator|send officer|local authority|council|la"
    ),
    Agency.OTHER: "other",
}
_BY_WORD = {word: agency for agency, words in SYNONYMS.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class PastedPerson:
    """One line: what was understood of it, and in `problem` what to do where it cannot be used."""

    number: int
    name: str = ""
    email: str = ""
    agency: Agency | None = None
    problem: str = ""


def parse_people(text: str) -> list[PastedPerson]:
    """Every line that is not empty, in order; a line tells its parts by commas, semicolons or tabs."""
    people = [_parse_line(number, line) for number, line in _list_lines(text)]
    return list(_refuse_repeats(people))


def find_agency(words: str) -> Agency | None:
    """The agency that somebody means by these words."""
    folded = " ".join(words.casefold().replace("’", "'").replace("&", " and ").split()).strip(" .")
    found = _BY_WORD.get(folded) or _BY_WORD.get(folded.replace("_", " "))
    return found or _BY_WORD.get(folded.removesuffix(" service").removesuffix(" team"))


def _list_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip(" ,;\t"):
            yield number, line


def _parse_line(number: int, line: str) -> PastedPerson:
    if len(line) > LINE_LENGTH:
        return PastedPerson(number, problem="This line is too long. Put each person on a line of their own.")
    # An address stands out wherever it is: "Ama Hill <ama.hill@council.gov.uk>", as mail programs copy it.
    marked = _EMAIL.sub(r",\g<0>,", line.replace("mailto:", " "))
    parts = [part for part in map(_tidy, _SEPARATORS.split(marked)) if any(map(str.isalnum, part))]
    emails = [part for part in parts if "@" in part]
    names = [part for part in parts if "@" not in part]
    # Of several parts that could be an agency the last one is: somebody may be called Head.
    place = next((n for n in reversed(range(len(names))) if find_agency(names[n])), None)
    agency = find_agency(names.pop(place)) if place is not None else None
    person = PastedPerson(number, " ".join(names), emails[0].casefold() if emails else "", agency)
    return replace(person, problem=_find_problem(person, len(emails)))


def _tidy(part: str) -> str:
    """Without quotation marks, and without the brackets that stood around an address."""
    return " ".join(part.strip(" \"'").lstrip(">)").rstrip("<(").strip(" \"'").split())


def _find_problem(person: PastedPerson, n_emails: int) -> str:
    if not n_emails:
        return "There is no e-mail address in this line. Add one, after a comma."
    if n_emails > 1:
        return "There are two e-mail addresses in this line. Put each person on a line of their own."
    if not _EMAIL.fullmatch(person.email) or len(person.email) > EMAIL_LENGTH:
        return "The e-mail address is not complete. Check it: it looks like name@place.org."
    if not person.name:
        return "There is no name in this line. Add the person’s name, with a comma after it."
    if len(person.name) > NAME_LENGTH:
        return f"The name is longer than {NAME_LENGTH} characters. Put each person on a line of their own."
    return ""


def _refuse_repeats(people: list[PastedPerson]) -> Iterator[PastedPerson]:
    first: dict[str, int] = {}
    for person in people:
        if person.problem:
            yield person
        elif person.email in first:
            words = f"This e-mail address stands in line {first[person.email]} already. Take one of them out."
            yield replace(person, problem=words)
        else:
            first[person.email] = person.number
            yield person
