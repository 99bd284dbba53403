"""Changes in everyday terms: a mean that falls by 0.05 of a level is 5 of 100 answers one level lower."""

from collections.abc import Callable

from audit.reporting.figures import decimal, number
from audit.statistics.interval import Interval

_HUNDRED = 100


def _of_hundred(levels: float) -> str:
    """How many of 100 answers would have to move by one level."""
    n = abs(levels) * _HUNDRED
    if n < 0.05:
        return "none"
    return decimal(n, 1 if n < 10 else 0).removesuffix(".0")


def _in_levels(levels: float) -> str:
    return decimal(abs(levels))


def _direction(levels: float) -> str:
    return "lower" if levels < 0 else "higher"


def say_change(levels: float, interval: Interval | None = None) -> str:
    """A change of the mean level in words, with where it likely lies.

    No more than 100 of 100 answers can move by one level: beyond that both are said in levels.

    >>> say_change(-0.046)
    '4.6 of every 100 answers came out one level lower'
    >>> say_change(-0.046, Interval(-0.063, -0.028, 0.9, "t"))
    '4.6 of every 100 answers came out one level lower (likely between 2.8 and 6.3 lower)'
    >>> say_change(-0.25, Interval(-1.6, 1.11, 0.9, "t"))
    'answers came out 0.25 levels lower on average (likely between 1.60 lower and 1.11 higher)'
    """
    ends = (interval.low, interval.high) if interval else ()
    if max(map(abs, (levels, *ends))) > 1:
        change = f"answers came out {_in_levels(levels)} levels {_direction(levels)} on average"
        return change + _likely(interval, _in_levels)
    n = _of_hundred(levels)
    change = f"{n} of every 100 answers came out one level {_direction(levels)}"
    if n == "none":
        change = "no answer came out at another level"
    return change + _likely(interval, _of_hundred)


def say_size(levels: float) -> str:
    """How large a change is, whichever way.

    >>> say_size(0.05)
    '5 of every 100 answers by one level'
    >>> say_size(1.25)
    '1.25 levels on average'
    """
    if abs(levels) > 1:
        return f"{_in_levels(levels)} levels on average"
    return f"{_of_hundred(levels)} of every 100 answers by one level"


def _likely(interval: Interval | None, say: Callable[[float], str]) -> str:
    """Where a change likely lies, from its smaller figure to its larger."""
    if interval is None:
        return ""
    low, high = interval.low, interval.high
    if low < 0 < high:
        return f" (likely between {say(low)} lower and {say(high)} higher)"
    small, large = sorted((abs(low), abs(high)))
    return f" (likely between {say(small)} and {say(large)} {_direction(low if low < 0 else high)})"


def say_chance(p_value: float) -> str:
    """How often chance alone would do it.

    >>> say_chance(0.0004), say_chance(0.031)
    ('fewer than 1 of 1,000 such audits', 'about 31 of 1,000 such audits')
    """
    n = round(p_value * 1000)
    return f"about {number(n)} of 1,000 such audits" if n >= 1 else "fewer than 1 of 1,000 such audits"
