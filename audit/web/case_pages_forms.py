"""The forms of a case's own page: restricted or not, and what is under way."""

from collections.abc import Sequence

from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from audit.domain.agency import Agency
from audit.domain.case import Flag, Restriction
from audit.domain.words import AGENCIES, FLAGS, RESTRICTIONS
from audit.store.account import Membership
from audit.web.forms import PageForm
from audit.workflow.case_page import CasePage

NOT_RESTRICTED = "no"


class RestrictionForm(PageForm):
    """Why only named auditors may have the case, and who they are."""

    because = RadioField(
        "Is this case restricted?",
        [InputRequired("Choose whether the case is restricted")],
        choices=[
            SelectChoice(NOT_RESTRICTED, "Not restricted"),
            *(SelectChoice(one.value, RESTRICTIONS[one]) for one in Restriction),
        ],
    )
    named = SelectMultipleField("Named auditors", [Optional()], validate_choice=False)

    def offer(self, nameable: Sequence[Membership]) -> None:
        """Fill the list of people."""
        self.named.choices = [
            SelectChoice(one.key, f"{one.person.name}, {AGENCIES[Agency(one.agency)]}") for one in nameable
        ]

    def fill(self, page: CasePage) -> None:
        """Show what is kept."""
        self.version.data = str(page.case.version)
        self.because.data = page.case.restricted_because or NOT_RESTRICTED
        if page.case.restricted and not page.case.restricted_because:
            self.because.data = Restriction.OTHER.value
        self.named.data = sorted(page.named)

    def read_because(self) -> Restriction | None:
        """The reason, or None for a case that everybody may be given."""
        return None if self.because.data == NOT_RESTRICTED else Restriction(self.because.data)


class FlagsForm(PageForm):
    """What is under way about the document."""

    flags = SelectMultipleField(
        "What is under way", [Optional()], choices=[SelectChoice(one.value, FLAGS[one]) for one in Flag]
    )

    def fill(self, page: CasePage) -> None:
        """Show what is kept."""
        self.version.data, self.flags.data = str(page.case.version), list(page.case.flags)
