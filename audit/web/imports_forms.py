"""The forms that bring in a past audit: what it is, and what its columns and words mean."""

from collections.abc import Mapping, Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from audit.domain.case import ChosenBy
from audit.domain.rubric import Rubric
from audit.domain.words import CHOSEN_BY
from audit.intake.past_columns import DATE, GRADE, LEFT_OUT, OWN_ID, REVIEW_NO
from audit.web.forms import PageForm
from audit.web.rounds_forms import RoundForm
from audit.workflow.rounds import FIRST_YEAR, TITLE_LENGTH

_OFFERED = (ChosenBy.RANDOM, ChosenBy.DIP_SAMPLE, ChosenBy.THEMATIC)
USES = {
    LEFT_OUT: "Leave it out",
    OWN_ID: "Number or reference of the document",
    DATE: "Date or year of the document",
    REVIEW_NO: "Review number (0 is a first plan)",
    GRADE: "Overall grade",
}


class PastAuditForm(RoundForm):
    """The file, and what it is."""

    rubric = RadioField("Standards", validators=[InputRequired("Choose the standards to match it to")])
    chosen_by = RadioField(
        "How were its documents chosen?",
        [InputRequired("Choose how the documents were chosen")],
        choices=[SelectChoice(one.value, CHOSEN_BY[one]) for one in _OFFERED],
    )
    file = FileField("The spreadsheet", [FileRequired("Choose the file with the past audit")])

    def check(self, this_year: int) -> bool:
        """All that this page can judge, so that nothing is refused once the columns are matched."""
        self.title.validators = [
            *self.title.validators,
            Length(max=TITLE_LENGTH, message=f"The title must be {TITLE_LENGTH} characters or fewer"),
        ]
        self.audit_year.validators = [
            *self.audit_year.validators,
            NumberRange(FIRST_YEAR, this_year, message=f"Enter a year from {FIRST_YEAR} to {this_year}"),
        ]
        return bool(self.validate())


class StepForm(PageForm):
    """What one page hands to the next."""

    step = HiddenField()
    carried = HiddenField()


def name_column(place: int) -> str:
    """The field of one column."""
    return f"column-{place}"


def name_value(kind: str, place: int) -> str:
    """The field of one word."""
    return f"value-{kind}-{place}"


def read_uses(sent: Mapping[str, str], n_columns: int) -> list[str]:
    """What each column is, as chosen."""
    return [sent.get(name_column(place), LEFT_OUT) for place in range(n_columns)]


def read_values(
    sent: Mapping[str, str], values: Mapping[str, Sequence[tuple[str, int]]]
) -> dict[str, dict[str, str]]:
    """What each word stands for, as chosen."""
    return {
        kind: {word: sent.get(name_value(kind, place), "") for place, (word, _n) in enumerate(words)}
        for kind, words in values.items()
    }


def list_questions(rubric: Rubric) -> list[tuple[str, list[tuple[str, str]]]]:
    """The questions by section, for the lists of the columns."""
    return [
        (
            f"{section.letter}: {section.title}" if section.letter else section.title,
            [(f"q:{criterion.key}", criterion.question) for criterion in section.criteria],
        )
        for section in rubric.sections
    ]
