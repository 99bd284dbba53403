"""The form of the area's settings."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from audit.web.forms import PageForm


class AreaForm(PageForm):
    """What pages and reports show of the area."""

    name = StringField(
        "Name of the area",
        [InputRequired("Enter the area's name"), Length(max=120, message="Use 120 characters or fewer")],
    )
    brand_colour = StringField(
        "Colour",
        [InputRequired("Enter a colour, like #1d4f5c")],
        description="As # and six figures or letters, like #1d4f5c. It must be dark enough to read on white.",
    )
    contact = StringField(
        "Whom to ask",
        [Length(max=200, message="Use 200 characters or fewer")],
        description="A name, telephone number or e-mail address, shown at the foot of every page.",
    )
    safeguarding_name = StringField(
        "Safeguarding contact: name or team", [Length(max=120, message="Use 120 characters or fewer")]
    )
    safeguarding_email = StringField(
        "Safeguarding contact: e-mail address", [Length(max=254, message="Use 254 characters or fewer")]
    )
    safeguarding_phone = StringField(
        "Safeguarding contact: telephone number",
        [Length(max=60, message="Use 60 characters or fewer")],
        description="Shown to whoever worries about a child's safety, so that they can ring at once.",
    )
    lens_reads_all = BooleanField(
        "Auditors of one agency may read the questions of the other sections",
        description="They see what is asked there, never what anybody answered.",
    )
