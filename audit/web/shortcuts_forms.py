"""The switch of the keys."""

from wtforms import StringField

from audit.web.forms import PageForm


class ShortcutsForm(PageForm):
    """On or off: the button that was pressed says which."""

    wanted = StringField()
