"""By how much does a number change in a year, whatever single odd cases say? The Theil-Sen slope."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from audit.statistics.interval import Interval
from audit.statistics.pair_score import kendall_score

LARGEST_LISTED = 2000
PRECISION = 1e-12  # of the widest slope that the cases allow


@dataclass(frozen=True, slots=True)
class TheilSen:
    """The median of the slopes of all pairs of cases with different x."""

    estimate: float
    interval: Interval | None
    n_cases: int


def theil_sen(x: Sequence[float], y: Sequence[float], *, confidence_level: float = 0.95) -> TheilSen | None:
    """By how much does y change for one step of x, as the median over pairs? None where x is constant.

    x, y: one per case. Raises ValueError for unequal lengths. The interval is None where y is constant, or
    where there are too few pairs for the confidence level.

    Median of (y_j - y_i) / (x_j - x_i); limits at the slopes of rank (N' -+ z sqrt(variance of Kendall's S
    given the ties)) / 2 among the N' slopes, rounded and widened by one. Up to 2,000 cases the slopes are
    listed; beyond that the slope is found by halving at which Kendall's S of x and y - slope x falls through
    what the rank asks for. Source: P. K. Sen, Journal of the American Statistical Association 63 (1968)
    1379-1389; listed, the same as `scipy.stats.theilslopes` where y has no ties, whose
    part in the variance that leaves out.

    >>> theil_sen([1, 2, 3, 4], [1, 2, 9, 4]).estimate
    1.0
    """
    if len(x) != len(y):
        raise ValueError("one x and one y per case are needed")
    if len(set(x)) < 2:
        return None
    scored = kendall_score(x, y)
    reach = NormalDist().inv_cdf((1 + confidence_level) / 2) * sqrt(scored[1]) if scored else None
    find = _by_listing if len(x) <= LARGEST_LISTED else _by_halving
    estimate, limits = find(x, y, reach)
    interval = None
    if limits is not None:
        interval = Interval(*limits, confidence_level, "Sen, on case means, unadjusted")
    return TheilSen(estimate, interval, len(x))


Found = tuple[float, tuple[float, float] | None]


def _by_listing(x: Sequence[float], y: Sequence[float], reach: float | None) -> Found:
    import numpy as np

    across, up = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    one, other = np.triu_indices(len(across), 1)
    steps = across[other] - across[one]
    slopes = np.sort((up[other] - up[one])[steps != 0] / steps[steps != 0])
    limits = None
    if reach is not None:
        low = round((len(slopes) - reach) / 2) - 1
        high = round((len(slopes) + reach) / 2)
        if 0 <= low <= high < len(slopes):
            limits = (float(slopes[low]), float(slopes[high]))
    return float(np.median(slopes)), limits


def _by_halving(x: Sequence[float], y: Sequence[float], reach: float | None) -> Found:
    estimate = _slope_at(x, y, 0.0)
    return estimate, None if reach is None else (_slope_at(x, y, reach), _slope_at(x, y, -reach))


def _slope_at(x: Sequence[float], y: Sequence[float], target: float) -> float:
    """The slope at which S of x and y - slope x, which falls as the slope grows, passes the target."""
    import numpy as np

    across, up = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    across = across - across.mean()
    gaps = np.diff(np.unique(across))
    widest = float((up.max() - up.min()) / gaps.min())
    low, high = -widest, widest
    while high - low > PRECISION * widest:
        middle = (low + high) / 2
        scored = kendall_score(across, up - middle * across)
        if scored is not None and scored[0] > target:
            low = middle
        else:
            high = middle
    return (low + high) / 2
