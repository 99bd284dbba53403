"""How far off may an estimate be that has no formula for it? Cases are drawn again, with replacement."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.statistics.interval import Interval

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

# Holds one batch of draws to some 64 MB, however many cases there are.
CELLS_AT_ONCE = 2_000_000
# Up to here a table of every possible pattern is quicker than sorting those that occur.
MOST_PATTERNS = 1_000_000


@dataclass(frozen=True, slots=True)
class CaseSums:
    """What each case adds to a statistic: sums[c, f], one row a case; rows of cases that are alike are kept
    once, n_alike[c] says how many there are. `n_units` units were summed."""

    sums: "Table"
    n_alike: "Table"
    n_units: int

    @property
    def n_cases(self) -> int:
        """How many cases are drawn each time."""
        return int(self.n_alike.sum())

    @property
    def total(self) -> "Table":
        """What the cases add up to as they are."""
        total: Table = self.n_alike @ self.sums
        return total


def code_cases(cases: Sequence[Hashable] | None, n_units: int) -> "Table | None":
    """One whole number per unit, the same for units of one case; None where each unit is its own case.

    cases: one label per unit, or None. Raises ValueError where a label is missing.

    >>> code_cases(["p1", "p1", "p2"], 3).tolist()
    [0, 0, 1]
    """
    import numpy as np

    if cases is None:
        return None
    if len(cases) != n_units:
        raise ValueError("one case label per unit is needed")
    codes: dict[Hashable, int] = {}
    labels = np.fromiter(
        (codes.setdefault(case, len(codes)) for case in cases), dtype=np.int64, count=n_units
    )
    return None if len(codes) == n_units else labels


def sum_by_case(
    counts: "Table",
    labels: "Table | None",
    columns: "Callable[[Table], Iterable[Table]]",
    *,
    least_ratings: int,
) -> CaseSums | None:
    """What each case adds, when `columns` tells what each unit adds, one column at a time.

    counts: units x levels, whole numbers; units with fewer than `least_ratings` (1 or more) are passed over,
    and None is the answer where none is left. labels: as `code_cases` answers; without them equal rows of
    counts are worked out once, so that a million units take no more than the patterns among them.
    """
    import numpy as np

    if not counts.size:
        return None
    if labels is None:
        patterns, n_alike = _patterns(counts)
        keep = patterns.sum(axis=1) >= least_ratings
        patterns, n_alike = patterns[keep], n_alike[keep]
        if not len(patterns):
            return None
        sums = np.column_stack([*columns(patterns)]).astype(float)
        return CaseSums(sums, n_alike, int(n_alike.sum()))
    keep = counts.sum(axis=1) >= least_ratings
    if not keep.any():
        return None
    codes = np.unique(labels[keep], return_inverse=True)[1]
    sums = np.column_stack([np.bincount(codes, weights=column) for column in columns(counts[keep])])
    return CaseSums(sums, np.ones(len(sums), dtype=np.int64), len(codes))


def draw_again(n_alike: "Table", draws: int, seed: int) -> "Iterator[Table]":
    """How often each case (or all cases alike) is drawn: batches of rows, one row a draw.

    n_alike: how many cases each column stands for. The same seed gives the same draws.

    >>> import numpy as np
    >>> [batch.sum(axis=1).tolist() for batch in draw_again(np.array([1, 1, 3]), 2, seed=1)]
    [[5, 5]]
    """
    import numpy as np

    generator, n_cases = np.random.default_rng(seed), int(n_alike.sum())
    at_once = max(1, CELLS_AT_ONCE // max(1, len(n_alike)))
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        if len(n_alike) < n_cases:
            yield generator.multinomial(n_cases, n_alike / n_cases, size=size)
        else:  # no two alike: the same distribution, and far quicker
            yield _count_drawn(generator.integers(n_cases, size=(size, n_cases)))


def _count_drawn(drawn: "Table") -> "Table":
    """How often each case is among the drawn ones of each row."""
    import numpy as np

    size, n_cases = drawn.shape
    drawn += np.arange(size)[:, None] * n_cases
    return np.bincount(drawn.ravel(), minlength=size * n_cases).reshape(size, n_cases)


def resample_sums(by_case: CaseSums, draws: int, seed: int) -> "Table":
    """The totals of each bootstrap sample of cases: draws x features."""
    import numpy as np

    drawn = [times @ by_case.sums for times in draw_again(by_case.n_alike, draws, seed)]
    return np.concatenate([np.zeros((0, by_case.sums.shape[1])), *drawn])


def percentile_interval(estimates: "Table", confidence_level: float) -> Interval | None:
    """The limits between which the middle share of the estimates lies; None where there is none.

    estimates: one per draw; those that are not finite are left out. Source: Efron and Tibshirani, An
    Introduction to the Bootstrap (1993), section 13.3.
    """
    import numpy as np

    estimates = estimates[np.isfinite(estimates)]
    if not len(estimates):
        return None
    tail = (1 - confidence_level) / 2
    low, high = np.quantile(estimates, [tail, 1 - tail])
    return Interval(float(low), float(high), confidence_level, "bootstrap of cases, percentile")


def _patterns(counts: "Table") -> "tuple[Table, Table]":
    """The different rows of a table of counts, and how often each occurs."""
    import numpy as np

    base, n_levels = int(counts.max()) + 1, counts.shape[1]
    if base**n_levels > MOST_PATTERNS:
        return np.unique(counts, axis=0, return_counts=True)
    powers = base ** np.arange(n_levels)
    # by way of floats, which hold these whole numbers exactly and are multiplied far quicker
    n_alike = np.bincount((counts.astype(float) @ powers.astype(float)).astype(np.int64))
    codes = np.flatnonzero(n_alike)
    return codes[:, None] // powers % base, n_alike[codes]
