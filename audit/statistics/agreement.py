"""Would another rater have said the same? Agreement of raters who scored the same thing by themselves.

All functions take one table: value_counts[u, v] is how many raters gave unit u (one criterion of one case)
the v-th level, lowest level first. Units with fewer than two ratings say nothing and are passed over.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from audit.statistics.bootstrap import code_cases, percentile_interval, resample_sums, sum_by_case
from audit.statistics.interval import Interval

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

Level = Literal["ordinal", "nominal"]


@dataclass(frozen=True, slots=True)
class KrippendorffAlpha:
    """Krippendorff's alpha: 1 is perfect agreement, 0 no better than chance, below 0 worse than chance."""

    estimate: float
    interval: Interval | None
    level: Level
    n_units: int
    n_cases: int


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """The share of pairs of ratings of the same unit that agree, 0 to 1, and how many pairs there were.

    The interval is None with fewer than two cases.
    """

    rate: float
    n_pairs: int
    n_agreeing: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class _Bootstrap:
    """How cases are drawn again."""

    cases: Sequence[Hashable] | None
    confidence_level: float
    draws: int
    seed: int


def krippendorff_alpha(
    value_counts: "Table | Sequence[Sequence[int]]",
    *,
    level: Level = "ordinal",
    cases: Sequence[Hashable] | None = None,
    confidence_level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> KrippendorffAlpha | None:
    """How far do raters agree beyond chance, when a near miss counts for more than a wide one?

    value_counts: units x levels (see the module). level: "ordinal" or "nominal". cases: one label per unit;
    units of one case are drawn together in the bootstrap; None makes each unit its own case. Answers None
    where no unit has two ratings or all ratings are equal, for then chance agreement is certain and alpha
    is 0/0. Raises ValueError for another level or a label missing. draws=0 leaves the interval out.

    alpha = 1 - D_o / D_e over the coincidence matrix; the ordinal distance of levels c and k is
    (sum of n_g from c to k, less (n_c + n_k)/2) squared. Interval: percentiles over `draws` seeded bootstrap
    samples of cases, None with fewer than two cases; draws whose ratings are all equal are left out.
    Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section E and eq. for
    ordinal data.

    >>> krippendorff_alpha([[2, 0, 0], [0, 2, 0], [0, 1, 1], [0, 0, 2]]).n_units
    4
    """
    import numpy as np

    if level not in ("ordinal", "nominal"):
        raise ValueError("the level is ordinal or nominal")
    counts = np.asarray(value_counts)
    by_case = sum_by_case(counts, code_cases(cases, len(counts)), _coincidences, least_ratings=2)
    if by_case is None:
        return None
    estimate = float(_alphas(by_case.total[None], counts.shape[1], level)[0])
    if not np.isfinite(estimate):
        return None
    interval = None
    if by_case.n_cases > 1:
        drawn = _alphas(resample_sums(by_case, draws, seed), counts.shape[1], level)
        interval = percentile_interval(drawn, confidence_level)
    return KrippendorffAlpha(estimate, interval, level, by_case.n_units, by_case.n_cases)


def exact_agreement(
    value_counts: "Table | Sequence[Sequence[int]]",
    *,
    cases: Sequence[Hashable] | None = None,
    confidence_level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> PairAgreement | None:
    """How often do two raters of the same unit give the same level? None where there is no pair.

    value_counts: units x levels. cases: one label per unit, as for `krippendorff_alpha`. Raises ValueError
    for a label missing.

    rate = sum of n(n - 1)/2 over units and levels, over all pairs within units. Interval: percentiles of
    that ratio over `draws` seeded bootstrap samples of cases. Source: the observed agreement of Fleiss,
    Psychological Bulletin 76 (1971) 378-382, eq. 2, pooled over pairs.

    >>> agreement = exact_agreement([[2, 0], [1, 1], [0, 2]])
    >>> agreement.n_agreeing, agreement.n_pairs
    (2, 3)
    """
    return _pair_agreement(value_counts, 0, _Bootstrap(cases, confidence_level, draws, seed))


def adjacent_agreement(
    value_counts: "Table | Sequence[Sequence[int]]",
    *,
    cases: Sequence[Hashable] | None = None,
    confidence_level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> PairAgreement | None:
    """How often are two raters of the same unit at most one level apart? None where there is no pair.

    As `exact_agreement`, with pairs at neighbouring levels counted too.

    >>> adjacent_agreement([[1, 1, 0], [1, 0, 1]]).rate
    0.5
    """
    return _pair_agreement(value_counts, 1, _Bootstrap(cases, confidence_level, draws, seed))


def _pair_agreement(
    value_counts: "Table | Sequence[Sequence[int]]", apart: int, bootstrap: _Bootstrap
) -> PairAgreement | None:
    import numpy as np

    counts = np.asarray(value_counts)
    columns = _adjacent_pairs if apart else _equal_pairs
    by_case = sum_by_case(counts, code_cases(bootstrap.cases, len(counts)), columns, least_ratings=2)
    if by_case is None:
        return None
    n_agreeing, n_pairs = (int(total) for total in by_case.total)
    interval = None
    if by_case.n_cases > 1:
        sums = resample_sums(by_case, bootstrap.draws, bootstrap.seed)
        # every case has a pair, so no draw is without
        interval = percentile_interval(sums[:, 0] / sums[:, 1], bootstrap.confidence_level)
    return PairAgreement(n_agreeing / n_pairs, n_pairs, n_agreeing, interval)


def _equal_pairs(counts: "Table") -> "Iterator[Table]":
    yield (counts * (counts - 1) // 2).sum(axis=1)
    n_raters = counts.sum(axis=1)
    yield n_raters * (n_raters - 1) // 2


def _adjacent_pairs(counts: "Table") -> "Iterator[Table]":
    equal, pairs = _equal_pairs(counts)
    yield equal + (counts[:, 1:] * counts[:, :-1]).sum(axis=1)
    yield pairs


def _coincidences(counts: "Table") -> "Iterator[Table]":
    """Krippendorff's coincidence matrix, its upper half cell by cell: the lower one is its mirror image."""
    others = counts.sum(axis=1) - 1
    for one in range(counts.shape[1]):
        for other in range(one, counts.shape[1]):
            yield counts[:, one] * (counts[:, other] - (one == other)) / others


def _alphas(halves: "Table", n_levels: int, level: Level) -> "Table":
    """Alpha of each coincidence matrix in a stack of them; not a number where all ratings are equal."""
    import numpy as np

    rows, columns = np.triu_indices(n_levels)
    observed = np.zeros((len(halves), n_levels, n_levels))
    observed[:, rows, columns] = observed[:, columns, rows] = halves
    marginals = observed.sum(axis=2)
    distances = _distances(marginals, level)
    expected = marginals[:, :, None] * marginals[:, None, :] / (marginals.sum(axis=1) - 1)[:, None, None]
    by_chance = (expected * distances).sum(axis=(1, 2))
    seen = (observed * distances).sum(axis=(1, 2))
    ratios: Table = np.divide(seen, by_chance, out=np.full(len(seen), np.nan), where=by_chance > 0)
    return 1 - ratios


def _distances(marginals: "Table", level: Level) -> "Table":
    import numpy as np

    if level == "nominal":
        return 1 - np.eye(marginals.shape[1])[None]
    middles = np.cumsum(marginals, axis=1) - marginals / 2
    squared: Table = (middles[:, :, None] - middles[:, None, :]) ** 2
    return squared
