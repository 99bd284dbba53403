"""The form of a target."""

from datetime import date

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from audit.domain.agency import Agency
from audit.domain.words import AGENCIES
from audit.intake.clocks import load_clocks
from audit.store.target import Target
from audit.web.engagement import say_measure
from audit.web.forms import DayField, PageForm, WholeNumberField
from audit.workflow.targets import FIRST_YEAR, LARGEST_COUNT, LAST_YEAR, OUT_OF_RANGE, Aim, list_measures

_WANTED = "Enter a whole number from 1 to 100, without a per cent sign"
_WHOLE = f"Enter a whole number up to {LARGEST_COUNT:,}"


class TargetForm(PageForm):
    """What is wanted, of what, by when; and a figure from elsewhere."""

    title = StringField("What is to be reached", [InputRequired("Enter what is to be reached")])
    measure = SelectField("What is measured", [InputRequired("Choose what is measured")])
    wanted = WholeNumberField(
        "Wanted share, in per cent",
        [
            InputRequired(_WANTED),
            NumberRange(1, 100, message=_WANTED),
        ],
    )
    by_on = DayField("By when", [InputRequired("Enter a day")])
    agency = SelectField(
        "Whose advice or attendance",
        [Optional()],
        choices=[
            SelectChoice("", "All agencies"),
            *(SelectChoice(one.value, AGENCIES[one]) for one in Agency),
        ],
    )
    year = WholeNumberField(
        "Which year’s documents",
        [
            Optional(),
            NumberRange(FIRST_YEAR, LAST_YEAR, message=OUT_OF_RANGE),
        ],
    )
    n_good = WholeNumberField("How many", [Optional(), NumberRange(0, LARGEST_COUNT, message=_WHOLE)])
    n_all = WholeNumberField("Of how many", [Optional(), NumberRange(1, LARGEST_COUNT, message=_WHOLE)])
    counted_on = DayField("Day of the figure", [Optional()])

    def offer(self) -> None:
        """Fill the list of what can be measured."""
        book = load_clocks()
        self.measure.choices = [SelectChoice(code, say_measure(book, code)) for code in list_measures()]

    def fill(self, target: Target) -> None:
        """Show a target as it is kept."""
        self.version.data = str(target.version)
        for name in ("title", "measure", "year", "n_good", "n_all"):
            self[name].data = getattr(target, name)
        self.agency.data = target.agency or ""
        self.wanted.data = round(target.wanted_share * 100)
        for name in ("by_on", "counted_on"):
            self[name].process_data(getattr(target, name))

    def read(self) -> Aim:
        """What was typed."""
        return Aim(
            title=" ".join((self.title.data or "").split()),
            measure=self.measure.data or "",
            wanted_share=(self.wanted.data or 0) / 100,
            by_on=self.by_on.data or date.min,
            agency=self.agency.data or None,
            year=self.year.data,
            n_good=self.n_good.data,
            n_all=self.n_all.data,
            counted_on=self.counted_on.data,
        )
