"""The forms of the panel: who joins it, how cases are shared out, who gets a case."""

from collections.abc import Sequence

from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from audit.domain.access import Role
from audit.domain.agency import Agency
from audit.domain.rubric import WHOLE
from audit.domain.words import AGENCIES, LENSES
from audit.store.account import Membership
from audit.store.panel import PanelMember
from audit.web.forms import PageForm

OWN = "own"


class MemberForm(PageForm):
    """One person, what they score and how many cases at most."""

    membership = SelectField("Person", [InputRequired("Choose somebody from the list")])
    lens = RadioField(
        "They score",
        choices=[
            SelectChoice(WHOLE, "The whole document"),
            SelectChoice(OWN, "Only the sections of their own agency"),
        ],
        default=WHOLE,
    )
    most_cases = IntegerField("Most cases", [Optional()])

    def offer(self, candidates: Sequence[Membership]) -> None:
        """Fill the list of people."""
        choices = [SelectChoice(one.key, _name_candidate(one)) for one in candidates]
        self.membership.choices = [SelectChoice("", "Choose a person"), *choices]

    def read_lens(self, candidates: Sequence[Membership]) -> str:
        """The code of what the chosen person scores."""
        agencies = {one.key: one.agency for one in candidates}
        return WHOLE if self.lens.data == WHOLE else agencies.get(self.membership.data or "", WHOLE)


def _name_candidate(membership: Membership) -> str:
    what = "peer reviewer" if membership.role == Role.PEER else AGENCIES[Agency(membership.agency)]
    return f"{membership.person.name}, {what} ({membership.organisation.name})"


class SharingForm(PageForm):
    """How many of a hundred cases two people score."""

    double_percent = IntegerField(
        "Cases scored by two people, in per cent",
        [
            InputRequired("Enter a number from 0 to 100"),
            NumberRange(0, 100, message="Enter a number from 0 to 100"),
        ],
    )


class GivingForm(PageForm):
    """Who gets the case."""

    member = RadioField("Who scores it?", [InputRequired("Choose who scores the case")])

    def offer(self, members: Sequence[PanelMember]) -> None:
        """Fill the list of people."""
        self.member.choices = [SelectChoice(one.key, _name_member(one)) for one in members]


def _name_member(member: PanelMember) -> str:
    membership = member.membership
    if membership.role == Role.PEER:
        return f"{membership.person.name}, peer reviewer, for assurance"
    return f"{membership.person.name}, {AGENCIES[Agency(membership.agency)]}: {LENSES[member.lens].lower()}"
