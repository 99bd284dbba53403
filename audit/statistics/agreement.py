"""Would another rater have said the same? Agreement of raters who scored the same thing by themselves.

All functions take one table: value_counts[u, v] is how many raters gave unit u (one criterion of one case)
the v-th level, lowest level first. Units with fewer than two ratings say nothing and are passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from audit.statistics.interval import Interval

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

DRAWS_AT_ONCE = 500
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

    cases: Sequence[Any] | None
    confidence_level: float
    draws: int
    seed: int


def krippendorff_alpha(
    value_counts: "Table | Sequence[Sequence[int]]",
    *,
    level: Level = "ordinal",
    cases: Sequence[Any] | None = None,
    confidence_level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> KrippendorffAlpha | None:
    """How far do raters agree beyond chance, when a near miss counts for more than a wide one?

    value_counts: units x levels (see the module). level: "ordinal" or "nominal". cases: one label per unit;
    units of one case are drawn together in the bootstrap; None makes each unit its own case. Answers None
    where no unit has two ratings or all ratings are equal, for then chance agreement is certain and alpha
    is 0/0. Raises ValueError for another level or a label missing.

    alpha = 1 - D_o / D_e over the coincidence matrix; the ordinal distance of levels c and k is
    (sum of n_g from c to k, less (n_c + n_k)/2) squared. Interval: percentiles over `draws` seeded bootstrap
    samples of cases, None with fewer than two cases; draws whose ratings are all equal are left out.
    Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section E and eq. for
    ordinal data.

    >>> krippendorff_alpha([[2, 0, 0], [0, 2, 0], [0, 1, 1], [0, 0, 2]]).n_units
    4
    """
    import krippendorff
    import numpy as np

    if level not in ("ordinal", "nominal"):
        raise ValueError("the level is ordinal or nominal")
    counts, labels = np.asarray(value_counts), np.asarray(_codes(cases, len(value_counts)))
    if len(labels) != len(counts):
        raise ValueError("one case label per unit is needed")
    if not len(counts):
        return None
    keep = counts.sum(axis=1) > 1
    counts, labels = counts[keep], np.unique(labels[keep], return_inverse=True)[1]
    if not len(counts) or (counts.sum(axis=0) > 0).sum() < 2:
        return None
    estimate = float(krippendorff.alpha(value_counts=counts, level_of_measurement=level))
    n_cases = int(labels.max()) + 1
    interval = None
    if n_cases > 1:
        matrices = _coincidences_by_case(counts, labels, n_cases)
        interval = _percentiles(_alphas(_resample(matrices, draws, seed), level), confidence_level)
    return KrippendorffAlpha(estimate, interval, level, len(counts), n_cases)


def exact_agreement(
    value_counts: "Table | Sequence[Sequence[int]]",
    *,
    cases: Sequence[Any] | None = None,
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
    cases: Sequence[Any] | None = None,
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


def _codes(cases: Sequence[Any] | None, n_units: int) -> list[int]:
    if cases is None:
        return list(range(n_units))
    codes: dict[Any, int] = {}
    return [codes.setdefault(case, len(codes)) for case in cases]


def _pair_agreement(
    value_counts: "Table | Sequence[Sequence[int]]", apart: int, bootstrap: _Bootstrap
) -> PairAgreement | None:
    import numpy as np

    counts, labels = np.asarray(value_counts), np.asarray(_codes(bootstrap.cases, len(value_counts)))
    if len(labels) != len(counts):
        raise ValueError("one case label per unit is needed")
    if counts.size == 0:
        return None
    n_raters = counts.sum(axis=1)
    pairs = n_raters * (n_raters - 1) // 2
    agreeing = (counts * (counts - 1) // 2).sum(axis=1)
    if apart:
        agreeing = agreeing + (counts[:, 1:] * counts[:, :-1]).sum(axis=1)
    n_pairs, n_agreeing = int(pairs.sum()), int(agreeing.sum())
    if not n_pairs:
        return None
    codes = np.unique(labels[pairs > 0], return_inverse=True)[1]
    by_case = np.zeros((int(codes.max()) + 1, 2))
    np.add.at(by_case, codes, np.column_stack([agreeing, pairs])[pairs > 0])
    interval = None
    if len(by_case) > 1:
        interval = _percentiles(_rates(by_case, bootstrap), bootstrap.confidence_level)
    return PairAgreement(n_agreeing / n_pairs, n_pairs, n_agreeing, interval)


def _rates(by_case: "Table", bootstrap: _Bootstrap) -> "Table":
    sums = _resample(by_case, bootstrap.draws, bootstrap.seed)
    rates: Table = sums[:, 0] / sums[:, 1]  # every case has a pair, so no draw is without
    return rates


def _resample(by_case: "Table", draws: int, seed: int) -> "Table":
    """The sums over cases of each bootstrap sample: one row a draw."""
    import numpy as np

    n_cases, generator = len(by_case), np.random.default_rng(seed)
    sums = []
    for start in range(0, draws, DRAWS_AT_ONCE):
        size = min(DRAWS_AT_ONCE, draws - start)
        times_drawn = generator.multinomial(n_cases, np.full(n_cases, 1 / n_cases), size=size)
        sums.append(times_drawn @ by_case)
    return np.concatenate(sums)


def _percentiles(estimates: "Table", confidence_level: float) -> Interval | None:
    import numpy as np

    estimates = estimates[np.isfinite(estimates)]
    if not len(estimates):
        return None
    tail = (1 - confidence_level) / 2
    low, high = np.quantile(estimates, [tail, 1 - tail])
    return Interval(float(low), float(high), confidence_level, "bootstrap of cases, percentile")


def _coincidences_by_case(counts: "Table", labels: "Table", n_cases: int) -> "Table":
    """One coincidence matrix per case, flattened: its sum over cases is Krippendorff's matrix."""
    import numpy as np

    n_levels = counts.shape[1]
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(n_levels)
    pairs = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    by_case = np.zeros((n_cases, n_levels * n_levels))
    np.add.at(by_case, labels, pairs.reshape(len(counts), -1))
    return by_case


def _alphas(flat: "Table", level: Level) -> "Table":
    """Alpha of each coincidence matrix in a stack of them; not a number where all ratings are equal."""
    import numpy as np

    n_levels = round(flat.shape[1] ** 0.5)
    observed = flat.reshape(-1, n_levels, n_levels)
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
