"""How a figure is written for people: the one place where figures are rounded, shared by pages and paper."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, floor
from typing import Protocol
from zoneinfo import ZoneInfo

FEW_CASES = 30
NOT_KNOWN = "–"
# What arithmetic leaves over where the truth is exactly none or all.
_NOTHING = 1e-9
_LONDON = ZoneInfo("Europe/London")
# Not strftime: its month names follow the locale of the machine.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Bounds(Protocol):
    """Whatever has two ends: the domain's Interval among others."""

    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


def decimal(value: float | None, places: int = 2) -> str:
    """2.345 is "2.35": halves go up, as people expect, and a minus sign is a real one."""
    if value is None or value != value:
        return NOT_KNOWN
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    return f"\N{MINUS SIGN}{text}" if rounded < 0 else text


def number(value: int | None) -> str:
    """1797 is "1,797"."""
    return NOT_KNOWN if value is None else f"{value:,}"


def percent(share: float | None) -> str:
    """0.414 is "41%"; only exactly none is 0% and only exactly all is 100%."""
    if share is None or share != share:
        return NOT_KNOWN
    text = decimal(share * 100, 0)
    if text == "0" and share > _NOTHING:
        return "under 1%"
    if text == "100" and share < 1 - _NOTHING:
        return "over 99%"
    return f"{text}%"


def share_of(n: int, total: int, *, n_cases: int | None = None) -> str:
    """Under 30 cases "x of y", since a percentage would claim more than so few can say; else a percentage.

    `n_cases` says how many cases the total comes from where it counts answers: forty answers about four
    cases are four cases.
    """
    if total == 0:
        return "no cases"
    return f"{number(n)} of {number(total)}" if _are_few(total, n_cases) else percent(n / total)


def share_span(bounds: Bounds | None, total: int, *, n_cases: int | None = None) -> str:
    """The interval of a share as `share_of` speaks: "6 to 10 of 20", rounded outwards, or "33% to 50%"."""
    if bounds is None or not _are_few(total, n_cases):
        return percent_span(bounds)
    low, high = floor(bounds.low * total + _NOTHING), ceil(bounds.high * total - _NOTHING)
    return f"{number(low)} to {number(high)} of {number(total)}"


def _are_few(total: int, n_cases: int | None) -> bool:
    return (total if n_cases is None else n_cases) < FEW_CASES


def span(bounds: Bounds | None, places: int = 2) -> str:
    """An interval in words: "2.31 to 2.54"."""
    return NOT_KNOWN if bounds is None else f"{decimal(bounds.low, places)} to {decimal(bounds.high, places)}"


def percent_span(bounds: Bounds | None) -> str:
    """An interval of a share in words: "33% to 50%"."""
    return NOT_KNOWN if bounds is None else f"{percent(bounds.low)} to {percent(bounds.high)}"


class Described(Bounds, Protocol):
    """Two ends that say at what level and how they were found."""

    @property
    def confidence_level(self) -> float: ...
    @property
    def method(self) -> str: ...


def method_of(interval: Described | None) -> str:
    """How an interval was found: "Wilson, 95%"."""
    return NOT_KNOWN if interval is None else f"{interval.method}, {percent(interval.confidence_level)}"


def p_value(value: float | None) -> str:
    """0.0004 is "below 0.001"; else three places."""
    if value is not None and value < 0.001:
        return "below 0.001"
    return decimal(value, 3)


def day(value: date | None) -> str:
    """3 March 2026."""
    return NOT_KNOWN if value is None else f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date | None) -> str:
    """3 Mar 2026, for narrow columns."""
    return NOT_KNOWN if value is None else f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def clock(value: datetime | None) -> str:
    """14:05, as clocks in London show it."""
    return NOT_KNOWN if value is None else f"{value.astimezone(_LONDON):%H:%M}"


def moment(value: datetime | None) -> str:
    """3 March 2026 at 14:05, as clocks in London show it."""
    if value is None:
        return NOT_KNOWN
    return f"{day(value.astimezone(_LONDON))} at {clock(value)}"


def ago(value: datetime, at: datetime) -> str:
    """How long before another moment: "less than an hour ago", "5 hours ago", "3 days ago"."""
    hours = int((at - value).total_seconds() // 3600)
    if hours < 1:
        return "less than an hour ago"
    return f"{counted(hours, 'hour')} ago" if hours < 48 else f"{counted(hours // 24, 'day')} ago"


def counted(n: int, one: str, many: str | None = None) -> str:
    """1 case, 2 cases, no cases."""
    return f"{number(n) if n else 'no'} {one if n == 1 else many or one + 's'}"


def days_left(n: int) -> str:
    """3 days left, due today, 2 days late."""
    if n == 0:
        return "due today"
    return f"{counted(n, 'day')} left" if n > 0 else f"{counted(-n, 'day')} late"


def days_until(n: int) -> str:
    """Today, tomorrow, in 3 days, 2 days ago."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(n) or (f"in {counted(n, 'day')}" if n > 0 else f"{counted(-n, 'day')} ago")


FILTERS: dict[str, Callable[..., str]] = {
    "decimal": decimal,
    "number": number,
    "percent": percent,
    "share_of": share_of,
    "span": span,
    "share_span": share_span,
    "percent_span": percent_span,
    "method_of": method_of,
    "p_value": p_value,
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "ago": ago,
    "counted": counted,
    "days_left": days_left,
    "days_until": days_until,
}
