"""The forms that start, change, open and close a round."""

from calendar import month_name

from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from audit.domain.programme import YEAR_NAMES
from audit.web.forms import PageForm
from audit.workflow.round_stages import WhyEarly

WHOLE_YEAR = "0"
_MONTHS = [
    SelectChoice(WHOLE_YEAR, "The whole year"),
    *(SelectChoice(str(number), month_name[number]) for number in range(1, 13)),
]
WHY_EARLY_WORDS = {
    WhyEarly.OUT_OF_TIME: "The time is up",
    WhyEarly.PEOPLE_AWAY: "People are away",
    WhyEarly.ENOUGH: "What is in is enough",
    WhyEarly.OTHER: "Another reason",
}


class RoundForm(PageForm):
    """What a round is called and which month it is for."""

    title = StringField("Title", [InputRequired("Enter a title, such as the month and what is audited")])
    audit_month = SelectField("Month", choices=_MONTHS)
    audit_year = IntegerField("Year", [InputRequired("Enter a year, in four digits")])

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
