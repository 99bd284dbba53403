"""The forms of the panel: who joins it, how cases are shared out, who gets a case."""

from collections.abc import Sequence

from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from audit.domain.access import Role
from audit.domain.agency import Agency
from audit.domain.rubric import WHOLE
from audit.domain.words import AGENCIES, LENSES
from audit.store.account import Membership
from audit.store.panel import PanelMember
from audit.web.forms import PageForm, WholeNumberField
from audit.workflow.editing import Refused

_LENS, _MOST = "lens_", "most_"


class MembersForm(PageForm):
    """Who joins the panel. What each scores, and how many cases at most, are fields of their own."""

    membership = SelectMultipleField(
        "Person", [InputRequired("Choose somebody from the list")], validate_choice=False
    )

    def list_chosen(self) -> list[str]:
        """The keys of those who join, each once."""
        return list(dict.fromkeys(self.membership.data or []))

    def read_lens(self, key: str) -> str:
        """What one of them scores."""
        name = _LENS + key
        return str(self[name].data) if name in self else WHOLE

    def read_most(self, key: str) -> int | None:
        """How many cases they take at most."""
        name = _MOST + key
        most: int | None = self[name].data if name in self else None
        return most

    def read_request_key_of(self, key: str) -> str:
        """The key that makes a double submit of this person one row."""
        return f"{self.read_request_key()[:32]}-{key[:31]}"

    def refuse_of(self, key: str, refused: Refused) -> None:
        """Show a refusal at the fields of the person whom it is about."""
        name = {"lens": _LENS, "most_cases": _MOST}.get(refused.field, "") + key
        self.refuse(Refused(name if name in self else refused.field, refused.message))


def make_members_form(candidates: Sequence[Membership], lens_agencies: Sequence[Agency]) -> MembersForm:
    """The form with the fields of everybody who could join."""
    fields: dict[str, Field] = {}
    for one in candidates:
        name = one.person.name
        lenses = [SelectChoice(lens, LENSES[lens]) for lens in _list_lenses(one, lens_agencies)]
        fields[_LENS + one.key] = SelectField(f"What {name} scores", choices=lenses, default=WHOLE)
        fields[_MOST + one.key] = WholeNumberField(f"Most cases for {name}", [Optional()])
    form: MembersForm = type("OfferedMembersForm", (MembersForm,), fields)()
    return form


def _list_lenses(one: Membership, lens_agencies: Sequence[Agency]) -> list[str]:
    has_own = one.role != Role.PEER and one.agency in lens_agencies
    return [WHOLE, one.agency] if has_own else [WHOLE]


class SharingForm(PageForm):
    """How many of a hundred cases two people score."""

    double_percent = WholeNumberField(
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
