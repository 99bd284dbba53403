"""How good on average, and how sure? Means of cases, plain and weighted."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from audit.statistics.interval import Interval


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """A weighted mean and its standard error; the interval is None where every group has one case."""

    estimate: float
    standard_error: float
    interval: Interval | None
    degrees_of_freedom: int
    n_cases: int
    n_strata: int


def mean_of(values: Sequence[float]) -> float:
    """What is the average? values: one or more numbers. The order of the values never changes the answer.

    >>> mean_of([2, 3, 4])
    3.0
    """
    if not values:
        raise ValueError("no values, so no mean")
    return fsum(values) / len(values)


def mean_interval(values: Sequence[float], confidence_level: float = 0.95) -> Interval | None:
    """Between which values does the true mean lie? None with fewer than two values.

    values: one number per case. mean -+ t(n - 1) s / sqrt(n); source: any textbook; same as R's `t.test`.

    >>> interval = mean_interval([1, 2, 3, 4])
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.4457, 4.5543)
    """
    if len(values) < 2:
        return None
    mean = mean_of(values)
    variance = fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    half = _t_quantile(confidence_level, len(values) - 1) * sqrt(variance / len(values))
    return Interval(mean - half, mean + half, confidence_level, "t on case means")


def weighted_mean(
    values: Sequence[float],
    weights: Sequence[float],
    strata: Sequence[Hashable],
    *,
    population: Mapping[Hashable, float] | None = None,
    rating_variance: float = 0.0,
    confidence_level: float = 0.95,
) -> WeightedMean:
    """What would the mean of all documents be, when groups were sampled at different rates?

    values, weights (above 0) and strata: one per case. population: documents in each stratum, for the finite
    population correction; None means none. rating_variance: the part of one value's variance that comes from
    marking it (units of the values, squared); the correction never shrinks that part, because scoring every
    document would not remove it. Raises ValueError when lengths differ or a stratum has more cases than
    documents.

    estimate = sum(w y) / sum(w), and with z = w (y - estimate) / sum(w) its variance is the sum over strata
    of (1 - n/N) (S - E) + E, where S = n/(n - 1) sum((z - mean z)^2) and E = rating_variance sum((w / sum
    w)^2). Source: T. Lumley, Complex Surveys (2010), appendix A; Cochran, Sampling Techniques (1977), eq.
    5.9. With rating_variance 0 it equals `svymean` of R's survey; the interval is t on cases - strata.

    >>> two = weighted_mean([1, 3, 2, 4], [9, 9, 1, 1], ["a", "a", "b", "b"])
    >>> round(two.estimate, 4), round(two.standard_error, 4)
    (2.1, 0.9055)
    """
    if not values or not len(values) == len(weights) == len(strata) or min(weights) <= 0:
        raise ValueError("a weighted mean needs one value, one weight above 0 and one stratum per case")
    total = fsum(weights)
    estimate = fsum(weight * value for weight, value in zip(weights, values, strict=True)) / total
    groups: dict[Hashable, list[tuple[float, float]]] = defaultdict(list)
    for value, weight, stratum in zip(values, weights, strata, strict=True):
        groups[stratum].append((weight * (value - estimate) / total, weight / total))
    variances = [
        _stratum_variance(rows, (population or {}).get(stratum), rating_variance)
        for stratum, rows in groups.items()
    ]
    error = sqrt(fsum(variances))
    freedom = len(values) - len(groups)
    interval = None
    if freedom > 0:
        half = _t_quantile(confidence_level, freedom) * error
        method = "t, stratified and weighted" + ("" if population is None else ", finite population")
        interval = Interval(estimate - half, estimate + half, confidence_level, method)
    return WeightedMean(estimate, error, interval, freedom, len(values), len(groups))


def _stratum_variance(
    rows: list[tuple[float, float]], n_in_population: float | None, rating_variance: float
) -> float:
    n_cases = len(rows)
    if n_in_population is not None and n_cases > n_in_population:
        raise ValueError(f"{n_cases} cases from a group of {n_in_population:g} documents")
    left_out = 1.0 if n_in_population is None else 1 - n_cases / n_in_population
    rating = rating_variance * fsum(share * share for _, share in rows)
    if n_cases == 1:
        spread = rows[0][0] ** 2  # about the mean of all cases, where z is 0
    else:
        middle = fsum(z for z, _ in rows) / n_cases
        spread = n_cases / (n_cases - 1) * fsum((z - middle) ** 2 for z, _ in rows)
    rating = min(rating, spread)
    return left_out * (spread - rating) + rating


def _t_quantile(confidence_level: float, degrees_of_freedom: int) -> float:
    from scipy import stats  # type: ignore[import-untyped]

    return float(stats.t.ppf((1 + confidence_level) / 2, degrees_of_freedom))
