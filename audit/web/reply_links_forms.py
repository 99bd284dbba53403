"""The form that asks somebody by a link."""

from collections.abc import Sequence
from datetime import date

from wtforms import EmailField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from audit.web.forms import DayField, PageForm
from audit.workflow.corrections import CorrectionLine

GONE = "The words of this task were removed at the end of their retention."


class AskForm(PageForm):
    """What somebody is asked to put right, by when, and what they should know."""

    corrections = SelectMultipleField("What they should put right", validate_choice=False)
    owner = StringField("Who is asked")
    email = EmailField("Their e-mail address (optional)")
    due_on = DayField("By when")
    message = TextAreaField("What they should know (optional)")

    def offer(self, lines: Sequence[CorrectionLine], *, note: str, today: date) -> None:
        """Offer every correction of the case; the one of this key is chosen already.

        Without such a one it is what nobody was asked yet.
        """
        self.corrections.choices = [
            SelectChoice(line.correction.key, line.task[:300] or GONE) for line in lines
        ]
        if not self.is_submitted():
            chosen = [line for line in lines if line.correction.key == note] or [
                line for line in lines if line.link is None and not line.reply
            ]
            self.corrections.data = [line.correction.key for line in chosen]
            self.owner.data = next((line.correction.owner for line in chosen if line.correction.owner), "")
            days = [line.correction.due_on for line in chosen if line.correction.due_on]
            self.due_on.process_data(min((day for day in days if day >= today), default=None))
