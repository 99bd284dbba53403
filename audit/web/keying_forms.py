"""The form that begins keying in from paper."""

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from audit.web.forms import DayField, PageForm

YES, NO = "yes", "no"


class KeyingForm(PageForm):
    """What the paper says first."""

    knows_it = RadioField(
        "What did they tick: do they know this child, or did they write or commission the document?",
        choices=[SelectChoice(NO, "No"), SelectChoice(YES, "Yes")],
        validate_choice=False,
    )
    scored_on = DayField("When did they score it?")

    def read_knows_it(self) -> bool | None:
        """What they ticked; None where that was not chosen."""
        return {YES: True, NO: False}.get(self.knows_it.data or "")
