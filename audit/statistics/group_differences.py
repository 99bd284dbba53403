"""Do groups differ at all, and which from which? Kruskal and Wallis's test, and Dunn's pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import erfc, sqrt
from typing import TYPE_CHECKING, Any

from audit.statistics.many_comparisons import holm

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

LARGEST_PERMUTED = 50
PERMUTATIONS = 9999


@dataclass(frozen=True, slots=True)
class KruskalWallis:
    """H with its correction for ties, p and how p was found."""

    statistic: float
    degrees_of_freedom: int
    p_value: float
    method: str
    n_cases: int


@dataclass(frozen=True, slots=True)
class DunnPair:
    """One pair of groups: z (above 0 where `later` ranks higher), two-sided p, and p after Holm."""

    earlier: float
    later: float
    z: float
    p_value: float
    adjusted_p_value: float
    n_earlier: int
    n_later: int


def kruskal_wallis(
    groups: Sequence[float], values: Sequence[float], *, seed: int = 0
) -> KruskalWallis | None:
    """Do the groups differ in how high their values are? None where all groups or all values are equal.

    groups, values: one per case. Raises ValueError for unequal lengths.

    H = (12/(N (N + 1)) sum(R^2/n) - 3 (N + 1)) / (1 - sum(t^3 - t)/(N^3 - N)), R a group's sum of midranks, t
    the sizes of ties. p: chi-squared with groups - 1 degrees of freedom; for up to 50 cases 9,999 seeded
    permutations, (1 + as extreme) / (1 + permutations). Source: W. H. Kruskal and W. A. Wallis, Journal of
    the American Statistical Association 47 (1952) 583-621; the same as R's `kruskal.test`.

    >>> round(kruskal_wallis([1, 1, 2, 2], [1, 2, 3, 4]).statistic, 4)
    2.4
    """
    import numpy as np
    from scipy import stats  # type: ignore[import-untyped]

    ranked = _rank(groups, values)
    if ranked is None:
        return None
    ranks, codes, sizes = ranked
    n_cases, n_groups = len(ranks), len(sizes)
    spread = ranks.var()
    sums = np.bincount(codes, weights=ranks)
    statistic = float(((sums - sizes * ranks.mean()) ** 2 / sizes).sum() / spread * (1 - 1 / n_cases))
    method, p_value = "chi-squared approximation", float(stats.chi2.sf(statistic, n_groups - 1))
    if n_cases <= LARGEST_PERMUTED:
        shuffled = np.random.default_rng(seed).permuted(np.tile(ranks, (PERMUTATIONS, 1)), axis=1)
        of_groups = shuffled @ (codes[:, None] == np.arange(n_groups))
        others = ((of_groups - sizes * ranks.mean()) ** 2 / sizes).sum(axis=1) / spread * (1 - 1 / n_cases)
        n_extreme = int((others >= statistic - 1e-9).sum())
        method, p_value = "permutation", (1 + n_extreme) / (1 + PERMUTATIONS)
    return KruskalWallis(statistic, n_groups - 1, p_value, method, n_cases)


def dunn_holm(groups: Sequence[float], values: Sequence[float]) -> tuple[DunnPair, ...]:
    """Which groups differ from which, when every pair is asked about? Empty where nothing varies.

    groups, values: one per case. Raises ValueError for unequal lengths.

    z = (mean rank of the later group - of the earlier) / sqrt((N (N + 1)/12 - sum(t^3 - t)/(12 (N - 1))) (1/n
    + 1/m)), ranks over all groups together; p two-sided, adjusted by Holm over all pairs. Source: O. J. Dunn,
    Technometrics 6 (1964) 241-252.

    >>> [pair] = dunn_holm([2020, 2020, 2021, 2021], [1, 2, 3, 4])
    >>> round(pair.z, 4), pair.adjusted_p_value == pair.p_value
    (1.5492, True)
    """
    import numpy as np

    ranked = _rank(groups, values)
    if ranked is None:
        return ()
    ranks, codes, sizes = ranked
    names = sorted(set(groups))
    means = np.bincount(codes, weights=ranks) / sizes
    variance = float(ranks.var()) * len(ranks) / (len(ranks) - 1)
    pairs = list(combinations(range(len(names)), 2))
    z_values = [
        float(means[late] - means[early]) / sqrt(variance * (1 / sizes[early] + 1 / sizes[late]))
        for early, late in pairs
    ]
    p_values = [erfc(abs(z) / sqrt(2)) for z in z_values]
    return tuple(
        DunnPair(names[early], names[late], z, p, adjusted, int(sizes[early]), int(sizes[late]))
        for (early, late), z, p, adjusted in zip(pairs, z_values, p_values, holm(p_values), strict=True)
    )


def _rank(groups: Sequence[float], values: Sequence[float]) -> "tuple[Table, Table, Table] | None":
    """Midranks, the number of each case's group from 0, and the groups' sizes."""
    import numpy as np
    from scipy import stats

    if len(groups) != len(values):
        raise ValueError("one group and one value per case are needed")
    if len(set(groups)) < 2 or len(set(values)) < 2:
        return None
    codes, sizes = np.unique(np.asarray(groups, dtype=float), return_inverse=True, return_counts=True)[1:]
    return stats.rankdata(np.asarray(values, dtype=float)), codes, sizes
