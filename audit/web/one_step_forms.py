"""The form of the page that draws, shares out and opens at once."""

from collections.abc import Sequence

from wtforms import Field, HiddenField
from wtforms.validators import NumberRange, Optional

from audit.web.forms import PageForm, WholeNumberField
from audit.web.sample_forms import new_seed
from audit.workflow.one_step import Choice
from audit.workflow.sample_design import MOST_CASES

_TOTAL = f"Enter a whole number from 1 to {MOST_CASES:,}"
_PER_CENT = "Enter a number from 0 to 100"


class OneStepForm(PageForm):
    """How many cases, how many of them two people score, and the draw number that the page was made with."""

    total = WholeNumberField(
        "How many cases in all", [Optional(), NumberRange(1, MOST_CASES, message=_TOTAL)]
    )
    double_percent = WholeNumberField(
        "Cases scored by two people, in per cent", [Optional(), NumberRange(0, 100, message=_PER_CENT)]
    )
    seed = HiddenField(default=lambda: str(new_seed()))

    def list_numbers(self) -> Sequence[Field]:
        """What can be typed."""
        return (self.total, self.double_percent)

    def read_seed(self) -> int:
        """The draw number; a fresh one where what was sent is none."""
        sent = self.seed.data or ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else new_seed()

    def read_choice(self) -> Choice:
        """All that was chosen."""
        percent = self.double_percent.data
        return Choice(self.read_seed(), self.total.data, None if percent is None else percent / 100)
