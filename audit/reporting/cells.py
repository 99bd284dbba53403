"""Text on its way into a spreadsheet: whatever a person typed stays text."""

import re
import unicodedata

LONGEST_CELL = 32_000
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_FORMULA_STARTS = frozenset("=+-@|%")


def clean(text: str) -> str:
    """The text without what no file may carry (NUL, other controls, halves of pairs), lines ended alike."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def neutralise(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula, not even after being saved as CSV.

    An apostrophe goes before whatever starts like a formula once blanks and invisible characters are skipped,
    also in full-width or small form; and before text that starts with a tab or a line end.
    """
    cleaned = clean(text)
    cut = cleaned if len(cleaned) <= LONGEST_CELL else f"{cleaned[:LONGEST_CELL]} [cut: the text is longer]"
    return f"'{cut}" if _looks_like_formula(cut) else cut


def _looks_like_formula(text: str) -> bool:
    if text[:1] in ("\t", "\r", "\n"):
        return True
    for character in text:
        if character.isspace() or unicodedata.category(character) in ("Cf", "Mn", "Zs"):
            continue
        return unicodedata.normalize("NFKC", character)[:1] in _FORMULA_STARTS
    return False
