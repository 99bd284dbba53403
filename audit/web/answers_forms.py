"""The form that answers a note: two boxes for each thing to put right."""

from typing import Any

from wtforms import HiddenField, TextAreaField

from audit.web.forms import PageForm
from audit.workflow.reply_notes import Note, NoteAnswer, NoteLine


class AnswerForm(PageForm):
    """What was done about each, and what shows it; made by `answer_form`."""

    def read(self, note: Note) -> list[NoteAnswer]:
        """What was sent about everything that is still open."""
        return [self._read_line(line) for line in note.lines if self.asks(line)]

    def asks(self, line: NoteLine) -> bool:
        """Whether the page has boxes for this."""
        return f"reply-{line.correction.key}" in self

    def _read_line(self, line: NoteLine) -> NoteAnswer:
        key = line.correction.key
        reply, evidence = self[f"reply-{key}"].data or "", self[f"evidence-{key}"].data or ""
        return NoteAnswer(key, reply, evidence, _read_number(self[f"version-{key}"].data or ""))

    def stamp(self, note: Note) -> None:
        """Say from what the page is made now."""
        for line in note.lines:
            if self.asks(line):
                self[f"version-{line.correction.key}"].data = str(line.correction.version)


def answer_form(note: Note, *, sent: bool) -> AnswerForm:
    """The form of one note, as it was sent or as it is kept. What is closed is asked no more."""
    fields: dict[str, Any] = {}
    for line in note.lines:
        key = line.correction.key
        if not line.is_closed or sent:
            fields[f"reply-{key}"] = TextAreaField("What was done, or why it was not", default=line.reply)
            fields[f"evidence-{key}"] = TextAreaField(
                "What shows that it was put right (optional)", default=line.evidence
            )
            fields[f"version-{key}"] = HiddenField(default=str(line.correction.version))
    made = type("NoteAnswerForm", (AnswerForm,), fields)
    form: AnswerForm = made() if sent else made(formdata=None)
    return form


def _read_number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
