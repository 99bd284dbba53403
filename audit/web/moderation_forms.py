"""The form that settles one question of one case."""

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from audit.domain.moderation import OVERALL
from audit.domain.rating import Answer
from audit.domain.rubric import Rubric
from audit.domain.words import METHODS, say_answer
from audit.web.forms import PageForm
from audit.web.scoresheets_forms import answers_to, value_of


class SettleForm(PageForm):
    """What was settled, how and why. `edition` is the newest settlement that the page showed."""

    name = HiddenField()
    edition = HiddenField(default="0")
    answer = SelectField("Settled answer", validate_choice=False)
    method = RadioField(
        "How it was settled",
        choices=[SelectChoice(str(method), words) for method, words in METHODS.items()],
        validate_choice=False,
    )
    reason = TextAreaField("Why")

    def offer(self, rubric: Rubric, name: str) -> None:
        """The answers that this question allows."""
        self.answer.choices = [SelectChoice("", "Choose")] + [
            SelectChoice(value, words) for value, words in answer_words(rubric, name)
        ]

    def read_edition(self) -> int:
        """The newest settlement that the page showed; -1, which none is, when that cannot be read."""
        sent = self.edition.data or ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else -1


def answer_words(rubric: Rubric, name: str) -> list[tuple[str, str]]:
    """Each allowed answer with its words; the overall grade is settled by its place."""
    if name == OVERALL:
        return [(str(place), grade) for place, grade in enumerate(rubric.grades, 1)]
    offered: list[Answer] = answers_to(rubric, rubric.criterion(name))
    return [(value_of(answer), say_answer(rubric, answer)) for answer in offered]
