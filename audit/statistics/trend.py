"""Does a number rise or fall over ordered groups? Rank tests that mind ties."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from audit.statistics.alternative import check_alternative, normal_p
from audit.statistics.interval import Interval
from audit.statistics.pair_score import rank, score_and_variance, tau_b_denominator

LARGEST_EXACT = 50
PERMUTATIONS = 9999


@dataclass(frozen=True, slots=True)
class JonckheereTerpstra:
    """J, its mean and standard deviation if there is no trend (given the ties), z, p and how p was found."""

    statistic: float
    expected: float
    standard_deviation: float
    z: float
    p_value: float
    alternative: str
    method: str
    n_cases: int
    n_groups: int


@dataclass(frozen=True, slots=True)
class KendallTauB:
    """Kendall's tau-b (-1 to 1), with the p of the normal approximation given the ties."""

    estimate: float
    z: float
    p_value: float
    alternative: str
    n_cases: int


def jonckheere_terpstra(
    groups: Sequence[float], values: Sequence[float], *, alternative: str = "two-sided", seed: int = 0
) -> JonckheereTerpstra | None:
    """Do the values rise or fall over the ordered groups? None where all groups or all values are equal.

    groups, values: one per case; the groups count by their order alone. alternative: "two-sided",
    "increasing" (later groups higher) or "decreasing". Raises ValueError for another alternative or unequal
    lengths.

    J = number of pairs of cases from different groups in which the later one is higher, ties counting a half;
    mean and variance allow for ties in both. p: exact for up to 50 cases without tied values; for up to 50
    with ties, 9,999 seeded permutations, (1 + as extreme) / (1 + permutations); else normal, uncorrected for
    continuity. Source: Hollander and Wolfe, Nonparametric Statistical Methods (1999), eq. 6.13 and 6.19;
    exact distribution: Mann and Whitney's generating function taken over groups (their comment 6.11).

    >>> result = jonckheere_terpstra([1, 1, 2, 2, 3, 3], [1, 2, 3, 4, 5, 6], alternative="increasing")
    >>> result.statistic, round(result.p_value, 4)
    (12.0, 0.0111)
    """
    _check(groups, values, alternative)
    x, y = rank(groups), rank(values)
    pair_sums = score_and_variance(x, y)
    if pair_sums is None:
        return None
    score, variance = pair_sums
    sizes = x.sizes.tolist()
    n_pairs = (len(values) ** 2 - sum(size * size for size in sizes)) // 2
    statistic, z = (score + n_pairs) / 2, score / sqrt(variance)
    if len(values) > LARGEST_EXACT:
        method, p_value = "normal approximation, ties corrected", normal_p(z, alternative)
    elif max(y.ties) == 1:
        method, p_value = "exact", _exact_p(int(statistic), sizes, alternative)
    else:
        method, p_value = "permutation", _permutation_p(groups, values, score, alternative, seed)
    return JonckheereTerpstra(
        statistic, n_pairs / 2, sqrt(variance) / 2, z, p_value, alternative, method, len(values), len(sizes)
    )


def kendall_tau_b(
    x: Sequence[float], y: Sequence[float], *, alternative: str = "two-sided"
) -> KendallTauB | None:
    """How strongly do two orderings go together, from -1 to 1? None where either is constant.

    x, y: one per case, two or more. tau-b = S / sqrt((n0 - n1)(n0 - n2)), S the concordant less the
    discordant pairs; z = S / sqrt(variance of S given the ties). Source: M. G. Kendall, Rank Correlation
    Methods (1970), eq. 3.3 and 4.4; the same as R's `cor.test(method = "kendall", exact = FALSE)`.

    >>> round(kendall_tau_b([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]).estimate, 4)
    -0.4714
    """
    _check(x, y, alternative)
    ranked_x, ranked_y = rank(x), rank(y)
    pair_sums = score_and_variance(ranked_x, ranked_y)
    if pair_sums is None:
        return None
    score, variance = pair_sums
    z = score / sqrt(variance)
    return KendallTauB(
        score / tau_b_denominator(ranked_x, ranked_y), z, normal_p(z, alternative), alternative, len(x)
    )


def least_squares_slope(x: Sequence[float], y: Sequence[float]) -> float | None:
    """By how much does y change for one step of x, on a straight line? None where x is constant.

    x, y: one per case. sum((x - mean x)(y - mean y)) / sum((x - mean x)^2); source: any textbook.

    >>> least_squares_slope([2020, 2021, 2022], [3, 2, 4])
    0.5
    """
    if len(set(x)) < 2:
        return None
    x_mean, y_mean = fsum(x) / len(x), fsum(y) / len(y)
    across = fsum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True))
    return across / fsum((a - x_mean) ** 2 for a in x)


def slope_interval(x: Sequence[float], y: Sequence[float], confidence_level: float = 0.95) -> Interval | None:
    """Between which values does the slope of a straight line lie? None with fewer than three cases.

    x, y: one per case, which nothing is adjusted for. slope -+ t(n - 2) s / sqrt(sum((x - mean x)^2)), with
    s^2 = sum of squared residuals / (n - 2); source: any textbook; the same as R's `confint(lm(y ~ x))`.

    >>> interval = slope_interval([1, 2, 3, 4], [1, 2, 2, 4])
    >>> round(interval.low, 4), round(interval.high, 4)
    (-0.2384, 2.0384)
    """
    from scipy import stats  # type: ignore[import-untyped]

    slope = least_squares_slope(x, y)
    if slope is None or len(x) < 3:
        return None
    x_mean, y_mean = fsum(x) / len(x), fsum(y) / len(y)
    residuals = fsum((b - y_mean - slope * (a - x_mean)) ** 2 for a, b in zip(x, y, strict=True))
    error = sqrt(residuals / (len(x) - 2) / fsum((a - x_mean) ** 2 for a in x))
    half = float(stats.t.ppf((1 + confidence_level) / 2, len(x) - 2)) * error
    return Interval(slope - half, slope + half, confidence_level, "t on case means, unadjusted")


def _check(x: Sequence[float], y: Sequence[float], alternative: str) -> None:
    if len(x) != len(y):
        raise ValueError("one group and one value per case are needed")
    check_alternative(alternative)


def _exact_p(statistic: int, sizes: list[int], alternative: str) -> float:
    """The share of all arrangements with a J as extreme; every arrangement is counted in whole numbers."""
    arrangements, n_before = [1], 0
    for size in sizes:
        arrangements = _times_mann_whitney(arrangements, n_before, size)
        n_before += size
    at_least = sum(arrangements[statistic:]) / sum(arrangements)
    at_most = sum(arrangements[: statistic + 1]) / sum(arrangements)
    by_alternative = {
        "increasing": at_least,
        "decreasing": at_most,
        "two-sided": min(1.0, 2 * min(at_least, at_most)),
    }
    return by_alternative[alternative]


def _times_mann_whitney(counts: list[int], n_before: int, size: int) -> list[int]:
    """Multiply by the Gaussian binomial (n_before + size choose size) in q, term by term."""
    for step in range(1, size + 1):
        up = n_before + step
        longer = counts + [0] * up
        for power in range(len(longer) - 1, up - 1, -1):
            longer[power] -= longer[power - up]
        for power in range(step, len(longer)):
            longer[power] += longer[power - step]
        counts = longer[: len(longer) - step]
    return counts


def _permutation_p(
    groups: Sequence[float], values: Sequence[float], score: int, alternative: str, seed: int
) -> float:
    import numpy as np

    labels = np.unique(np.sort(np.asarray(groups, dtype=float)), return_inverse=True)[1]
    labels = np.tile(labels.astype(np.float32), (PERMUTATIONS, 1))
    labels = np.random.default_rng(seed).permuted(labels, axis=1)
    in_order = np.unique(np.sort(np.asarray(values, dtype=float)), return_inverse=True)[1]
    scores = np.zeros(PERMUTATIONS)
    for last in range(1, len(values)):
        is_higher = np.sign(in_order[last] - in_order[:last]).astype(np.float32)
        scores += np.sign(labels[:, last : last + 1] - labels[:, :last]) @ is_higher
    extreme = {
        "increasing": scores >= score,
        "decreasing": scores <= score,
        "two-sided": np.abs(scores) >= abs(score),
    }[alternative]
    return (1 + int(extreme.sum())) / (1 + PERMUTATIONS)
