"""What every form of ours has: protection, a request key, a version, and tidy text."""

import re
import secrets
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, IntegerField
from wtforms.form import BaseForm
from wtforms.validators import NumberRange, StopValidation

from audit.domain.typed_text import clean_text
from audit.workflow.editing import Refused

MOST_DIGITS = 18
_WHOLE_NUMBER = re.compile("[+-]?[0-9]+")


def new_request_key() -> str:
    """A key that makes a double submit of one page one row."""
    return secrets.token_urlsafe(16)


class PageForm(FlaskForm):
    """The foot of all forms."""

    request_key = HiddenField(default=new_request_key)
    version = HiddenField()

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Read what was sent, tidied once for every field."""
        super().process(self._tidied(formdata), *args, **kwargs)

    def _tidied(self, formdata: Any) -> Any:
        sent = self.meta.wrap_formdata(self, formdata)
        if not sent:
            return sent
        return tidy(sent)

    def read_request_key(self) -> str:
        """The key of this page; never longer than its column."""
        return read_key(self.request_key.data)

    def read_version(self) -> int:
        """The version from which the page was made; 0, which no row has, when it is missing."""
        # What was sent, and not what the page was made with: that would make every save look fresh.
        return read_number((self.version.raw_data or [""])[0])

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of the workflow at its fields, or above the form if it has none of that name."""
        for name, message in refused.messages.items():
            if name in self:
                self[name].errors = [*self[name].errors, message]
            else:
                self.say(message)

    def say(self, message: str) -> None:
        """Show a message above the form."""
        self.form_errors: list[str] = [*self.form_errors, message]


class WholeNumberField(IntegerField):
    """A whole number of so many digits as a database can hold; more are no number that anybody means.

    What is no such number is said once, in the words of the field's range where it has one.
    """

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent: plain figures only, since Python also takes 1_0 for a ten."""
        if not valuelist:
            return
        self.data, typed = None, valuelist[0].strip()
        if not typed:
            return  # whether it may be empty is for the validators to say
        if not _WHOLE_NUMBER.fullmatch(typed):
            raise ValueError(self._say_range() or "Enter a whole number in figures")
        if len(typed) > MOST_DIGITS:
            raise ValueError(self._say_range() or "Enter a whole number with fewer digits")
        self.data = int(typed)

    def pre_validate(self, form: BaseForm) -> None:
        """Say nothing more of what could not be read."""
        if self.process_errors:
            raise StopValidation

    def _say_range(self) -> str:
        ranges = (each.message for each in self.validators if isinstance(each, NumberRange))
        return next((message for message in ranges if message), "")


def tidy(sent: MultiDict[str, Any]) -> MultiDict[str, Any]:
    """What was sent, with all that was typed made fit to be kept."""
    return MultiDict((name, _tidy(name, value)) for name in sent for value in sent.getlist(name))


def read_key(sent: str | None) -> str:
    """A page's request key; never longer than its column."""
    return (sent or new_request_key())[:64]


def read_number(sent: str) -> int:
    """A version as a page sends it; 0, which no row has, when it is missing."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _tidy(name: str, value: Any) -> Any:
    # A password is taken as it was typed.
    return clean_text(value) if isinstance(value, str) and "password" not in name else value


class DayField(Field):
    """A date typed as day, month and year in three boxes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.parts: tuple[str, str, str] = ("", "", "")
        super().__init__(*args, **kwargs)

    def process_data(self, value: date | None) -> None:
        """Fill the boxes from a date."""
        self.data = value
        self.parts = (str(value.day), str(value.month), str(value.year)) if value else ("", "", "")

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Read the three boxes."""
        super().process(None, *args, **kwargs)
        if formdata is None or f"{self.name}-day" not in formdata:
            return
        sent = [formdata.get(f"{self.name}-{part}", "").strip() for part in ("day", "month", "year")]
        self.parts, self.raw_data, self.data = (sent[0], sent[1], sent[2]), [" ".join(sent).strip()], None
        if not any(sent):
            return
        try:
            if not all(part.isascii() and part.isdigit() for part in sent):
                raise ValueError(sent)
            self.data = date(int(sent[2]), int(sent[1]), int(sent[0]))
        except (ValueError, OverflowError):
            self.process_errors = ["Enter a date that exists, like 27 3 2026"]
