"""The forms of the sample: what is chosen, and the numbers by hand."""

import secrets
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from audit.domain.analysis_plan import LARGEST_SEED
from audit.domain.grouping import GROUPINGS
from audit.domain.sampling import How, Stratum
from audit.web.forms import PageForm, WholeNumberField
from audit.workflow.sample_design import SampleDesign

_GROUPS = [SelectChoice("", "No grouping"), *(SelectChoice(name, said) for name, said in GROUPINGS.items())]
HOW_WORDS = {
    How.PROPORTIONAL: "In proportion to what each group lists",
    How.EQUAL: "The same number from each group",
    How.BY_HAND: "A number that I choose for each group",
}
_ASKED = ("first", "second", "how", "total", "n_reserve", "seed", "without_drawn_before", "with_restricted")
_BETWEEN = "~"  # stands in no code


def new_seed() -> int:
    """A fresh draw number of six figures, easy to read out."""
    return 100_000 + secrets.randbelow(900_000)


class SampleForm(PageForm):
    """How the sample is drawn."""

    first = SelectField("Group the list by", choices=_GROUPS, default="cohort_year")
    second = SelectField("And by", choices=_GROUPS, default="")
    total = WholeNumberField("How many cases in all", [Optional()], default=60)
    how = RadioField(
        "How many from each group",
        [InputRequired("Choose how many come from each group")],
        choices=[SelectChoice(how.value, words) for how, words in HOW_WORDS.items()],
        default=How.PROPORTIONAL.value,
    )
    n_reserve = WholeNumberField("In reserve, from each group", [Optional()], default=1)
    seed = WholeNumberField("Draw number", [InputRequired("Enter a draw number")], default=new_seed)
    without_drawn_before = BooleanField("Leave out whatever an earlier round has drawn", default=True)

    with_restricted = BooleanField("Include restricted plans that somebody chose on purpose")

    def read_design(self) -> SampleDesign:
        """What was chosen, without the numbers by hand."""
        by = tuple(name for name in (self.first.data, self.second.data) if name)
        return SampleDesign(
            by=by,
            how=How(self.how.data),
            total=self.total.data or 0,
            n_reserve=self.n_reserve.data or 0,
            seed=LARGEST_SEED + 1 if self.seed.data is None else self.seed.data,
            without_drawn_before=bool(self.without_drawn_before.data),
            with_restricted=bool(self.with_restricted.data),
        )


def name_of_box(stratum: Stratum) -> str:
    """The field of one group's number by hand."""
    return _BETWEEN.join(("n", *stratum))


def name_of_shown(stratum: Stratum) -> str:
    """The field that says what the page showed of one group when it was sent."""
    return _BETWEEN.join(("shown", *stratum))


def read_boxes(sent: Mapping[str, str]) -> dict[str, str]:
    """The boxes as they were typed, for the address of the preview."""
    return {name: text for name, text in sent.items() if name.startswith(f"n{_BETWEEN}")}


def is_as_shown(sent: Mapping[str, str], numbers: Mapping[Stratum, int]) -> bool:
    """Whether the numbers are those of the preview that the button stood on."""
    shown = {
        tuple(name.split(_BETWEEN)[1:]): text
        for name, text in sent.items()
        if name.startswith(f"shown{_BETWEEN}")
    }
    return all(str(numbers.get(stratum, 0)) == text for stratum, text in shown.items())


def read_by_hand(sent: Mapping[str, str]) -> tuple[dict[Stratum, int], set[Stratum]]:
    """The numbers by hand, and the groups whose box holds no whole number."""
    numbers, wrong = {}, set()
    for name, text in read_boxes(sent).items():
        stratum, typed = tuple(name.split(_BETWEEN)[1:]), text.strip() or "0"
        if typed.isascii() and typed.isdigit() and len(typed) < 7:
            numbers[stratum] = int(typed)
        else:
            wrong.add(stratum)
    return numbers, wrong


def as_query(form: SampleForm) -> dict[str, Any]:
    """What was chosen, for the address of the preview."""
    chosen = {name: form[name].data for name in _ASKED}
    for name in ("without_drawn_before", "with_restricted"):
        chosen[name] = "y" if form[name].data else None
    said = {name: str(value) for name, value in chosen.items() if value not in (None, "")}
    # An empty grouping is a choice; left out it would come back as the usual one.
    return {"first": "", "second": "", **said}


def from_query(sent: MultiDict[str, str]) -> SampleForm:
    """The form as it was when it led to this address."""
    return SampleForm(sent)
