"""A council's own colour, and words that stay readable on it."""

import re

WHITE, INK = "#ffffff", "#0b0c0c"
READABLE = 4.5


def is_colour(text: str) -> bool:
    """Whether `text` is a colour as #rrggbb."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """White or near-black, whichever is easier to read on `colour`."""
    return max((WHITE, INK), key=lambda text: contrast(colour, text))


def stands_out_on_white(colour: str) -> bool:
    """Whether words or a line in this colour can be read on a white page."""
    return contrast(colour, WHITE) >= READABLE


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    # WCAG 2.2 "relative luminance": the sRGB curve.
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
