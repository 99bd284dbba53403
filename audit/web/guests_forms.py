"""The forms about guests."""

from collections.abc import Iterable

from wtforms import EmailField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from audit.domain.agency import Agency
from audit.domain.rubric import WHOLE
from audit.domain.words import AGENCIES
from audit.store.case import AuditCase
from audit.web.forms import PageForm

OWN = "own"
_CHOOSE = SelectChoice("", "Choose")


class InvitationForm(PageForm):
    """Who is invited, and what they score."""

    name = StringField(
        "Their name",
        [InputRequired("Enter their name"), Length(max=80, message="Use 80 characters or fewer")],
    )
    email = EmailField(
        "E-mail address (optional)",
        [
            Optional(),
            Length(max=254, message="Use 254 characters or fewer"),
            Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message="Enter an e-mail address like name@school.example"),
        ],
    )
    organisation = StringField(
        "Where they work",
        [InputRequired("Enter where they work"), Length(max=120, message="Use 120 characters or fewer")],
    )
    agency = SelectField(
        "Which service they speak for",
        [InputRequired("Choose which service they speak for")],
        choices=[_CHOOSE, *(SelectChoice(agency.value, AGENCIES[agency]) for agency in Agency)],
    )
    lens = RadioField(
        "What they score",
        choices=[
            SelectChoice(WHOLE, "The whole document"),
            SelectChoice(OWN, "Only the sections of the service that they speak for"),
        ],
        default=WHOLE,
    )
    cases = SelectMultipleField("Which cases they score", [InputRequired("Choose at least one case")])

    def offer(self, cases: Iterable[AuditCase]) -> None:
        """Fill the list of cases."""
        self.cases.choices = [SelectChoice(case.key, f"Case {case.number}") for case in cases]

    def read_lens(self) -> str:
        """The lens as the panel keeps it."""
        return str(self.agency.data if self.lens.data == OWN else WHOLE)
