"""The form that takes one plan to be scored at once."""

from collections.abc import Sequence

from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from audit.domain.case import AgeBand, Fact
from audit.domain.told_facts import ASKED
from audit.domain.words import AGE_BANDS, AGENCIES, FACTS
from audit.store.account import Membership
from audit.store.rubric import RubricVersion
from audit.web.forms import DayField, PageForm
from audit.workflow.one_plan import ToldDocument

YES, NO, NOT_KNOWN = "yes", "no", "not_known"
_TOLD = {YES: True, NO: False, NOT_KNOWN: None}
_ANSWERS = [SelectChoice(YES, "Yes"), SelectChoice(NO, "No"), SelectChoice(NOT_KNOWN, "Not known")]


class OnePlanForm(PageForm):
    """The document, what decides which questions are asked, and who scores it."""

    rubric = RadioField("Standards", validators=[InputRequired("Choose the standards")])
    locator = StringField(
        "The council’s own number of the document, or its link",
        [InputRequired("Enter the council’s own number of the document, or its link")],
    )
    plan_on = DayField("Date of the document", [InputRequired("Enter the date of the document")])
    age_band = SelectField(
        "Age on that day",
        choices=[SelectChoice(AgeBand.UNKNOWN.value, AGE_BANDS[AgeBand.UNKNOWN])]
        + [SelectChoice(band.value, AGE_BANDS[band]) for band in AgeBand if band is not AgeBand.UNKNOWN],
    )
    scorers = SelectMultipleField("Who scores it?", [InputRequired("Choose who scores it")])
    title = StringField("Title", [InputRequired("Enter a title")])

    def offer(self, rubrics: Sequence[RubricVersion], scorers: Sequence[Membership], me: int | None) -> None:
        """Fill the lists."""
        self.rubric.choices = [SelectChoice(rubric.key, rubric.title) for rubric in rubrics]
        self.scorers.choices = [SelectChoice(one.key, _name(one, me)) for one in scorers]

    def list_facts(self) -> list[Field]:
        """The questions about the child."""
        return [self[f"fact_{fact.value}"] for fact in ASKED]

    def read_document(self) -> ToldDocument:
        """What was told."""
        told = {fact: _TOLD[self[f"fact_{fact.value}"].data] for fact in ASKED}
        locator, plan_on = self.locator.data or "", self.plan_on.data
        return ToldDocument(locator, plan_on, AgeBand(self.age_band.data), told)


def _name(membership: Membership, me: int | None) -> str:
    if membership.person_id == me:
        return f"Me ({membership.person.name})"
    return f"{membership.person.name}, {AGENCIES[membership.agency]}"


def make_one_plan_form(**filled: object) -> OnePlanForm:
    """The form with a question for every fact that may be asked about."""
    fields: dict[str, Field] = {
        f"fact_{fact.value}": RadioField(FACTS[Fact(fact)], choices=_ANSWERS, default=NOT_KNOWN)
        for fact in ASKED
    }
    form: OnePlanForm = type("FullOnePlanForm", (OnePlanForm,), fields)(**filled)
    return form
