"""Do two raters agree beyond chance? Cohen's weighted kappa, for one pair and averaged over pairs."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from audit.statistics.bootstrap import code_cases, draw_again, percentile_interval
from audit.statistics.interval import Interval

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

Weights = Literal["quadratic", "identity"] | Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class RaterPair:
    """What two raters said of the same units: one level each per unit, and the case that the unit is of."""

    cases: Sequence[Hashable]
    first: Sequence[float]
    second: Sequence[float]

    def __post_init__(self) -> None:
        if not len(self.cases) == len(self.first) == len(self.second):
            raise ValueError("a pair of raters needs one case and two levels per unit")


@dataclass(frozen=True, slots=True)
class MeanWeightedKappa:
    """The mean of quadratic weighted kappa over pairs of raters; the interval is None with one case."""

    estimate: float
    interval: Interval | None
    n_pairs: int
    n_units: int
    n_cases: int


def weighted_kappa(
    first: Sequence[float], second: Sequence[float], *, weights: Weights = "quadratic"
) -> float | None:
    """How far do two raters agree beyond chance, when a wide miss counts for more than a near one?

    first, second: one level per unit. weights: "quadratic", the squared difference of the levels; "identity",
    any difference; or a table of disagreements, v[i][j] for the i-th and j-th level, whose levels are whole
    numbers from 0. Answers None where both always give one and the same level, or there is no unit. At most
    1; 0 is chance. Raises ValueError for other weights or unequal lengths.

    kappa = 1 - sum(v o) / sum(v e): o the observed shares of pairs of levels, e the products of the two
    raters' own shares. Source: J. Cohen, Psychological Bulletin 70 (1968) 213-220.

    >>> weighted_kappa([1, 2, 3, 4], [1, 2, 4, 4])
    0.9166666666666666
    """
    import numpy as np

    if len(first) != len(second):
        raise ValueError("both raters need one level per unit")
    if not len(first):
        return None
    one, other = np.asarray(first), np.asarray(second)
    observed = _disagreements(one, other, weights).mean()
    levels_one, n_one = np.unique(one, return_counts=True)
    levels_other, n_other = np.unique(other, return_counts=True)
    each = _disagreements(levels_one[:, None], levels_other[None, :], weights)
    by_chance = float(n_one @ each @ n_other) / len(one) ** 2
    return 1 - float(observed) / by_chance if by_chance > 0 else None


def mean_weighted_kappa(
    pairs: Sequence[RaterPair], *, confidence_level: float = 0.95, draws: int = 2000, seed: int = 0
) -> MeanWeightedKappa | None:
    """How far do two raters agree on average, taking every pair of raters in turn?

    pairs: one per pair of raters who scored units together; a pair without a kappa is left out. Answers None
    where none has one. draws=0 leaves the interval out.

    The plain mean of quadratic `weighted_kappa`. Interval: percentiles over `draws` seeded bootstrap samples
    of cases (drawn for all pairs at once), None with fewer than two cases. Source: R. J. Light, Psychological
    Bulletin 76 (1971) 365-377, which averages Cohen's kappa over pairs.

    >>> pair = RaterPair(["p1", "p2", "p3", "p4"], [1, 2, 3, 4], [1, 2, 4, 4])
    >>> round(mean_weighted_kappa([pair, pair], draws=0).estimate, 4)
    0.9167
    """
    import numpy as np

    kappas = [weighted_kappa(pair.first, pair.second) for pair in pairs]
    known = [(pair, kappa) for pair, kappa in zip(pairs, kappas, strict=True) if kappa is not None]
    if not known:
        return None
    units = [case for pair, _ in known for case in pair.cases]
    labels = code_cases(units, len(units))
    codes = np.arange(len(units)) if labels is None else labels
    n_cases = int(codes.max()) + 1
    interval = None
    if n_cases > 1:
        ends = np.cumsum([len(pair.cases) for pair, _ in known])
        summed = [
            _sum_moments(pair, of_pair)
            for (pair, _), of_pair in zip(known, np.split(codes, ends[:-1]), strict=True)
        ]
        drawn = [
            _mean_kappas(times, summed) for times in draw_again(np.ones(n_cases, dtype=np.int64), draws, seed)
        ]
        interval = percentile_interval(np.concatenate([np.zeros(0), *drawn]), confidence_level)
    estimate = sum(kappa for _, kappa in known) / len(known)
    return MeanWeightedKappa(estimate, interval, len(known), len(units), n_cases)


def _disagreements(one: "Table", other: "Table", weights: Weights) -> "Table":
    import numpy as np

    if weights == "quadratic":
        squared: Table = (one - other) ** 2
        return squared
    if weights == "identity":
        differ: Table = (one != other).astype(float)
        return differ
    if isinstance(weights, str):
        raise ValueError("the weights are quadratic, identity or a table of disagreements")
    table: Table = np.asarray(weights, dtype=float)[one, other]
    return table


def _sum_moments(pair: RaterPair, codes: "Table") -> "tuple[Table, Table]":
    """The pair's cases, and what each adds to the sums that quadratic kappa is made of."""
    import numpy as np

    one, other = np.asarray(pair.first, dtype=float), np.asarray(pair.second, dtype=float)
    moments = [np.ones(len(one)), one, other, one**2 + other**2, (one - other) ** 2]
    cases, of_unit = np.unique(codes, return_inverse=True)
    return cases, np.column_stack([np.bincount(of_unit, weights=each) for each in moments])


def _mean_kappas(times: "Table", summed: "Sequence[tuple[Table, Table]]") -> "Table":
    """The mean kappa of each draw, over the pairs that have one in it."""
    import numpy as np

    total, n_pairs = np.zeros(len(times)), np.zeros(len(times))
    for cases, moments in summed:
        units, one, other, squares, differences = (times[:, cases] @ moments).T
        by_chance = units * squares - 2 * one * other
        has_kappa = by_chance > 1e-9
        kappas = 1 - np.divide(units * differences, by_chance, out=np.ones(len(times)), where=has_kappa)
        total, n_pairs = total + np.where(has_kappa, kappas, 0), n_pairs + has_kappa
    means: Table = np.divide(total, n_pairs, out=np.full(len(times), np.nan), where=n_pairs > 0)
    return means
