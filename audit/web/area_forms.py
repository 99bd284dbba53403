"""The form of the area's settings."""

from wtforms import StringField
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
