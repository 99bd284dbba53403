"""The forms about people and where they work."""

from collections.abc import Sequence

from wtforms import EmailField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from audit.domain.access import Role
from audit.domain.agency import Agency
from audit.domain.words import AGENCIES, ROLES
from audit.store.area import Organisation
from audit.web.forms import PageForm

ROLE_HINTS = {
    Role.AUDITOR: "Scores the cases assigned to them. Sees nobody else's scores before sending their own.",
    Role.LEAD: "Starts rounds, shares out cases, runs the panel meeting, follows corrections.",
    Role.PEER: "From another council: scores assigned cases to check the audit. Sees nothing else.",
    Role.MANAGER: "Reads findings and downloads reports. Does not see who scored what.",
    Role.ADMINISTRATOR: "Looks after accounts, standards and settings.",
}
_AGENCY_CHOICES = [SelectChoice(agency.value, AGENCIES[agency]) for agency in Agency]
_CHOOSE = SelectChoice("", "Choose")


def choose_organisation(field: SelectField, organisations: Sequence[Organisation]) -> None:
    """Fill the list of where people work."""
    field.choices = [_CHOOSE, *(SelectChoice(row.key, row.name) for row in organisations)]


class WorkForm(PageForm):
    """Where somebody works and what they may do."""

    organisation = SelectField(
        "Where they work", [InputRequired("Choose where they work")], validate_choice=False
    )
    agency = SelectField(
        "Which service they speak for",
        [InputRequired("Choose which service they speak for")],
        choices=[_CHOOSE, *_AGENCY_CHOICES],
        description="Their scores count as this service's.",
    )
    roles = SelectMultipleField(
        "What they may do",
        [InputRequired("Choose at least one thing that they may do")],
        choices=[SelectChoice(role.value, ROLES[role]) for role in Role if role is not Role.GUEST],
    )


class PersonForm(WorkForm):
    """A new account."""

    name = StringField(
        "Full name", [InputRequired("Enter their name"), Length(max=80, message="Use 80 characters or fewer")]
    )
    email = EmailField(
        "E-mail address",
        [
            InputRequired("Enter their e-mail address"),
            Length(max=254, message="Use 254 characters or fewer"),
            Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message="Enter an e-mail address like name@example.gov.uk"),
        ],
        description="They sign in with it, and reminders go there.",
    )


class OrganisationForm(PageForm):
    """Somewhere new that people work."""

    name = StringField(
        "Name", [InputRequired("Enter its name"), Length(max=120, message="Use 120 characters or fewer")]
    )
    agency = SelectField(
        "Which service it is",
        [InputRequired("Choose which service it is")],
        choices=[_CHOOSE, *_AGENCY_CHOICES],
    )
