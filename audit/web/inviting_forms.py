"""The forms of a pasted list of people, and what comes back of the table that is confirmed."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from audit.domain.agency import Agency
from audit.domain.pasted_people import MOST_PEOPLE
from audit.domain.typed_text import clean_text
from audit.domain.words import AGENCIES
from audit.web.forms import PageForm
from audit.workflow.inviting import Invitee

AGENCY_CHOICES = [(agency.value, AGENCIES[agency]) for agency in Agency]
OWN = "own"


class PasteForm(PageForm):
    """One person a line."""

    text = TextAreaField(
        "People", [InputRequired("Paste one person a line: name, e-mail address and agency")]
    )


def read_invitees(sent: MultiDict[str, str]) -> list[Invitee]:
    """The lines of the confirmed table; a field that is missing or changed is judged by the workflow."""
    numbers = [line for line in sent.getlist("line") if line.isascii() and line.isdigit() and len(line) < 6]
    return [
        Invitee(
            number=int(number),
            name=clean_text(sent.get(f"name_{number}")),
            email=clean_text(sent.get(f"email_{number}")),
            agency=_read_agency(sent.get(f"agency_{number}", "")),
            own_sections=sent.get(f"scores_{number}") == OWN,
        )
        for number in list(dict.fromkeys(numbers))[:MOST_PEOPLE]
    ]


def _read_agency(code: str) -> Agency | None:
    return Agency(code) if code in set(Agency) else None


def show_again(people: Sequence[Invitee]) -> str:
    """The confirmed lines as text, so that a refusal loses nothing."""
    return "\n".join(f"{one.name}, {one.email}, {one.agency or ''}" for one in people)
