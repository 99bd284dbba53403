"""The forms of an auditor's own cases."""

from wtforms import StringField

from audit.web.forms import PageForm


class CaseForm(PageForm):
    """Opening or starting a case: one button."""


class HandBackForm(PageForm):
    """Handing back: two buttons, one for each reason."""

    because = StringField()
