"""Would another rater have said the same, when nearly all ratings are at one level? Gwet's AC2."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from audit.statistics.bootstrap import code_cases, percentile_interval, resample_sums, sum_by_case
from audit.statistics.interval import Interval

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

Weights = Literal["quadratic", "ordinal", "identity"]


@dataclass(frozen=True, slots=True)
class GwetAC2:
    """Gwet's AC2: 1 is perfect agreement, 0 no better than chance. `n_units` had two ratings or more."""

    estimate: float
    interval: Interval | None
    weights: Weights
    n_units: int
    n_cases: int


def gwet_ac2(
    value_counts: "Table | Sequence[Sequence[int]]",
    *,
    weights: Weights = "quadratic",
    cases: Sequence[Hashable] | None = None,
    confidence_level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> GwetAC2 | None:
    """How far do raters agree beyond chance, when chance is not blown up by everybody using one level?

    value_counts[u, v]: how many raters gave unit u the v-th of two levels or more, lowest first. Units with
    one rating count in how common each level is, and in nothing else. weights: how much a near miss counts:
    "quadratic" 1 - (k - l)^2 / (q - 1)^2; "ordinal" 1 - M/M(most), M = (d + 1)d/2 for levels d apart (Gwet's
    own, not Krippendorff's metric); "identity" only equal levels, which is AC1. cases: one label per unit,
    drawn together in the bootstrap; None makes each unit its own case. Answers None where no unit has two
    ratings. Raises ValueError for other weights, a single level or a label missing. draws=0 leaves the
    interval out.

    AC2 = (p_a - p_e) / (1 - p_e): p_a the mean over units of two ratings or more of
    sum_k r_k (sum_l w_kl r_l - 1) / (r (r - 1)), p_e = sum(w) / (q (q - 1)) sum_k pi_k (1 - pi_k), pi_k the
    mean over units of r_k / r. Interval: percentiles over `draws` seeded bootstrap samples of cases, None
    with fewer than two cases. Source: K. L. Gwet, Handbook of Inter-Rater Reliability, 4th edition (2014),
    chapters 3 (weights) and 5 (coefficients); AC1 in British Journal of Mathematical and Statistical
    Psychology 61 (2008) 29-48.

    >>> found = gwet_ac2([[2, 0, 0], [2, 0, 0], [1, 1, 0], [0, 0, 2]], draws=0)
    >>> round(found.estimate, 4)
    0.8667
    """
    import numpy as np

    counts = np.asarray(value_counts)
    if not len(counts):
        return None
    agreed = _weights(weights, counts.shape[1])
    labels = code_cases(cases, len(counts))
    by_case = sum_by_case(counts, labels, _columns(agreed), least_ratings=1)
    if by_case is None or not by_case.total[1]:
        return None
    interval = None
    if by_case.n_cases > 1:
        drawn = _ac2(resample_sums(by_case, draws, seed), agreed)
        interval = percentile_interval(drawn, confidence_level)
    estimate, n_units = float(_ac2(by_case.total[None], agreed)[0]), int(by_case.total[1])
    return GwetAC2(estimate, interval, weights, n_units, by_case.n_cases)


def _weights(name: Weights, n_levels: int) -> "Table":
    import numpy as np

    if name not in ("quadratic", "ordinal", "identity"):
        raise ValueError("the weights are quadratic, ordinal or identity")
    if n_levels < 2:
        raise ValueError("agreement needs two levels or more")
    apart = np.abs(np.arange(n_levels)[:, None] - np.arange(n_levels))
    lost = {"quadratic": apart**2, "ordinal": apart * (apart + 1) // 2, "identity": np.sign(apart)}[name]
    weights: Table = 1 - lost / lost.max()
    return weights


def _columns(agreed: "Table") -> "Callable[[Table], Iterator[Table]]":
    """What each unit adds: its agreement, whether it has one, its share of each level, and one."""
    import numpy as np

    def columns(counts: "Table") -> "Iterator[Table]":
        n_ratings = counts.sum(axis=1)
        pairs = n_ratings * (n_ratings - 1)
        agreeing = ((counts @ agreed - 1) * counts).sum(axis=1)
        yield np.divide(agreeing, pairs, out=np.zeros(len(counts)), where=pairs > 0)
        yield (pairs > 0).astype(float)
        for level in range(counts.shape[1]):
            yield counts[:, level] / n_ratings
        yield np.ones(len(counts))

    return columns


def _ac2(sums: "Table", agreed: "Table") -> "Table":
    """AC2 of each row of sums; not a number where no unit of the draw has two ratings."""
    import numpy as np

    n_levels = len(agreed)
    observed = np.divide(sums[:, 0], sums[:, 1], out=np.full(len(sums), np.nan), where=sums[:, 1] > 0)
    shares = sums[:, 2:-1] / sums[:, -1:]
    by_chance = agreed.sum() / (n_levels * (n_levels - 1)) * (shares * (1 - shares)).sum(axis=1)
    estimates: Table = (observed - by_chance) / (1 - by_chance)
    return estimates
