"""The forms that start, change, open and close a round."""

from calendar import month_name
from datetime import date

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from audit.domain.case import ChosenBy
from audit.domain.programme import YEAR_NAMES
from audit.web.forms import DayField, PageForm, WholeNumberField
from audit.workflow.round_stages import WhyEarly

WHOLE_YEAR = "0"
_MONTHS = [
    SelectChoice(WHOLE_YEAR, "The whole year"),
    *(SelectChoice(str(number), month_name[number]) for number in range(1, 13)),
]
_PER_CENT = "Enter a number from 0 to 100"
CHOSEN_BY_WORDS = {
    ChosenBy.RANDOM: "At random, from a list of all documents",
    ChosenBy.THEMATIC: "For a theme, such as children in care",
    ChosenBy.DIP_SAMPLE: "As a dip sample: a quick look at a few",
}
CHOSEN_BY_HINTS = {
    ChosenBy.RANDOM: "The only way that can show whether quality changes from year to year.",
    ChosenBy.THEMATIC: "Stays out of comparisons between years. Upload a list of the documents of the theme.",
    ChosenBy.DIP_SAMPLE: "Stays out of comparisons between years.",
}
WHY_EARLY_WORDS = {
    WhyEarly.OUT_OF_TIME: "The time is up",
    WhyEarly.PEOPLE_AWAY: "People are away",
    WhyEarly.ENOUGH: "What is in is enough",
    WhyEarly.OTHER: "Another reason",
}


class DatesForm(PageForm):
    """When scoresheets are due, when the panel meets, and whether people are reminded."""

    due_on = DayField("Scoresheets are due on")
    meets_on = DayField("The panel meets on")
    reminds = BooleanField("Send reminders by e-mail")

    def read_days(self) -> tuple[date | None, date | None]:
        """Both dates."""
        return self.due_on.data, self.meets_on.data


class RoundForm(DatesForm):
    """What a round is called, which month it is for, and its dates."""

    title = StringField("Title", [InputRequired("Enter a title, such as the month and what is audited")])
    audit_month = SelectField("Month", choices=_MONTHS)
    audit_year = WholeNumberField("Year", [InputRequired("Enter a year, in four digits")])

    def read_month(self) -> int | None:
        """The month, or None for the whole year."""
        return int(self.audit_month.data) or None


class StartForm(RoundForm):
    """What a new round needs besides."""

    year_kind = RadioField(
        "Your audit programme runs by",
        choices=[SelectChoice(kind.value, name) for kind, name in YEAR_NAMES.items()],
    )
    rubric = RadioField("Standards", validators=[InputRequired("Choose the standards")])
    chosen_by = RadioField(
        "How are the documents chosen?",
        [InputRequired("Choose how the documents are chosen")],
        choices=[SelectChoice(way.value, words) for way, words in CHOSEN_BY_WORDS.items()],
        default=ChosenBy.RANDOM.value,
    )
    double_percent = WholeNumberField(
        "Cases scored by two people, in per cent",
        [InputRequired(_PER_CENT), NumberRange(0, 100, message=_PER_CENT)],
    )


class AgainForm(RoundForm):
    """What the copy of a round is called and when it is."""


class CloseForm(PageForm):
    """Why a round is closed although scoresheets are missing."""

    why_early = RadioField(
        "Why close it now?",
        [Optional()],
        choices=[SelectChoice(reason.value, words) for reason, words in WHY_EARLY_WORDS.items()],
    )

    def read_reason(self) -> WhyEarly | None:
        """The reason, if one was chosen."""
        return WhyEarly(self.why_early.data) if self.why_early.data else None
