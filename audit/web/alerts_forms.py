"""The forms about alerts."""

from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from audit.domain.alert import AlertKind
from audit.domain.words import ALERT_KINDS
from audit.web.forms import PageForm


class RaiseForm(PageForm):
    """What somebody saw."""

    kind = RadioField(
        "What is it about?",
        [InputRequired("Choose what it is about")],
        choices=[SelectChoice(kind.value, ALERT_KINDS[kind]) for kind in AlertKind],
    )
    words = TextAreaField("What did you see?", [InputRequired("Say in a few words what you saw")])
    knows = BooleanField(
        "I know that this is not a referral",
        [InputRequired("Tick that you know that this is not a referral")],
    )


class AnswerForm(PageForm):
    """What was done."""

    answer = TextAreaField("What was done, by whom and when")
