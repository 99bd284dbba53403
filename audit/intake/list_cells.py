"""One cell at a time: text made safe, days read in the ways that English lists write them."""

import re
import unicodedata
from calendar import month_name
from datetime import date, datetime, timedelta

EPOCH_1900 = date(1899, 12, 30)
LAST_SERIAL = 2_958_465  # 31 December 9999, the last day that a spreadsheet knows

_MONTHS = {
    name: number
    for number, full in enumerate(month_name)
    for name in {full[:3].lower(), full[:4].lower(), full.lower()} - {""}
}
_TIME = r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m|Z)?)?"
_WEEKDAY = r"(?:[a-z]+day,?\s+|(?:mon|tues?|wed|thurs?|fri|sat|sun)\.?,?\s+)?"
_FORMS = tuple(
    re.compile(form + _TIME, re.IGNORECASE | re.ASCII)
    for form in (
        r"(?P<day>\d{1,2})\s*[/.\-\s]\s*(?P<month>\d{1,2})\s*[/.\-\s]\s*(?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})[/.\-\s](?P<month>\d{1,2}|[a-z]{3,9})[/.\-\s](?P<day>\d{1,2})",
        _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]*(?:of\s+)?"
        r"(?P<month>[a-z]{3,9})[\s\-/.,]*(?P<year>\d{4}|\d{2})",
        _WEEKDAY + r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s,]+(?P<year>\d{4})",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
    )
)
_SERIAL = re.compile(r"\d{4,6}(?:\.\d+)?", re.ASCII)
_NOT_ALNUM = re.compile(r"[\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HIDDEN = re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
SHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})


class UnreadableCell(ValueError):
    """A cell cannot be taken for what it should be; the message never quotes it."""


def fold(text: str) -> str:
    """Headings and codes compare by their letters and digits alone: no dashes, case, spacing or marks."""
    if text.isascii():
        return text.lower() if text.isalnum() else _NOT_ALNUM.sub("", text).lower()
    return _NOT_ALNUM.sub("", unicodedata.normalize("NFKC", text)).casefold()


def is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def has_control_characters(text: str) -> bool:
    """Whether there is a character that no list should hold (NUL, escape, half of a pair, ...)."""
    return _CONTROL.search(text) is not None


def tidy(text: str) -> str:
    """The text in one Unicode form, without marks that hide or turn it round, and without outer space."""
    return text.strip() if text.isascii() else _HIDDEN.sub("", unicodedata.normalize("NFC", text)).strip()


def text_of(value: object) -> str:
    """A cell as text: a whole number without its decimal point, as a person reads it."""
    if isinstance(value, str):
        return _text_of_string(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnreadableCell("holds a date or a true/false value where a number or text is needed")
    return str(int(value)) if isinstance(value, int) or value.is_integer() else str(value)


def _text_of_string(value: str) -> str:
    if has_control_characters(value):
        raise UnreadableCell("holds control characters")
    if value in SHEET_ERRORS:
        raise UnreadableCell("holds a spreadsheet error")
    return tidy(value)


def day_of(value: object, epoch: date = EPOCH_1900) -> date:
    """A cell as a day: a real date, a spreadsheet's day number, or text in an English form (day first)."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return _day_of_text(value, epoch)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _day_of_number(value, epoch)
    raise UnreadableCell("is not a date")


def _day_of_number(value: float, epoch: date) -> date:
    if 19_000_101 <= value <= 20_991_231:
        return _day_of_text(str(int(value)), epoch)
    if not 1 <= value <= LAST_SERIAL:
        raise UnreadableCell("is not a date")
    # The 1900 system counts a 29 February 1900 that never was.
    skipped = 1 if epoch == EPOCH_1900 and value < 60 else 0
    try:
        return epoch + timedelta(days=int(value) + skipped)
    except OverflowError as error:
        raise UnreadableCell("is not a date") from error


def _day_of_text(value: str, epoch: date) -> date:
    text = _text_of_string(value)
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _day_from(found["year"], found["month"], found["day"])
    if _SERIAL.fullmatch(text):
        return _day_of_number(float(text), epoch)
    raise UnreadableCell("is not a date in a form that can be read, such as 31/01/2024")


def _day_from(year: str, month: str, day: str) -> date:
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    full_year = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 69 else 1900)
    try:
        return date(full_year, number, int(day))
    except ValueError as error:
        raise UnreadableCell("is not a day in the calendar (day first, as in 31/01/2024)") from error
