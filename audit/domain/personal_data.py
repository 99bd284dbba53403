"""What looks like personal data in something that was typed: a gentle warning, never a refusal."""

import re
from enum import StrEnum


class PersonalData(StrEnum):
    """What was found; the value reads on after 'this looks like'."""

    UPN = "a unique pupil number (UPN)"
    NHS_NUMBER = "an NHS number"
    EMAIL = "an e-mail address"
    PHONE = "a telephone number"
    POSTCODE = "a postcode"
    BIRTH_DATE = "a date of birth"


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_IN_FIGURES = r"\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}"
_IN_WORDS = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})[a-z]*\s+\d{{2,4}}"
_PATTERNS = {
    PersonalData.UPN: re.compile(r"(?<![A-Z0-9])[A-HJ-NP-RT-Z]\d{11}[A-Z0-9](?![A-Z0-9])", re.IGNORECASE),
    PersonalData.EMAIL: re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"),
    PersonalData.PHONE: re.compile(r"(?<![\w+])(?:\+44[\s-]?(?:\(0\))?|\(?0)(?:[\s()-]{0,2}\d){9,10}(?!\d)"),
    PersonalData.POSTCODE: re.compile(r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-HJKMNPR-Y\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b"),
    # A plan is full of dates; only one that somebody calls a birthday points to a child.
    PersonalData.BIRTH_DATE: re.compile(
        rf"\b(?:born|birth|birthday|d\.?o\.?b)\b[^\n]{{0,25}}?(?:{_IN_FIGURES}|{_IN_WORDS})", re.IGNORECASE
    ),
}
_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)")


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """Everything in a text that looks like personal data, each kind once."""
    found = {kind for kind, pattern in _PATTERNS.items() if pattern.search(text)}
    if any(_is_nhs_number(match) for match in _TEN_DIGITS.findall(text)):
        found.add(PersonalData.NHS_NUMBER)
    return tuple(kind for kind in PersonalData if kind in found)


def _is_nhs_number(typed: str) -> bool:
    """The last digit checks the nine before it, by weights 10 to 2 modulo 11."""
    digits = [int(character) for character in typed if character.isdigit()]
    total = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == digits[9]
