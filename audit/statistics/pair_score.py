"""Do two orderings go together? Kendall's S over all pairs of cases, and its variance given the ties."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

MOST_COMPARED = 16  # values, up to which comparing with each is quicker than looking up
MOST_LOOKED_UP = 4096  # values, up to which looking each up is quicker than sorting their places
MOST_COUNTED = 64  # groups, up to which S is counted group by group


@dataclass(frozen=True, slots=True)
class Ranked:
    """Numbers, the different ones among them in order, and how often each of those occurs."""

    numbers: "Table"
    distinct: "Table"
    sizes: "Table"

    @property
    def codes(self) -> "Table":
        """Each number's place among the different ones, from 0."""
        import numpy as np

        if len(self.distinct) <= MOST_COMPARED:
            places = np.zeros(len(self.numbers), dtype=np.int64)
            for number in self.distinct[1:]:
                places += self.numbers >= number
            return places
        if len(self.distinct) <= MOST_LOOKED_UP:
            return np.searchsorted(self.distinct, self.numbers)
        codes = np.empty(len(self.numbers), dtype=np.int64)
        codes[np.argsort(self.numbers)] = np.repeat(np.arange(len(self.sizes)), self.sizes)
        return codes

    @property
    def ties(self) -> dict[int, int]:
        """How many ties of each size there are, a value by itself being a tie of 1."""
        import numpy as np

        sizes, times = np.unique(self.sizes, return_counts=True)
        return dict(zip(sizes.tolist(), times.tolist(), strict=True))


def rank(values: Sequence[float]) -> Ranked:
    """The values in their order; equal ones share a place."""
    import numpy as np

    numbers = np.asarray(values, dtype=float)
    in_order = np.sort(numbers)
    starts = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]])[: len(numbers)])
    return Ranked(numbers, in_order[starts], np.diff(starts, append=len(numbers)))


def tau_b_denominator(x: Ranked, y: Ranked) -> float:
    """The root of the pairs untied in x times those untied in y (Kendall 1970, eq. 3.3)."""
    n_pairs = len(x.numbers) * (len(x.numbers) - 1) // 2
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
    n, ties_x, ties_y = len(x.numbers), x.ties, y.ties
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
    tau_b = float(stats.kendalltau(x.numbers, y.numbers, method="asymptotic").statistic)
    return round(tau_b * tau_b_denominator(x, y)), variance


def _count_score(groups: Ranked, values: Ranked) -> int:
    """S group by group: how many cases of earlier groups lie below each case, less those above it."""
    import numpy as np

    n_groups, n_values = len(groups.sizes), len(values.sizes)
    if n_values > MOST_LOOKED_UP:
        return _count_in_order(groups, values)
    cells = np.bincount(groups.codes * n_values + values.codes, minlength=n_groups * n_values)
    earlier, score = np.zeros(n_values, dtype=np.int64), 0
    for here in cells.reshape(n_groups, n_values):
        up_to = np.cumsum(earlier)
        score += int(here @ (2 * up_to - earlier - up_to[-1]))
        earlier += here
    return score


def _count_in_order(groups: Ranked, values: Ranked) -> int:
    """The same along all cases in the order of their values, where those are many."""
    import numpy as np

    in_order = groups.codes.astype(np.uint8)[np.argsort(values.numbers)]
    first = np.repeat(np.cumsum(values.sizes) - values.sizes, values.sizes)
    last = first + np.repeat(values.sizes, values.sizes)
    before, score = np.zeros(len(in_order) + 1, dtype=np.int64), 0
    for group in range(1, len(groups.sizes)):
        np.cumsum(in_order < group, out=before[1:])
        places = np.flatnonzero(in_order == group)
        score += int(before[first[places]].sum() + before[last[places]].sum()) - len(places) * int(before[-1])
    return score


def _falling(n: int, terms: int) -> int:
    return n * (n - 1) * (n - 2 if terms == 3 else 1)


def _sum_falling(ties: dict[int, int], terms: int) -> int:
    return sum(times * _falling(size, terms) for size, times in ties.items())
