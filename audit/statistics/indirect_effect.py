"""How much of a change runs through something in between? The product of two slopes, plans drawn again.

The product has a skewed distribution, so its interval comes from drawing whole plans again.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.statistics.interval import Interval

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]

ENTRIES_AT_ONCE = 4_000_000


@dataclass(frozen=True, eq=False)
class IndirectEffect:
    """a b: the mediator's change with the exposure times the outcome's change with the mediator. `draws` are
    the bootstrap's products."""

    a: float
    b: float
    draws: "Array"

    @property
    def estimate(self) -> float:
        """In units of the outcome for one step of the exposure."""
        return self.a * self.b

    def interval(self, confidence_level: float) -> Interval | None:
        """The percentiles of the draws; None without draws."""
        import numpy as np

        if not len(self.draws):
            return None
        tail = (1 - confidence_level) / 2
        low, high = np.quantile(self.draws, [tail, 1 - tail])
        return Interval(float(low), float(high), confidence_level, "bootstrap of plans, percentile")


def indirect_effect(
    exposure_columns: "Array",
    mediator: "Array",
    outcome: "Array",
    outcome_columns: "Array",
    clusters: "Codes",
    *,
    weights: "Array | None" = None,
    draws: int = 2000,
    seed: int = 0,
) -> IndirectEffect:
    """How much does the outcome change with the exposure by way of the mediator?

    exposure_columns: n x p, the exposure first, then what is held still with it (a constant among it).
    mediator, outcome: n numbers. outcome_columns: n x q, what is held still with the mediator (the exposure
    as a factor, a constant). clusters: n codes from 0; whole clusters are drawn again, `draws` times by
    `seed`. weights: n numbers above 0.

    a from the mediator on exposure_columns, b from the outcome on mediator and outcome_columns, both by least
    squares; draws in which a slope is not determined are left out. Source: D. P. MacKinnon, C. M. Lockwood
    and J. Williams, Multivariate Behavioral Research 39 (2004) 99-128, percentile bootstrap; whole clusters:
    A. C. Davison and D. V. Hinkley, Bootstrap Methods (1997), section 3.8.

    >>> import numpy as np
    >>> x, m, y = np.array([0.0, 0, 1, 1]), np.array([0.0, 1, 1, 4]), np.array([1.0, 2, 2, 6])
    >>> ones = np.ones(4)
    >>> x_and_one = np.column_stack([x, ones])
    >>> found = indirect_effect(x_and_one, m, y, x_and_one, np.arange(4), draws=0)
    >>> round(found.a, 4), round(found.b, 4)
    (2.0, 1.3)
    """
    import numpy as np

    everything = np.column_stack([exposure_columns, mediator, outcome_columns, outcome])
    if weights is not None:
        everything = everything * np.sqrt(weights)[:, None]
    n_columns, n_clusters = everything.shape[1], int(clusters.max()) + 1
    upper = np.triu_indices(n_columns)
    products = np.zeros((n_clusters, len(upper[0])))
    np.add.at(products, clusters, everything[:, upper[0]] * everything[:, upper[1]])
    split = exposure_columns.shape[1]
    a, b = _slopes(products.sum(axis=0)[None, :], upper, n_columns, split)
    generator, drawn = np.random.default_rng(seed), []
    at_once = max(1, ENTRIES_AT_ONCE // n_clusters)
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        times = generator.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=size)
        again_a, again_b = _slopes(times.astype(float) @ products, upper, n_columns, split)
        drawn.append(again_a * again_b)
    every = np.concatenate(drawn) if drawn else np.zeros(0)
    return IndirectEffect(float(a[0]), float(b[0]), every[np.isfinite(every)])


def _slopes(products: "Array", upper: "tuple[Any, Any]", n_columns: int, split: int) -> "tuple[Array, Array]":
    """a and b of each set of cross products; not a number where one is not determined."""
    import numpy as np

    cross = np.zeros((len(products), n_columns, n_columns))
    cross[:, upper[0], upper[1]] = products
    cross[:, upper[1], upper[0]] = products
    first = cross[:, :split, :split], cross[:, :split, split]
    second = cross[:, split:-1, split:-1], cross[:, split:-1, -1]
    return _first_slope(*first), _first_slope(*second)


def _first_slope(gram: "Array", cross: "Array") -> "Array":
    """The first coefficient of each system; by the pseudo-inverse, for a draw may lack a cohort."""
    import numpy as np

    squares = np.diagonal(gram, axis1=1, axis2=2)
    scale = np.where(squares > 0, np.sqrt(np.maximum(squares, 0.0)), 1.0)
    scaled = gram / (scale[:, :, None] * scale[:, None, :])
    inverse = np.linalg.pinv(scaled, rcond=1e-10, hermitian=True)
    slopes = np.einsum("dp,dp->d", inverse[:, 0, :], cross / scale) / scale[:, 0]
    # what of the first column is left when the others are held still
    left = np.einsum("dpq,dq->dp", scaled, inverse[:, :, 0])[:, 0]
    determined: Array = np.where(np.abs(left - 1) < 1e-6, slopes, np.nan)
    return determined
