"""The packaged fonts, and what they cannot write: so a report never depends on the fonts of the machine."""

import functools
import unicodedata
from pathlib import Path
from typing import Any

from audit.folders import folder

TEXT_FONT = "SourceSansPro-Regular.ttf"
BOLD_FONT = "SourceSansPro-Bold.ttf"
ITALIC_FONT = "SourceSansPro-It.ttf"
WIDE_FONT = "DejaVuSans.ttf"
_KEPT_CONTROLS = frozenset("\n\t")
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")


def font_path(name: str) -> Path:
    """Where a packaged font lies."""
    return folder("reports") / "fonts" / name


@functools.cache
def coverage() -> frozenset[int]:
    """The characters that the packaged fonts can write between them."""
    return _characters(TEXT_FONT) | _characters(WIDE_FONT)


@functools.cache
def _characters(name: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(font_path(name), lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """The text with every character that the packaged fonts lack named in square brackets.

    Controls and marks that turn the direction of text around are left out: on paper they could only mislead.
    """
    return unicodedata.normalize("NFC", text).translate(_as_written)


class _AsWritten(dict[int, str]):
    """What is written for a character, worked out when it first comes: a report has a million or more."""

    def __missing__(self, code: int) -> str:
        written = self[code] = _written(chr(code), coverage())
        return written


_as_written = _AsWritten()


def _written(character: str, known: frozenset[int]) -> str:
    if character in _KEPT_CONTROLS:
        return character
    category = unicodedata.category(character)
    if (
        category in ("Cc", "Cs")
        or (category == "Cf" and character not in _JOINERS)
        or _is_variation(character)
    ):
        return ""
    return character if ord(character) in known else f"[{_name(character)}]"


def _is_variation(character: str) -> bool:
    return 0xFE00 <= ord(character) <= 0xFE0F


def _name(character: str) -> str:
    name = unicodedata.name(character, "")
    return name.lower() if name and "IDEOGRAPH" not in name else f"U+{ord(character):04X}"


def is_plain(text: str) -> bool:
    """Whether the text font alone can write it."""
    known = _characters(TEXT_FONT)
    return all(ord(character) in known for character in text if character != "\n")


def chart_font(text: str) -> Any:
    """The matplotlib font for one text: the text font if it knows every character, else the wide one."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=font_path(TEXT_FONT if is_plain(text) else WIDE_FONT))
