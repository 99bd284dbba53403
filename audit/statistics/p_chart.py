"""Was this month out of the ordinary? A p-chart whose limits allow for more than the luck of the draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt

MOVING_RANGE = 1.128  # mean range of two standard normal numbers (d2)


class Signal(StrEnum):
    """What makes a month stand out: the four Western Electric rules."""

    BEYOND_LIMITS = "beyond_limits"
    TWO_OF_THREE = "two_of_three_beyond_two_sigma"
    FOUR_OF_FIVE = "four_of_five_beyond_one_sigma"
    EIGHT_ON_ONE_SIDE = "eight_on_one_side"


RULES = (
    (Signal.BEYOND_LIMITS, 1, 1, 3.0),
    (Signal.TWO_OF_THREE, 2, 3, 2.0),
    (Signal.FOUR_OF_FIVE, 4, 5, 1.0),
    (Signal.EIGHT_ON_ONE_SIDE, 8, 8, 0.0),
)


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One month: its share, the limits for its number of cases (0 to 1), and the rules that it completes."""

    share: float
    low: float
    high: float
    n_good: int
    n_cases: int
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class LaneyPChart:
    """The centre line, and how many times wider than by the luck of the draw months vary (sigma z)."""

    centre: float
    sigma_z: float
    points: tuple[ChartPoint, ...]


def laney_p_chart(n_good: Sequence[int], n_cases: Sequence[int]) -> LaneyPChart | None:
    """Which months stand out from the others, given how much months vary anyway? In order of time.

    n_good: 0 to n_cases; n_cases: 1 or more; one of each per month, months without cases left out by the
    caller. Answers None with fewer than two months, or where all cases are good, none is, or no month differs
    from the one before. Raises ValueError for unequal lengths or an impossible count.

    centre p = sum(x)/sum(n); s_i = sqrt(p (1 - p)/n_i); z_i = (x_i/n_i - p)/s_i; sigma z = mean |z_i -
    z_(i-1)| / 1.128; limits p -+ 3 s_i sigma z, kept within 0 to 1. A month signals when it completes: one
    beyond 3, two of three beyond 2, four of five beyond 1 sigma on the same side, or eight in a row on one
    side. Source: D. B. Laney, Quality Engineering 14 (2002) 531-537; Western Electric, Statistical Quality
    Control Handbook (1956).

    >>> chart = laney_p_chart([5, 7, 3], [10, 10, 10])
    >>> round(chart.centre, 2), round(chart.sigma_z, 4)
    (0.5, 1.6821)
    """
    if len(n_good) != len(n_cases):
        raise ValueError("one count of good cases and one of all cases per month are needed")
    if any(n < 1 or not 0 <= x <= n for x, n in zip(n_good, n_cases, strict=True)):
        raise ValueError("a month needs a case, and no more good cases than cases")
    if len(n_cases) < 2 or sum(n_good) in (0, sum(n_cases)):
        return None
    centre = sum(n_good) / sum(n_cases)
    errors = [sqrt(centre * (1 - centre) / n) for n in n_cases]
    z = [(x / n - centre) / error for x, n, error in zip(n_good, n_cases, errors, strict=True)]
    sigma_z = fsum(abs(later - earlier) for earlier, later in zip(z, z[1:], strict=False)) / (len(z) - 1)
    sigma_z /= MOVING_RANGE
    if sigma_z < 1e-12:
        return None
    distances = [each / sigma_z for each in z]
    points = [
        ChartPoint(
            share=x / n,
            low=max(0.0, centre - 3 * error * sigma_z),
            high=min(1.0, centre + 3 * error * sigma_z),
            n_good=x,
            n_cases=n,
            signals=_signals(distances[: place + 1]),
        )
        for place, (x, n, error) in enumerate(zip(n_good, n_cases, errors, strict=True))
    ]
    return LaneyPChart(centre, sigma_z, tuple(points))


def _signals(distances: Sequence[float]) -> tuple[Signal, ...]:
    """The rules that the last of the months completes."""
    side = 1 if distances[-1] > 0 else -1
    found = []
    for signal, needed, of_last, sigmas in RULES:
        beyond = [side * distance > sigmas for distance in distances[-of_last:]]
        if beyond[-1] and sum(beyond) >= needed:
            found.append(signal)
    return tuple(found)
