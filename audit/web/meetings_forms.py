"""The form of a panel meeting."""

from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice

from audit.domain.words import AGENCIES
from audit.web.forms import DayField, PageForm
from audit.workflow.meetings import MeetingPage, MeetingView, Minutes, write_others


class MeetingForm(PageForm):
    """When it was held, who chaired, who was there, and what was noted."""

    held_on = DayField("When was it held?")
    chair = SelectField("Who chairs it?", validate_choice=False)
    ticked = SelectMultipleField("Who is there?", validate_choice=False)
    others = TextAreaField("Anybody else")
    note = TextAreaField("Notes")

    def offer(self, page: MeetingPage, view: MeetingView | None = None) -> None:
        """The panel, the leads and whoever was there by name and agency; anybody of the area may chair."""
        gone = {one.person: one for one in (view.present if view else ()) if one.person}
        self.chair.choices = [
            SelectChoice("", "Choose"),
            *(SelectChoice(key, name) for key, name in page.chairs.items()),
        ]
        self.ticked.choices = [
            SelectChoice(key, f"{one.name}, {AGENCIES[one.agency]}")
            for key, one in {**gone, **page.offered}.items()
        ]

    def fill(self, view: MeetingView) -> None:
        """Show what was put down."""
        self.version.data = str(view.meeting.version)
        self.held_on.process_data(view.meeting.held_on)
        self.chair.data = view.chair_key
        self.ticked.data = [one.person for one in view.present if one.person]
        self.others.data, self.note.data = write_others(view.present), view.note

    def read(self) -> Minutes:
        """What was sent."""
        return Minutes(
            held_on=self.held_on.data,
            chair_key=self.chair.data or "",
            ticked=frozenset(self.ticked.data or ()),
            others=self.others.data or "",
            note=self.note.data or "",
        )
