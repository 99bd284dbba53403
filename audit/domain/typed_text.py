"""What people type or paste, made fit to be kept: words are never lost, only what is no character."""

import re
import unicodedata

# All of the categories Cc and Cs but the line end and the tabulator.
_NO_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Marks that turn the direction of all that follows until another ends them: one that is not ended turns the
# rest of a page or report as well. Letters that run from right to left need none, and keep the marks of a
# single place (U+200E, U+200F, U+061C).
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean_text(typed: str | None) -> str:
    """Normalise to NFC with plain line ends; drop controls, marks that turn the text and half characters.

    Word processors paste vertical tabs and form feeds for a new line, so these two become one.
    """
    text = (typed or "").replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    return unicodedata.normalize("NFC", _TURNING.sub("", _NO_CHARACTER.sub("", text))).strip()


def is_visible(text: str) -> bool:
    """Whether there is anything to be read: neither blanks nor characters without a shape alone."""
    return any(character.isprintable() and not character.isspace() for character in text)
