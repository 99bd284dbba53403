"""The form that settles the questions of one case: one form, four fields a question."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from wtforms import Field, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from audit.domain.moderation import OVERALL
from audit.domain.rating import Answer
from audit.domain.rubric import Rubric
from audit.domain.words import METHODS, say_answer
from audit.store.settling import Settled
from audit.web.forms import PageForm, new_request_key
from audit.web.scoresheets_forms import answers_to, read_answer, value_of
from audit.workflow.editing import Refused
from audit.workflow.settling import Choice, Unsettled

FIELDS = ("answer", "method", "reason")


class SettleForm(PageForm):
    """What was settled, how and why, of every question of a case; made by `settle_form`."""

    def fields_of(self, name: str) -> dict[str, Field]:
        """The fields of one question: answer, method, reason, edition and request key."""
        kinds = (*FIELDS, "edition", "request_key")
        return {kind: self[_field_name(kind, name)] for kind in kinds}

    def is_filled(self, name: str) -> bool:
        """Whether anything was put down for a question."""
        fields = self.fields_of(name)
        return any(fields[kind].data for kind in FIELDS)

    def read(self, names: Collection[str]) -> list[Choice]:
        """What is filled in, the half-filled with it: that is refused where it is missing something."""
        return [self._read_choice(name) for name in names if self.is_filled(name)]

    def _read_choice(self, name: str) -> Choice:
        fields = self.fields_of(name)
        return Choice(
            name,
            _read_sent(name, fields["answer"].data),
            fields["method"].data or "",
            fields["reason"].data or "",
            _read_edition(fields["edition"].data or ""),
            (fields["request_key"].data or new_request_key())[:64],
        )

    def refuse_all(self, unsettled: Unsettled) -> None:
        """Show each refusal at its field."""
        for name, refusals in unsettled.refusals.items():
            for refused in refusals:
                self.refuse(Refused(_field_name(refused.field, name), refused.message))

    def stamp(self, settlements: Mapping[str, Sequence[Settled]], names: Collection[str]) -> None:
        """Say which settlement of each question the page shows as the newest."""
        for name in names:
            self.fields_of(name)["edition"].data = str(len(settlements.get(name, ())))


def settle_form(rubric: Rubric, names: Collection[str]) -> type[SettleForm]:
    """A form class with the fields of every question that can be settled."""
    fields: dict[str, Any] = {}
    methods = [SelectChoice(str(method), words) for method, words in METHODS.items()]
    for name in names:
        answers = [SelectChoice("", "Choose"), *(SelectChoice(*pair) for pair in _answer_words(rubric, name))]
        made = {
            "answer": SelectField("Settled answer", choices=answers, validate_choice=False),
            "method": RadioField("How it was settled", choices=methods, validate_choice=False),
            "reason": TextAreaField("Why"),
            "edition": HiddenField(default="0"),
            "request_key": HiddenField(default=new_request_key),
        }
        fields |= {_field_name(kind, name): field for kind, field in made.items()}
    return type("CaseSettleForm", (SettleForm,), fields)


def anchor_of(name: str) -> str:
    """A question's name as addresses and ids take it."""
    return name.replace(":", "-")


def _field_name(kind: str, name: str) -> str:
    return f"{kind}-{anchor_of(name)}"


def _read_sent(name: str, sent: str | None) -> Answer:
    try:
        return read_answer(name, sent) or Answer(name)
    except Refused:
        return Answer(name)


def _read_edition(sent: str) -> int:
    """The newest settlement that the page showed; -1, which none is, when that cannot be read."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else -1


def _answer_words(rubric: Rubric, name: str) -> list[tuple[str, str]]:
    """Each allowed answer with its words; the overall grade is settled by its place."""
    if name == OVERALL:
        return [(str(place), grade) for place, grade in enumerate(rubric.grades, 1)]
    offered: list[Answer] = answers_to(rubric, rubric.criterion(name))
    return [(value_of(answer), say_answer(rubric, answer)) for answer in offered]
