"""Does the same thing rise or fall over its successive occasions? Page's test for ordered alternatives."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import factorial, sqrt
from typing import TYPE_CHECKING, Any

from audit.statistics.alternative import check_alternative, normal_p

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

MOST_EXACT_OCCASIONS = 6
MOST_EXACT_BLOCKS = 20


@dataclass(frozen=True, slots=True)
class PageL:
    """L, its mean and standard deviation if there is no order (given the ties), z, p and how p was found."""

    statistic: float
    expected: float
    standard_deviation: float
    z: float
    p_value: float
    alternative: str
    method: str
    n_blocks: int
    n_occasions: int


def page_l(blocks: Sequence[Sequence[float]], *, alternative: str = "two-sided") -> PageL | None:
    """Do values rise or fall from the first occasion to the last, within blocks? None where none varies.

    blocks: blocks x occasions, complete; one block a plan, say, and one occasion a review. alternative:
    "two-sided", "increasing" or "decreasing". Raises ValueError for another alternative, for blocks of
    unequal lengths or with fewer than two occasions.

    L = sum over occasions j of j R_j, R_j the sum over blocks of the midranks within each. Mean b k (k + 1)^2
    / 4; variance the sum over blocks of sum((j - mean j)^2) sum((rank - mean rank)^2) / (k - 1), which is
    b k^2 (k + 1)^2 (k - 1) / 144 without ties. p: exact for up to 20 blocks of up to 6 occasions, every order
    of each block's ranks counted; else normal, uncorrected for continuity. Source: E. B. Page, Journal of the
    American Statistical Association 58 (1963) 216-230; Hollander and Wolfe, Nonparametric Statistical Methods
    (1999), section 7.2.

    >>> found = page_l([[1, 2, 3], [1, 2, 3]], alternative="increasing")
    >>> found.statistic, round(found.p_value, 4)
    (28.0, 0.0278)
    """
    import numpy as np
    from scipy import stats  # type: ignore[import-untyped]

    check_alternative(alternative)
    if len({len(block) for block in blocks}) > 1 or any(len(block) < 2 for block in blocks):
        raise ValueError("blocks need the same number of occasions, two or more")
    if not blocks:
        return None
    ranks = stats.rankdata(np.asarray(blocks, dtype=float), axis=1)
    n_blocks, n_occasions = ranks.shape
    occasions = np.arange(1, n_occasions + 1)
    spread = ((ranks - ranks.mean(axis=1, keepdims=True)) ** 2).sum()
    if not spread:
        return None
    statistic = float((ranks @ occasions).sum())
    expected = n_blocks * n_occasions * (n_occasions + 1) ** 2 / 4
    deviation = sqrt(float(((occasions - occasions.mean()) ** 2).sum() * spread) / (n_occasions - 1))
    z = (statistic - expected) / deviation
    if n_occasions <= MOST_EXACT_OCCASIONS and n_blocks <= MOST_EXACT_BLOCKS:
        method, tails = "exact", _exact_tails(ranks, statistic)
    else:
        method, tails = (
            "normal approximation, ties corrected",
            (normal_p(z, "decreasing"), normal_p(z, "increasing")),
        )
    p_value = {"increasing": tails[1], "decreasing": tails[0], "two-sided": min(1.0, 2 * min(tails))}
    return PageL(
        statistic, expected, deviation, z, p_value[alternative], alternative, method, n_blocks, n_occasions
    )


def _exact_tails(ranks: "Table", statistic: float) -> tuple[float, float]:
    """The shares of all arrangements with an L at most and at least as large."""
    import numpy as np

    # Midranks are halves, so twice L is a whole number: one place of the array for each.
    shares = np.ones(1)
    for block in ranks:
        shares = np.convolve(shares, _one_block(tuple(block)))
    place = round(2 * statistic)
    return min(1.0, float(shares[: place + 1].sum())), min(1.0, float(shares[place:].sum()))


def _one_block(ranks: tuple[float, ...]) -> "Table":
    """How often each value of twice L comes up over all orders of one block's ranks."""
    import numpy as np

    totals = [
        round(sum(2 * place * rank for place, rank in enumerate(order, 1))) for order in permutations(ranks)
    ]
    return np.bincount(totals) / factorial(len(ranks))
