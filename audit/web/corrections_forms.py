"""The forms that follow one correction up."""

from wtforms import BooleanField, StringField, TextAreaField

from audit.web.forms import DayField, PageForm
from audit.workflow.corrections import CorrectionLine


class CorrectionForm(PageForm):
    """Who puts it right by when, what they answered, and whether it is done."""

    owner = StringField("Who puts it right")
    due_on = DayField("By when")
    reply = TextAreaField("Their reply, or what was done")
    evidence = TextAreaField("What shows that it was put right")
    is_done = BooleanField("This has been put right")

    def fill(self, line: CorrectionLine) -> None:
        """Show what is kept."""
        correction = line.correction
        self.version.data = str(correction.version)
        self.owner.data, self.reply.data = correction.owner, line.reply
        self.evidence.data = line.evidence
        self.due_on.process_data(correction.due_on)
        self.is_done.data = correction.status == "done"


class AskAgainForm(PageForm):
    """Why an answer is not enough."""

    reason = TextAreaField("What is still missing")
