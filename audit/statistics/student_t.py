"""Quantiles of Student's t in plain Python, for pages that must not load a heavy library."""

from math import cos, pi, sin, sqrt
from statistics import NormalDist

_SERIES_UP_TO = 300
_STEPS = 100


def student_t_quantile(probability: float, degrees_of_freedom: int) -> float:
    """Below which value does this share of Student's t distribution lie?

    probability: above 0 and below 1; degrees_of_freedom: a whole number, 1 or more. Else ValueError.

    Up to 300 degrees of freedom by bisection of the exact finite series; above by the normal quantile z:
    z + (z^3 + z)/4v + (5z^5 + 16z^3 + 3z)/96v^2, right to six figures there.
    Source: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), 26.7.3, 26.7.4, 26.7.5.

    >>> round(student_t_quantile(0.95, 3), 4), round(student_t_quantile(0.975, 1000), 4)
    (2.3534, 1.9623)
    """
    if not 0 < probability < 1 or degrees_of_freedom < 1:
        raise ValueError("a quantile needs a share between 0 and 1 and one degree of freedom or more")
    if probability < 0.5:
        return -student_t_quantile(1 - probability, degrees_of_freedom)
    if degrees_of_freedom > _SERIES_UP_TO:
        z, v = NormalDist().inv_cdf(probability), degrees_of_freedom
        return z + (z**3 + z) / (4 * v) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v * v)
    low, high = 0.0, pi / 2  # the angle whose tangent is t / sqrt(v)
    wanted = 2 * probability - 1
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _share_within(middle, degrees_of_freedom) < wanted:
            low = middle
        else:
            high = middle
    return sqrt(degrees_of_freedom) * sin(low) / cos(low)


def _share_within(angle: float, degrees_of_freedom: int) -> float:
    """The share between -t and t."""
    square = cos(angle) ** 2
    is_odd = degrees_of_freedom % 2
    term = total = cos(angle) if is_odd else 1.0
    for number in range(2 + is_odd, degrees_of_freedom - 1, 2):
        term *= square * (number - 1) / number
        total += term
    if not is_odd:
        return sin(angle) * total
    return 2 / pi * (angle + (sin(angle) * total if degrees_of_freedom > 1 else 0.0))
