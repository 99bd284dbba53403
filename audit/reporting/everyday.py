"""Changes in everyday terms: a mean that falls by 0.05 of a level is 5 of 100 answers one level lower."""

from audit.reporting.figures import decimal, number
from audit.statistics.interval import Interval

_HUNDRED = 100


def _of_hundred(levels: float) -> str:
    """How many of 100 answers would have to move by one level."""
    n = abs(levels) * _HUNDRED
    if n < 0.05:
        return "none"
    return decimal(n, 1 if n < 10 else 0).removesuffix(".0")


def _direction(levels: float) -> str:
    return "lower" if levels < 0 else "higher"


def say_change(levels: float) -> str:
    """A change of the mean level in words.

    >>> say_change(-0.046)
    '4.6 of every 100 answers came out one level lower'
    """
    n = _of_hundred(levels)
    if n == "none":
        return "no answer came out at another level"
    return f"{n} of every 100 answers came out one level {_direction(levels)}"


def say_size(levels: float) -> str:
    """How large a change is, whichever way.

    >>> say_size(0.05)
    '5 of every 100 answers by one level'
    """
    return f"{_of_hundred(levels)} of every 100 answers by one level"


def say_range(interval: Interval) -> str:
    """An interval of a change, from its smaller figure to its larger.

    >>> say_range(Interval(-0.063, -0.028, 0.9, "t"))
    '2.8 and 6.3 lower'
    >>> say_range(Interval(-0.016, 0.012, 0.9, "t"))
    '1.6 lower and 1.2 higher'
    """
    low, high = interval.low, interval.high
    if low < 0 < high:
        return f"{_of_hundred(low)} lower and {_of_hundred(high)} higher"
    small, large = sorted((abs(low), abs(high)))
    return f"{_of_hundred(small)} and {_of_hundred(large)} {_direction(low if low < 0 else high)}"


def say_chance(p_value: float) -> str:
    """How often chance alone would do it.

    >>> say_chance(0.0004), say_chance(0.031)
    ('fewer than 1 of 1,000 such audits', 'about 31 of 1,000 such audits')
    """
    n = round(p_value * 1000)
    return f"about {number(n)} of 1,000 such audits" if n >= 1 else "fewer than 1 of 1,000 such audits"
