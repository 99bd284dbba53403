"""How strictly somebody marks, in plain words and as a place on a line."""

from typing import Protocol

# Logits within which people are called alike, and beyond which the difference is a large one.
_LITTLE, _MUCH = 0.5, 1.0
# The line of the picture reaches so many logits to both sides, over so many units of drawing.
_REACH, _WIDTH = 2.0, 300


class Marking(Protocol):
    """How strictly one person marks: above 0 is stricter; the shrunken figure allows for chance."""

    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def shrunken(self) -> float: ...


def say_strictness(found: Marking, who: str = "You mark") -> str:
    """One sentence, against the average of those who scored the same documents.

    Where the interval holds the average nothing is said to differ; where it holds much more besides, nothing
    is said at all.
    """
    if found.low <= 0 <= found.high:
        if max(-found.low, found.high) >= _MUCH:
            return "Too few answers yet to tell this from the average here."
        return f"{who} about as strictly as the average here."
    how = "more strictly" if found.shrunken > 0 else "more leniently"
    size = abs(found.shrunken)
    much = "a little " if size < _LITTLE else "much " if size >= _MUCH else ""
    return f"{who} {much}{how} than the average here."


def place_on_scale(value: float) -> float:
    """Where a value lies on the line, from 0 to its width; what lies beyond stands at the end.

    >>> place_on_scale(0.0), place_on_scale(-9.0)
    (150.0, 0.0)
    """
    share = (min(max(value, -_REACH), _REACH) + _REACH) / (2 * _REACH)
    return round(share * _WIDTH, 1)
