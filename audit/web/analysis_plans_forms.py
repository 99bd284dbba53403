"""The forms of the plan of an analysis: what is chosen, and what was done otherwise."""

from wtforms import Field, FloatField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from audit.domain.analysis_plan import FEWEST_DRAWS, LARGEST_SEED, MOST_DRAWS, AnalysisPlan
from audit.domain.grouping import GROUPINGS
from audit.domain.personal_data import find_personal_data
from audit.web.forms import PageForm, WholeNumberField
from audit.workflow.analysis_plans import WORDS_LENGTH, PlanChoices, PlanPage

_MARGIN = "Enter a number from 0.001 to 1, such as 0.05"
_ALPHA = "Enter a number from 0.1 to 20, such as 5"
_ENGAGEMENT = "Enter a number from 0.1 to 50, such as 2"
_DRAWS = f"Enter a whole number from {FEWEST_DRAWS} to {MOST_DRAWS:,}"
_SEED = f"Enter a whole number from 0 to {LARGEST_SEED:,}"


class NumberField(FloatField):
    """A number, shown as short as it can be; what is none is left to the range to refuse."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; Python takes 1_0 for a ten, and nobody else does."""
        if valuelist and "_" in valuelist[0]:
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.10g}"


class PlanForm(PageForm):
    """What a lead chooses; shares as percentages."""

    margin = NumberField(
        "Smallest change of quality that matters",
        [InputRequired(_MARGIN), NumberRange(0.001, 1, message=_MARGIN)],
    )
    alpha_percent = NumberField(
        "Risk of claiming a fall where there is none",
        [InputRequired(_ALPHA), NumberRange(0.1, 20, message=_ALPHA)],
    )
    engagement_percent = NumberField(
        "Smallest change in agencies’ contributions that matters",
        [InputRequired(_ENGAGEMENT), NumberRange(0.1, 50, message=_ENGAGEMENT)],
    )
    covariates = SelectMultipleField(
        "Held still, beside who scored and when",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    bootstrap_draws = WholeNumberField(
        "Repetitions", [InputRequired(_DRAWS), NumberRange(FEWEST_DRAWS, MOST_DRAWS, message=_DRAWS)]
    )
    seed = WholeNumberField(
        "Draw number of the analysis", [InputRequired(_SEED), NumberRange(0, LARGEST_SEED, message=_SEED)]
    )

    def read_choices(self) -> PlanChoices:
        """What was chosen, in shares."""
        return PlanChoices(
            margin=self.margin.data or 0,
            alpha=(self.alpha_percent.data or 0) / 100,
            engagement_margin=(self.engagement_percent.data or 0) / 100,
            covariates=tuple(self.covariates.data or ()),
            bootstrap_draws=self.bootstrap_draws.data or 0,
            seed=self.seed.data or 0,
        )


class DeviationForm(PageForm):
    """What was done otherwise, and why.

    A ticked `stays` sends the words that it was ticked for, so that it lets no others pass.
    """

    what = TextAreaField("What is done otherwise than planned")
    why = TextAreaField("Why")
    stays_what = StringField("Keep these words")
    stays_why = StringField("Keep these words")

    def read_stays(self) -> dict[str, str]:
        """By box, the words of which was said that they must stay."""
        return {box: (self[f"stays_{box}"].data or "")[:WORDS_LENGTH] for box in ("what", "why")}

    def list_asks(self) -> dict[str, Field]:
        """The tick of each box whose words look like personal data."""
        typed = {box: (self[box].data or "")[:WORDS_LENGTH] for box in ("what", "why")}
        return {box: self[f"stays_{box}"] for box, words in typed.items() if find_personal_data(words)}


def make_plan_form(page: PlanPage) -> PlanForm:
    """The form of a plan as it stands."""
    plan = page.plan
    form = PlanForm(
        margin=plan.margin,
        alpha_percent=as_percent(plan.alpha),
        engagement_percent=as_percent(plan.engagement_margin),
        covariates=list(plan.covariates),
        bootstrap_draws=plan.bootstrap_draws,
        seed=plan.seed,
        version=page.audit_round.version,
    )
    form.covariates.choices = [SelectChoice(name, GROUPINGS[name]) for name in page.covariates]
    return form


def as_percent(share: float) -> float:
    """0.07 is 7, not 7.000000000000001."""
    return float(f"{share * 100:.10g}")


def list_texts(form: PlanForm, plan: AnalysisPlan) -> list[tuple[str, str, str]]:
    """Yours and what was saved meanwhile."""
    return [
        (form.margin.label.text, str(form.margin.data), str(plan.margin)),
        (form.alpha_percent.label.text, str(form.alpha_percent.data), str(as_percent(plan.alpha))),
        (
            form.engagement_percent.label.text,
            str(form.engagement_percent.data),
            str(as_percent(plan.engagement_margin)),
        ),
        (form.covariates.label.text, _say(form.covariates.data or ()), _say(plan.covariates)),
        (form.bootstrap_draws.label.text, str(form.bootstrap_draws.data), str(plan.bootstrap_draws)),
        (form.seed.label.text, str(form.seed.data), str(plan.seed)),
    ]


def _say(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(GROUPINGS.get(name, name) for name in names) or "Nothing else"
