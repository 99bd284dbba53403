"""The form that begins a meeting's scoresheet."""

from wtforms import BooleanField

from audit.web.forms import PageForm


class BeginForm(PageForm):
    """Whether the members of the meeting have no sheets of their own."""

    instead_of_own = BooleanField(
        "Nobody has scored this case: the meeting scores it instead of its auditors"
    )
