"""What looks like personal data in something that was typed: whoever typed it is asked, never forbidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from audit.domain.full_names import find_full_names


class PersonalData(StrEnum):
    """What was found; the value reads on after 'this looks like'."""

    UPN = "a unique pupil number (UPN)"
    NHS_NUMBER = "an NHS number"
    EMAIL = "an e-mail address"
    PHONE = "a telephone number"
    POSTCODE = "a postcode"
    BIRTH_DATE = "a date of birth"
    FULL_NAME = "somebody's name"


@dataclass(frozen=True, slots=True)
class Finding:
    """Words of a text that look like personal data, and of which kind."""

    kind: PersonalData
    words: str

    def __str__(self) -> str:
        return f"{self.kind} (“{self.words}”)"


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_IN_FIGURES = r"\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}"
_IN_WORDS = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})[a-z]*\s+\d{{2,4}}"
_PATTERNS = {
    PersonalData.UPN: re.compile(r"(?<![A-Z0-9])[A-HJ-NP-RT-Z]\d{11}[A-Z0-9](?![A-Z0-9])", re.IGNORECASE),
    PersonalData.NHS_NUMBER: re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)"),
    PersonalData.EMAIL: re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"),
    PersonalData.PHONE: re.compile(r"(?<![\w+])(?:\+44[\s-]?(?:\(0\))?|\(?0)(?:[\s()-]{0,2}\d){9,10}(?!\d)"),
    PersonalData.POSTCODE: re.compile(r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-HJKMNPR-Y\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b"),
    # A plan is full of dates; only one that somebody calls a birthday points to a child.
    PersonalData.BIRTH_DATE: re.compile(
        rf"\b(?:born|birth|birthday|d\.?o\.?b)\b[^\n]{{0,25}}?(?:{_IN_FIGURES}|{_IN_WORDS})", re.IGNORECASE
    ),
}
# Every save looks at every box that it sends, and most texts lack what these kinds cannot be without.
_NINE_DIGITS = re.compile(r"\d(?:[\s()-]{0,2}\d){8}")
_POSTCODE_END = re.compile(r"\d[A-Z]{2}")
_BIRTH_WORDS = ("born", "birth", "dob", "d.ob", "do.b", "d.o.b")


def find_personal_data(text: str) -> tuple[Finding, ...]:
    """Everything in a text that looks like personal data, in a fixed order of kinds, each words once."""
    if not text:
        return ()
    found = [Finding(kind, words) for kind in _may_hold(text) for words in _find(kind, text)]
    found += [Finding(PersonalData.FULL_NAME, name) for name in find_full_names(text)]
    kinds = list(PersonalData)
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: kinds.index(finding.kind)))


def _may_hold(text: str) -> Iterator[PersonalData]:
    """The kinds that a text could hold, by what each of them cannot be without."""
    if _NINE_DIGITS.search(text):
        yield from (PersonalData.UPN, PersonalData.NHS_NUMBER, PersonalData.PHONE)
    if "@" in text:
        yield PersonalData.EMAIL
    if _POSTCODE_END.search(text):
        yield PersonalData.POSTCODE
    # As the pattern does, which takes a capital I with a dot and a small one without for an i.
    small = text.replace("İ", "i").replace("ı", "i").lower()
    if any(word in small for word in _BIRTH_WORDS):
        yield PersonalData.BIRTH_DATE


def _find(kind: PersonalData, text: str) -> Iterator[str]:
    found = (each[0] for each in _PATTERNS[kind].finditer(text))
    return filter(_is_nhs_number, found) if kind is PersonalData.NHS_NUMBER else found


def say_findings(found: tuple[Finding, ...]) -> str:
    """The plain question at a box: what it looks like, and what to do."""
    return f"This looks like {' and '.join(map(str, found))}. Take it out, or keep it if it must stay."


def _is_nhs_number(typed: str) -> bool:
    """The last digit checks the nine before it, by weights 10 to 2 modulo 11."""
    digits = [int(character) for character in typed if character.isdigit()]
    total = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == digits[9]
