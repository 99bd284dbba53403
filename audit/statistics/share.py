"""What share of documents, and how sure? Intervals for proportions."""

from math import sqrt
from statistics import NormalDist

from audit.statistics.interval import Interval

NO_VARIANCE = 1e-12  # groups that are wholly good or wholly bad leave only rounding noise


def wilson(n_good: float, n_cases: float, confidence_level: float = 0.95) -> Interval:
    """Between which shares does the true share lie, given x of n?

    n_good: 0 to n_cases; n_cases: above 0; both may be fractional, for an effective sample size.
    Returns an interval within 0 to 1. Raises ValueError outside those ranges.

    With p = x/n and z the normal quantile:
    (2np + z^2 -+ z sqrt(z^2 + 4np(1 - p))) / (2(n + z^2)).
    Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, method 3.

    >>> interval = wilson(81, 263)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.2553, 0.3662)
    """
    if n_cases <= 0 or not 0 <= n_good <= n_cases:
        raise ValueError(f"{n_good} of {n_cases} is not a share")
    z = NormalDist().inv_cdf((1 + confidence_level) / 2)
    share = n_good / n_cases
    middle = 2 * n_good + z * z
    half = z * sqrt(z * z + 4 * n_good * (1 - share))
    bottom = 2 * (n_cases + z * z)
    low = 0.0 if n_good == 0 else min(share, max(0.0, (middle - half) / bottom))
    high = 1.0 if n_good == n_cases else max(share, min(1.0, (middle + half) / bottom))
    return Interval(low, high, confidence_level, "Wilson")


def korn_graubard(
    share: float, variance: float, *, n_cases: int, degrees_of_freedom: int, confidence_level: float = 0.95
) -> Interval:
    """Between which shares does the true share lie, when the sample was weighted or stratified?

    share: 0 to 1, with its design-based variance (0 or more) and degrees of freedom (1 or more); n_cases: 2
    or more. Returns an interval within 0 to 1. Raises ValueError outside those ranges.

    The effective size n* = p(1 - p)/variance x (t(n - 1)/t(df))^2 takes the place of n in Clopper-Pearson's
    beta quantiles; a share of 0 or 1, or a variance of 0, keeps n* = n.
    Source: E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998) 193-201, section 2; the same as
    `svyciprop(method = "beta")` of R's survey.

    >>> interval = korn_graubard(0.5, 0.0025, n_cases=100, degrees_of_freedom=99)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.3983, 0.6017)
    """
    from scipy import stats  # type: ignore[import-untyped]

    if not 0 <= share <= 1 or variance < 0 or n_cases < 2 or degrees_of_freedom < 1:
        raise ValueError("a weighted share needs a share of 0 to 1, a variance and two cases or more")
    tail = (1 - confidence_level) / 2
    effective = float(n_cases)
    if 0 < share < 1 and variance > NO_VARIANCE:
        widening = stats.t.ppf(tail, n_cases - 1) / stats.t.ppf(tail, degrees_of_freedom)
        effective = share * (1 - share) / variance * float(widening) ** 2
    good, bad = effective * share, effective * (1 - share)
    low = 0.0 if good == 0 else min(share, float(stats.beta.ppf(tail, good, bad + 1)))
    high = 1.0 if bad == 0 else max(share, float(stats.beta.ppf(1 - tail, good + 1, bad)))
    return Interval(low, high, confidence_level, "Korn-Graubard")
