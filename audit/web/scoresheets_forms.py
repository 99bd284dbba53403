"""The forms of scoring: one a section, made from its questions, and the closing page."""

from collections.abc import Iterable, Mapping

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from audit.domain.rating import Answer, Reason, allowed_levels, allowed_reasons
from audit.domain.rubric import Criterion, Rubric
from audit.domain.words import say_answer
from audit.store.entry import Entry
from audit.web.forms import PageForm, read_key, read_number
from audit.workflow.editing import Refused
from audit.workflow.scoresheets import Stamp
from audit.workflow.sheet_view import Closing

MINE, THEIRS = "mine", "theirs"


class ScoringForm(PageForm):
    """What a page that saves by itself carries: a fingerprint of what it was made from."""

    state = HiddenField()
    merging = HiddenField()


def section_form(rubric: Rubric, asked: Iterable[Criterion]) -> type[ScoringForm]:
    """A form class with three fields a question; names begin with a word so that none clashes."""
    fields: dict[str, object] = {}
    for criterion in asked:
        offered = answers_to(rubric, criterion)
        choices = [SelectChoice(value_of(answer), say_answer(rubric, answer)) for answer in offered]
        fields[f"answer-{criterion.key}"] = RadioField(
            criterion.question, choices=choices, validate_choice=False
        )
        fields[f"evidence-{criterion.key}"] = TextAreaField("Evidence")
        fields[f"page-{criterion.key}"] = StringField("Page or paragraph")
        fields[f"keep-{criterion.key}"] = StringField()
    return type("SectionForm", (ScoringForm,), fields)


def answers_to(rubric: Rubric, criterion: Criterion) -> list[Answer]:
    """Everything that may be answered: levels worst first, then the reasons."""
    levels = [Answer(criterion.key, level=level) for level in allowed_levels(rubric, criterion)]
    return levels + [Answer(criterion.key, reason=reason) for reason in allowed_reasons(criterion)]


def value_of(answer: Answer | None) -> str:
    """An answer as a form sends it: the level's number, the reason's code, or nothing."""
    return "" if answer is None else str(answer.value)


def read_answer(criterion: str, sent: str | None) -> Answer | None:
    """The answer that a form sent; raises `Refused` for what no page offers."""
    if not sent:
        return None
    if sent.isascii() and sent.isdigit() and len(sent) < 4 and sent == str(int(sent)):
        return Answer(criterion, level=int(sent))
    if sent in set(Reason):
        return Answer(criterion, reason=Reason(sent))
    raise Refused(f"answer-{criterion}", "Choose one of the levels shown.")


def _read_offered(rubric: Rubric, criterion: Criterion, sent: str) -> Answer | None:
    answer = read_answer(criterion.key, sent)
    if answer is not None and answer not in answers_to(rubric, criterion):
        raise Refused(f"answer-{criterion.key}", "Choose one of the levels shown.")
    return answer


def fill_section(form: ScoringForm, asked: Iterable[Criterion], entries: Mapping[str, Entry]) -> None:
    """Show what was put down before."""
    for criterion in asked:
        entry = entries.get(criterion.key, Entry(criterion.key))
        form[f"answer-{criterion.key}"].data = value_of(entry.answer)
        form[f"evidence-{criterion.key}"].data = entry.evidence
        form[f"page-{criterion.key}"].data = entry.page


def read_section(sent: Mapping[str, str], rubric: Rubric, asked: Iterable[Criterion]) -> list[Entry]:
    """What was sent, tidied. A question that was on the page sends its evidence box, even an empty one.

    It takes no form: making one for every save took longer than all that the database does.
    """
    return [
        Entry(
            criterion.key,
            _read_offered(rubric, criterion, sent.get(f"answer-{criterion.key}", "")),
            sent[f"evidence-{criterion.key}"],
            sent.get(f"page-{criterion.key}", ""),
        )
        for criterion in asked
        if f"evidence-{criterion.key}" in sent
    ]


def read_stamp(sent: Mapping[str, str]) -> Stamp:
    """From what the page that was sent was made."""
    return Stamp(
        read_number(sent.get("version", "")), sent.get("state", ""), read_key(sent.get("request_key"))
    )


class ClosingForm(ScoringForm):
    """The overall judgement, three boxes and the minutes."""

    own_grade = RadioField("Your overall judgement", validate_choice=False)
    works = TextAreaField("What works well")
    better = TextAreaField("What should be better next time")
    put_right = TextAreaField("What must be put right for this child")
    minutes = StringField("Minutes you spent on this case")

    def offer_grades(self, grades: Iterable[str]) -> None:
        """The grades of the round's own standards, worst first."""
        self.own_grade.choices = [SelectChoice(grade, grade) for grade in grades]

    def fill(self, closing: Closing, minutes: int | None) -> None:
        """Show what was put down before."""
        self.own_grade.data = closing.own_grade
        self.works.data, self.better.data, self.put_right.data = (
            closing.works,
            closing.better,
            closing.put_right,
        )
        spent = closing.minutes if closing.minutes is not None else minutes
        self.minutes.data = "" if spent is None else str(spent)

    def read(self) -> Closing:
        """What was sent."""
        typed = (self.minutes.data or "").strip()
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 6):
            raise Refused("minutes", "Minutes must be a whole number, like 25")
        return Closing(
            own_grade=self.own_grade.data or "",
            works=self.works.data or "",
            better=self.better.data or "",
            put_right=self.put_right.data or "",
            minutes=int(typed) if typed else None,
        )


class SubmitForm(PageForm):
    """Handing in: one button."""


class ReopenForm(PageForm):
    """Correcting what was submitted."""

    reason = TextAreaField("What has to be corrected, and why?")
