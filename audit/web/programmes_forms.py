"""The form that changes a programme."""

from collections.abc import Sequence
from datetime import date

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from audit.domain.words import say
from audit.reporting.figures import day
from audit.store.audit_round import Programme
from audit.web.forms import PageForm, WholeNumberField
from audit.workflow.programmes import LARGEST_TARGET

_TARGET = "target_"
_SAID = f"Enter a whole number up to {LARGEST_TARGET:,}, or leave it empty"


class ProgrammeForm(PageForm):
    """The title and the board's dates; a target for each kind is a field of its own."""

    title = StringField("Title", [InputRequired("Enter a title")])
    board_dates = TextAreaField("When the SEND board meets")

    def list_targets(self) -> list[Field]:
        """The fields of the targets."""
        return [field for field in self if field.name.startswith(_TARGET)]

    def read_targets(self) -> dict[str, int | None]:
        """How many documents of each kind."""
        return {field.name.removeprefix(_TARGET): field.data for field in self.list_targets()}


def make_programme_form(programme: Programme, kinds: Sequence[str]) -> ProgrammeForm:
    """The form of a programme as it stands."""
    fields: dict[str, Field] = {
        _TARGET + kind: WholeNumberField(
            f"{say('kind', kind).capitalize()}: documents to audit in this year",
            [Optional(), NumberRange(0, LARGEST_TARGET, message=_SAID)],
        )
        for kind in kinds
    }
    targets = {_TARGET + kind: programme.targets.get(kind) for kind in kinds}
    form: ProgrammeForm = type("FullProgrammeForm", (ProgrammeForm,), fields)(
        title=programme.title, board_dates=say_days(programme), version=programme.version, **targets
    )
    return form


def say_days(programme: Programme) -> str:
    """The board's dates, one a line."""
    return "\n".join(day(date.fromisoformat(one)) for one in programme.board_dates)
