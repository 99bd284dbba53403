"""One pass over the data: what the likelihood of the cumulative-link model is at a point, and its slopes.

Groups are taken some tens of thousands of rows at a time, so memory does not grow with the ratings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]

ROWS_AT_ONCE = 30_000


@dataclass(frozen=True, eq=False)
class Problem:
    """The data in order of group: group j has the rows from starts[j] up to starts[j + 1]."""

    levels: "Codes"
    columns: Any
    starts: "Codes"
    weights: "Array"
    has_spread: "Array"
    row_weights: "Array"
    n_levels: int
    is_mixed: bool
    order: "Codes | None"

    @classmethod
    def of(cls, levels: Any, columns: Any, groups: Any, weights: Any, has_spread: Any) -> "Problem":
        import numpy as np
        from scipy import sparse  # type: ignore[import-untyped]

        levels = np.asarray(levels, dtype=np.int64)
        matrix = sparse.csr_array(columns if sparse.issparse(columns) else np.asarray(columns, dtype=float))
        is_mixed, order = groups is not None, None
        if is_mixed:
            groups = np.asarray(groups, dtype=np.int64)
            starts = np.concatenate([[0], np.cumsum(np.bincount(groups))])
            if (np.diff(groups) < 0).any():
                order = np.argsort(groups, kind="stable")
                levels, matrix = levels[order], matrix[order]
        else:
            starts = np.arange(len(levels) + 1)
        n_groups = len(starts) - 1
        weights = np.ones(n_groups) if weights is None else np.asarray(weights, dtype=float)
        has_spread = np.ones(n_groups) if has_spread is None else np.asarray(has_spread, dtype=float)
        if not len(levels) == matrix.shape[0] == starts[-1] or n_groups not in (len(weights),):
            raise ValueError("one row of columns, one level and one group per rating are needed")
        n_levels = int(levels.max(initial=0))
        if n_levels < 2 or (np.bincount(levels, minlength=n_levels + 1)[1:] == 0).any() or levels.min() < 1:
            raise ValueError("levels are whole numbers from 1 up, of which each occurs, two or more")
        row_weights = np.repeat(weights, np.diff(starts))
        return cls(levels, matrix, starts, weights, has_spread, row_weights, n_levels, is_mixed, order)

    @property
    def n_groups(self) -> int:
        return len(self.starts) - 1

    @property
    def n_columns(self) -> int:
        return int(self.columns.shape[1])

    @property
    def n_parameters(self) -> int:
        return self.n_levels - 1 + self.n_columns + self.is_mixed

    def blocks(self) -> Iterator[tuple[slice, slice]]:
        """Groups and their rows, some tens of thousands of rows at a time."""
        import numpy as np

        first = 0
        while first < self.n_groups:
            fits = int(np.searchsorted(self.starts, self.starts[first] + ROWS_AT_ONCE, side="right")) - 1
            last = max(first + 1, fits)
            yield slice(first, last), slice(int(self.starts[first]), int(self.starts[last]))
            first = last


@dataclass(eq=False)
class Look:
    """What one pass over the data saw at one point."""

    log_likelihood: float
    gradient: "Array"
    information: "Array"
    group_scores: "Array"
    group_effects: "Array"


def split_point(problem: Problem, point: "Array") -> "tuple[Array, Array, float]":
    n_cuts = problem.n_levels - 1
    sigma = float(point[-1]) if problem.is_mixed else 0.0
    return point[:n_cuts], point[n_cuts : n_cuts + problem.n_columns], sigma


def _odds(problem: Problem, point: "Array") -> "tuple[Array, Array]":
    """exp(-a) and exp(b) of each row at u = 0, where a and b are the upper and the lower cut less eta."""
    import numpy as np

    cuts, coefficients, _ = split_point(problem, point)
    eta = _bounded(problem.columns @ coefficients)
    padded = np.concatenate([[-np.inf], cuts, [np.inf]])
    over, under = eta - padded[problem.levels], padded[problem.levels - 1] - eta
    return np.exp(_bounded(over)), np.exp(_bounded(under))


def find_modes(problem: Problem, point: "Array", modes: "Array") -> "Array":
    """The most likely u of each group, by Newton's steps in one dimension, all groups at once."""
    import numpy as np

    if not problem.is_mixed:
        return modes
    over, under = _odds(problem, point)
    spread = float(point[-1]) * problem.has_spread
    sizes = np.diff(problem.starts)
    modes = modes.copy()
    for _ in range(25):
        lift = np.repeat(np.exp(_bounded(spread * modes)), sizes)
        above = 1 / (1 + over * lift)
        below = under / (lift + under)
        first = spread * np.add.reduceat(above + below - 1, problem.starts[:-1]) - modes
        curvature = above * (1 - above) + below * (1 - below)
        second = spread**2 * np.add.reduceat(curvature, problem.starts[:-1]) + 1
        step = np.clip(first / second, -3, 3)
        modes += step
        if np.abs(step).max() < 1e-6:
            break
    return modes


def look(problem: Problem, point: "Array", modes: "Array", n_nodes: int) -> Look:
    """Log-likelihood, gradient, observed information and group effects at one point."""
    import numpy as np

    size, n_groups = problem.n_parameters, problem.n_groups
    seen = Look(0.0, np.zeros(size), np.zeros((size, size)), np.zeros((n_groups, size)), np.zeros(n_groups))
    over, under = _odds(problem, point)
    for groups, rows in problem.blocks():
        block = _Block.of(problem, point, groups, rows)
        modes_here, odds = modes[groups], (over[rows], under[rows])
        u, log_weights = _place_nodes(problem, block, modes_here, odds, n_nodes)
        log_likelihood, share, more, less = _weigh_nodes(block, odds, u, log_weights)
        seen.log_likelihood += log_likelihood
        seen.group_effects[groups] = block.spread * (share * u).sum(axis=1)
        means, information = _differentiate(problem, block, more / (1 + more), less / (1 + less), share, u)
        seen.group_scores[groups] = means
        seen.information += information
    seen.gradient = problem.weights @ seen.group_scores
    return seen


def mean_levels(
    problem: Problem,
    point: "Array",
    modes: "Array",
    n_nodes: int,
    steps: "Array | None",
    own: "Array | None",
    targets: "Sequence[float]",
) -> "tuple[float, tuple[float, ...]]":
    """The mean over rows of d(expected level)/d(eta), and for each target the mean expected level above the
    lowest if the target stood in eta instead of each row's own part of it; all averaged over u.

    Rows of groups without spread do not count: those were chosen on purpose.
    """
    import numpy as np

    cuts, coefficients, _ = split_point(problem, point)
    over, under = _odds(problem, point)
    eta = problem.columns @ coefficients
    steps = np.ones(len(cuts)) if steps is None else steps
    own = np.zeros(len(eta)) if own is None else own if problem.order is None else own[problem.order]
    slope, counted, levels = 0.0, 0.0, np.zeros(len(targets))
    for groups, rows in problem.blocks():
        block = _Block.of(problem, point, groups, rows)
        u, log_weights = _place_nodes(problem, block, modes[groups], (over[rows], under[rows]), n_nodes)
        share = block.spread_rows(_weigh_nodes(block, (over[rows], under[rows]), u, log_weights)[1])
        fall = block.spread_rows(np.exp(_bounded(-block.spread[:, None] * u)))
        counts = block.row_weights * block.spread_rows(block.has_spread)
        for place, target in enumerate([None, *targets]):
            here = eta[rows] if target is None else eta[rows] - own[rows] + target
            for step, cut in zip(steps, cuts, strict=True):
                above = 1 / (1 + np.exp(_bounded(cut - here))[:, None] * fall)
                if target is None:
                    slope += step * float(counts @ (above * (1 - above) * share).sum(axis=1))
                else:
                    levels[place - 1] += step * float(counts @ (above * share).sum(axis=1))
        counted += float(counts.sum())
    if not counted:
        return 0.0, tuple(levels.tolist())
    return slope / counted, tuple((levels / counted).tolist())


@dataclass(frozen=True, eq=False)
class _Block:
    """Some groups and their rows. `upper` and `lower` mark the cuts above and below each row's level: such a
    mark beside -columns is d(cut - x beta)/d(thresholds, beta). `gap` holds the terms of `_gap_terms` for
    each row."""

    starts: "Codes"
    sizes: "Codes"
    weights: "Array"
    row_weights: "Array"
    spread: "Array"
    has_spread: "Array"
    upper: "Array"
    lower: "Array"
    columns: Any
    gap: "tuple[Array, Array, Array]"

    @classmethod
    def of(cls, problem: Problem, point: "Array", groups: slice, rows: slice) -> "_Block":
        import numpy as np

        cuts, _, sigma = split_point(problem, point)
        levels = problem.levels[rows]
        log_gap, first, second = _gap_terms(cuts)
        return cls(
            starts=problem.starts[groups.start : groups.stop] - rows.start,
            sizes=np.diff(problem.starts[groups.start : groups.stop + 1]),
            weights=problem.weights[groups],
            row_weights=problem.row_weights[rows],
            spread=sigma * problem.has_spread[groups],
            has_spread=problem.has_spread[groups],
            upper=_one_hot(levels - 1, len(cuts)),
            lower=_one_hot(levels - 2, len(cuts)),
            columns=problem.columns[rows],
            gap=(log_gap[levels], first[levels], second[levels]),
        )

    def spread_rows(self, by_group: "Array") -> "Array":
        """Each group's values, once for each of its rows."""
        import numpy as np

        repeated: Array = np.repeat(by_group, self.sizes, axis=0)
        return repeated

    def sum_rows(self, by_row: "Array") -> "Array":
        """The sums over each group's rows."""
        import numpy as np

        sums: Array = np.add.reduceat(by_row, self.starts, axis=0)
        return sums


def _gather(columns: Any, sizes: "Codes") -> Any:
    """A sparse matrix that sums each group's rows times their columns: groups x columns, by rows."""
    import numpy as np
    from scipy import sparse

    n_rows, n_columns = columns.shape
    group = np.repeat(np.repeat(np.arange(len(sizes)), sizes), np.diff(columns.indptr))
    places = group * n_columns + columns.indices
    shape = (len(sizes) * n_columns, n_rows)
    return sparse.csc_array((columns.data, places, columns.indptr), shape=shape)


def _place_nodes(
    problem: Problem, block: _Block, modes: "Array", odds: "tuple[Array, Array]", n_nodes: int
) -> "tuple[Array, Array]":
    """The values of u (groups x nodes) and the logs of their weights: about each group's mode, as wide as the
    curvature there makes them (Liu and Pierce)."""
    import numpy as np

    if not problem.is_mixed:
        return np.zeros((len(modes), 1)), np.zeros((len(modes), 1))
    lift = block.spread_rows(np.exp(_bounded(block.spread * modes)))
    above, below = 1 / (1 + odds[0] * lift), odds[1] / (lift + odds[1])
    curvature = block.spread**2 * block.sum_rows(above * (1 - above) + below * (1 - below)) + 1
    width = np.sqrt(2 / curvature)
    nodes, weights = np.polynomial.hermite.hermgauss(n_nodes)
    u = modes[:, None] + width[:, None] * nodes
    return u, np.log(weights) + nodes**2 + np.log(width / sqrt(2 * pi))[:, None] - u**2 / 2


def _weigh_nodes(
    block: _Block, odds: "tuple[Array, Array]", u: "Array", log_weights: "Array"
) -> "tuple[float, Array, Array, Array]":
    """The log-likelihood, each node's share of its group's likelihood, and exp(-a) and exp(b) of each row at
    each node, with a and b the upper and the lower cut less eta."""
    import numpy as np

    lift = block.spread_rows(np.exp(_bounded(block.spread[:, None] * u)))
    more, less = odds[0][:, None] * lift, odds[1][:, None] / lift
    # p = F(a) - F(b) = F(a) (1 - F(b)) (1 - exp(b - a)): no difference of two close numbers
    log_p = block.sum_rows(block.gap[0][:, None] - np.log((1 + more) * (1 + less))) + log_weights
    highest = log_p.max(axis=1, keepdims=True)
    share = np.exp(log_p - highest)
    sums = share.sum(axis=1, keepdims=True)
    return float(block.weights @ (highest + np.log(sums))[:, 0]), share / sums, more, less


def _differentiate(
    problem: Problem, block: _Block, not_above: "Array", below: "Array", share: "Array", u: "Array"
) -> "tuple[Array, Array]":
    """Each group's mean score, and the block's observed information (Louis, eq. 3.1).

    With the gap d = a - b between the cuts: d log p / da = 1 - F(a) + g'(d), d log p / db = -F(b) - g'(d).
    """
    import numpy as np

    scores = _node_scores(problem, block, not_above, below, u)
    shares = block.spread_rows(share)
    density_up, density_low = not_above * (1 - not_above) * shares, below * (1 - below) * shares
    information = _complete_information(problem, block, density_up, density_low, u)
    means = np.einsum("jq,jqp->jp", share, scores)
    if problem.is_mixed:
        scatter = (scores * np.sqrt(share * block.weights[:, None])[:, :, None]).reshape(-1, scores.shape[2])
        information += (means * block.weights[:, None]).T @ means - scatter.T @ scatter
    return means, information


def _node_scores(problem: Problem, block: _Block, not_above: "Array", below: "Array", u: "Array") -> "Array":
    """Each group's score at each node: groups x nodes x parameters."""
    import numpy as np

    of_gap = block.sum_rows(block.gap[1][:, None] * (block.upper - block.lower))
    n_cuts, pull = of_gap.shape[1], below - not_above
    scores = np.empty((*u.shape, problem.n_parameters))
    if not problem.is_mixed:
        scores[:, 0, :n_cuts] = not_above * block.upper - below * block.lower + of_gap
        scores[:, 0, n_cuts:] = pull * block.columns.toarray()
        return scores
    for cut in range(n_cuts):
        here = not_above * block.upper[:, cut, None] - below * block.lower[:, cut, None]
        scores[:, :, cut] = block.sum_rows(here) + of_gap[:, cut, None]
    by_column = (_gather(block.columns, block.sizes) @ pull).reshape(len(u), problem.n_columns, u.shape[1])
    scores[:, :, n_cuts:-1] = by_column.transpose(0, 2, 1)
    scores[:, :, -1] = u * block.has_spread[:, None] * block.sum_rows(pull)
    return scores


def _complete_information(
    problem: Problem, block: _Block, density_up: "Array", density_low: "Array", u: "Array"
) -> "Array":
    """Minus the mean second derivative of the log-likelihood as it would be if u were seen."""
    import numpy as np

    weights, upper, lower, columns = block.row_weights, block.upper, block.lower, block.columns
    once = np.ones(u.shape[1])
    up, low = (density_up @ once) * weights, (density_low @ once) * weights
    marks = up[:, None] * upper + low[:, None] * lower
    across = upper - lower
    of_cuts = np.diag(marks.sum(axis=0)) + across.T @ ((block.gap[2] * weights)[:, None] * across)
    between = columns.T @ -marks
    of_columns = (columns.T @ _times(columns, up + low)).toarray()
    inner: Array = np.block([[of_cuts, between.T], [between, of_columns]])
    if not problem.is_mixed:
        return inner
    u_rows = block.spread_rows(u * block.has_spread[:, None])
    density_up, density_low = density_up * u_rows, density_low * u_rows
    up_u, low_u = (density_up @ once) * weights, (density_low @ once) * weights
    cross = np.concatenate([-(up_u @ upper + low_u @ lower), columns.T @ (up_u + low_u)])
    square = weights @ (((density_up + density_low) * u_rows) @ once)
    whole: Array = np.block([[inner, cross[:, None]], [cross[None, :], square.reshape(1, 1)]])
    return whole


def _times(columns: Any, weights: "Array") -> Any:
    """The sparse columns with each row multiplied by its weight."""
    import numpy as np
    from scipy import sparse

    by_cell = np.repeat(weights, np.diff(columns.indptr))
    return sparse.csr_array((columns.data * by_cell, columns.indices, columns.indptr), shape=columns.shape)


def _gap_terms(cuts: "Array") -> "tuple[Array, Array, Array]":
    """By level (from 0): g = log(1 - exp(-d)) of the gap d between its cuts, its first derivative and minus
    its second; 0 at both ends, where the gap has no end."""
    import numpy as np

    gap = np.diff(cuts)
    inside = np.expm1(gap)
    zeros = np.zeros(2)
    return (
        np.concatenate([zeros, np.log(-np.expm1(-gap)), [0.0]]),
        np.concatenate([zeros, 1 / inside, [0.0]]),
        np.concatenate([zeros, np.exp(gap) / inside**2, [0.0]]),
    )


def _one_hot(codes: "Codes", size: int) -> "Array":
    import numpy as np

    hot = np.zeros((len(codes), size))
    within = np.flatnonzero((codes >= 0) & (codes < size))
    hot[within, codes[within]] = 1.0
    return hot


def _bounded(exponent: "Array") -> "Array":
    """Far enough for any probability, and never an overflow."""
    import numpy as np

    bounded: Array = np.clip(exponent, -300, 300)
    return bounded
