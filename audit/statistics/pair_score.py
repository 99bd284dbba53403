"""Do two orderings go together? Kendall's S over all pairs of cases, and its variance given the ties."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

MOST_LOOKED_UP = 4096  # values, up to which looking each up is quicker than sorting their places
MOST_COUNTED = 64  # groups, up to which S is counted group by group


@dataclass(frozen=True, slots=True)
class Ranked:
    """Values as whole numbers from 0 in their order, and how often each occurs."""

    codes: "Table"
    sizes: "Table"

    @property
    def ties(self) -> dict[int, int]:
        """How many ties of each size there are, a value by itself being a tie of 1."""
        import numpy as np

        sizes, times = np.unique(self.sizes, return_counts=True)
        return dict(zip(sizes.tolist(), times.tolist(), strict=True))


def rank(values: Sequence[float]) -> Ranked:
    """The values in their order; equal ones share a number."""
    import numpy as np

    numbers = np.asarray(values, dtype=float)
    in_order = np.sort(numbers)
    starts = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]])[: len(numbers)])
    sizes = np.diff(starts, append=len(numbers))
    if len(sizes) <= MOST_LOOKED_UP:
        return Ranked(np.searchsorted(in_order[starts], numbers), sizes)
    codes = np.empty(len(numbers), dtype=np.int64)
    codes[np.argsort(numbers)] = np.repeat(np.arange(len(sizes)), sizes)
    return Ranked(codes, sizes)


def tau_b_denominator(x: Ranked, y: Ranked) -> float:
    """The root of the pairs untied in x times those untied in y (Kendall 1970, eq. 3.3)."""
    n_pairs = len(x.codes) * (len(x.codes) - 1) // 2
    tied = [_sum_falling(ranked.ties, 2) // 2 for ranked in (x, y)]
    return sqrt((n_pairs - tied[0]) * (n_pairs - tied[1]))


def kendall_score(x: Sequence[float], y: Sequence[float]) -> tuple[int, float] | None:
    """Kendall's S (concordant less discordant pairs) and its variance given the ties; None where either is
    constant. x, y: one per case. Source: M. G.
    Kendall, Rank Correlation Methods (1970), eq. 4.4.

    >>> kendall_score([1, 2, 3], [1, 2, 3])
    (3, 3.6666666666666665)
    """
    return score_and_variance(rank(x), rank(y))


def score_and_variance(x: Ranked, y: Ranked) -> tuple[int, float] | None:
    """The same for values that are ranked already."""
    n, ties_x, ties_y = len(x.codes), x.ties, y.ties
    if len(x.sizes) < 2 or len(y.sizes) < 2:
        return None
    variance = _falling(n, 2) * (2 * n + 5) / 18
    for ties in (ties_x, ties_y):
        variance -= sum(times * _falling(t, 2) * (2 * t + 5) for t, times in ties.items()) / 18
    variance += _sum_falling(ties_x, 2) * _sum_falling(ties_y, 2) / (2 * _falling(n, 2))
    if n > 2:
        variance += _sum_falling(ties_x, 3) * _sum_falling(ties_y, 3) / (9 * _falling(n, 3))
    few, many = sorted((x, y), key=lambda ranked: len(ranked.sizes))
    if len(few.sizes) <= MOST_COUNTED:
        return _count_score(few, many), variance
    from scipy import stats  # type: ignore[import-untyped]

    # scipy counts the pairs in n log n but hands back tau-b only; S is whole, so rounding recovers it
    tau_b = float(stats.kendalltau(x.codes, y.codes, method="asymptotic").statistic)
    return round(tau_b * tau_b_denominator(x, y)), variance


def _count_score(groups: Ranked, values: Ranked) -> int:
    """S group by group: how many cases of earlier groups lie below each value, less those above it."""
    import numpy as np

    in_order = values.codes[np.argsort(groups.codes.astype(np.uint8), kind="stable")]
    earlier, score = np.zeros(len(values.sizes), dtype=np.int64), 0
    for codes in np.split(in_order, np.cumsum(groups.sizes)[:-1]):
        here = np.bincount(codes, minlength=len(earlier))
        up_to = np.cumsum(earlier)
        score += int(here @ (2 * up_to - earlier - up_to[-1]))
        earlier += here
    return score


def _falling(n: int, terms: int) -> int:
    return n * (n - 1) * (n - 2 if terms == 3 else 1)


def _sum_falling(ties: dict[int, int], terms: int) -> int:
    return sum(times * _falling(size, terms) for size, times in ties.items())
