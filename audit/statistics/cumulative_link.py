"""The main model: ordered levels on criterion, rater, year and whatever else, with a spread between plans.

P(level <= k) = logistic(theta_k - eta), eta = x beta + sigma u, with u standard normal for each group (plan).
The likelihood integrates u out by adaptive Gauss-Hermite quadrature; gradient and observed information are
analytic (Louis's identity over the same nodes), so a few Newton steps suffice. The same model and the same
approximation as R's `ordinal::clmm(nAGQ = 15)`; without groups that of `ordinal::clm`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from audit.statistics.cumulative_link_pass import Look, Problem, find_modes, look, mean_levels

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]

N_NODES = 15
N_NODES_ON_THE_WAY = 5
MOST_STEPS = 40
MOST_HALVINGS = 8
# Newton's decrement at which another step would change no printed digit.
ON_THE_WAY, CLOSE_ENOUGH = 1e-4, 1e-10


@dataclass(frozen=True, eq=False)
class CumulativeLinkFit:
    """Where the likelihood is highest. `thresholds` (levels - 1) and `coefficients` (one a column) are in
    logits; `covariance` is of thresholds, coefficients and, with groups, sigma, in this order, from the
    observed information; `group_scores` has one row a group with the derivative of its weighted
    log-likelihood.

    `group_effects` is each group's mean sigma u given its data (0 where a group has no spread), in logits;
    `levels_a_logit` the mean over rows of groups with spread of d(expected level)/d(eta), so that a
    coefficient times it is an average marginal effect in levels. `moved_levels` are the mean expected levels,
    above the lowest, with each of the targets that were asked for.
    """

    thresholds: "Array"
    coefficients: "Array"
    sigma: float
    covariance: "Array"
    group_scores: "Array"
    group_effects: "Array"
    log_likelihood: float
    levels_a_logit: float
    moved_levels: tuple[float, ...]
    has_converged: bool
    n_ratings: int
    n_groups: int

    @cached_property
    def standard_errors(self) -> "Array":
        """Of the coefficients, in logits."""
        import numpy as np

        n_thresholds, n_columns = len(self.thresholds), len(self.coefficients)
        errors: Array = np.sqrt(np.diag(self.covariance)[n_thresholds : n_thresholds + n_columns])
        return errors

    @cached_property
    def robust_covariance(self) -> "Array":
        """The sandwich over groups: holds where the spread within groups is not as the model says."""
        covariance: Array = self.covariance @ (self.group_scores.T @ self.group_scores) @ self.covariance
        return covariance


def fit_cumulative_link(
    levels: "Codes",
    columns: Any,
    *,
    groups: "Codes | None" = None,
    weights: "Array | None" = None,
    has_spread: "Array | None" = None,
    steps: "Array | None" = None,
    n_nodes: int = N_NODES,
    start: "tuple[Array, Array, float] | None" = None,
    what_if: "Callable[[Array], tuple[Array, Sequence[float]]] | None" = None,
) -> CumulativeLinkFit:
    """How do levels depend on the columns, given that ratings of one plan resemble each other?

    levels: n whole numbers from 1 to K, each of which occurs. columns: n x p, dense or scipy.sparse, without
    a constant and of full rank. groups: n codes 0 to J - 1 in any order; None fits the model without spread.
    weights: J numbers above 0 (n without groups) that multiply each group's log-likelihood. has_spread: J
    values 1, or 0 for a group without u (one that has a column of its own). steps: K - 1 numbers, how many
    levels of the scale each threshold divides (1 where every level of the scale occurs). start: thresholds,
    coefficients and sigma to begin at. what_if: from the fitted coefficients to a part of eta
    (n numbers) and targets that may stand in its place; `moved_levels` holds the mean expected level (above
    the lowest) with each. Raises ValueError where lengths differ or a level does not occur.

    Source: A. Agresti, Analysis of Ordinal Categorical Data (2010), eq. 10.1 and 10.2; adaptive nodes: Liu
    and Pierce, Biometrika 81 (1994) 624-629; information: T. Louis, JRSS B 44 (1982) 226-233, eq. 3.1.

    >>> import numpy as np
    >>> fit = fit_cumulative_link(np.array([1, 1, 2, 1, 2, 2]), np.array([[0], [0], [0], [1], [1], [1]]))
    >>> round(float(fit.coefficients[0]), 4)  # two odds of 1/2 and 2: log 4
    1.3863
    """
    import numpy as np

    problem = Problem.of(levels, columns, groups, weights, has_spread)
    point = _first_point(problem) if start is None else np.concatenate([start[0], start[1], [start[2]]])
    point = point if problem.is_mixed else point[: problem.n_parameters]
    modes = np.zeros(problem.n_groups)
    few = min(n_nodes, N_NODES_ON_THE_WAY)
    point, modes, _, _ = _climb(problem, point, modes, few, ON_THE_WAY)
    point, modes, best, has_converged = _climb(problem, point, modes, n_nodes, CLOSE_ENOUGH)
    n_cuts, n_columns = problem.n_levels - 1, problem.n_columns
    sigma = float(point[-1]) if problem.is_mixed else 0.0
    covariance = _invert(best.information)
    if sigma < 0:  # the likelihood is the same on both sides of 0
        covariance[-1] *= -1
        covariance[:, -1] *= -1
        best.group_scores[:, -1] *= -1
    own, targets = (None, ()) if what_if is None else what_if(point[n_cuts : n_cuts + n_columns])
    a_logit, moved = mean_levels(problem, point, modes, n_nodes, steps, own, targets)
    return CumulativeLinkFit(
        thresholds=point[:n_cuts],
        coefficients=point[n_cuts : n_cuts + n_columns],
        sigma=abs(sigma),
        covariance=covariance,
        group_scores=best.group_scores * problem.weights[:, None],
        group_effects=best.group_effects,
        log_likelihood=best.log_likelihood,
        levels_a_logit=a_logit,
        moved_levels=moved,
        has_converged=has_converged and bool((np.diag(covariance) >= 0).all()),
        n_ratings=len(problem.levels),
        n_groups=problem.n_groups,
    )


def _first_point(problem: Problem) -> "Array":
    import numpy as np

    counts = np.bincount(problem.levels, weights=problem.row_weights, minlength=problem.n_levels + 1)[1:]
    below = np.cumsum(counts)[:-1] / counts.sum()
    cuts = np.log(below / (1 - below))
    rest = np.zeros(problem.n_columns + problem.is_mixed)
    if problem.is_mixed:
        rest[-1] = 0.7
    return np.concatenate([cuts, rest])


def _climb(
    problem: Problem, point: "Array", modes: "Array", n_nodes: int, enough: float
) -> "tuple[Array, Array, Look, bool]":
    """Newton's steps, halved where they overshoot, until the gain of another would be below `enough`."""
    import numpy as np

    modes = find_modes(problem, point, modes)
    here = look(problem, point, modes, n_nodes)
    for _ in range(MOST_STEPS):
        step = _solve(here.information, here.gradient)
        decrement = float(step @ here.gradient)
        if decrement < enough:
            return point, modes, here, True
        scale = min(1.0, 5.0 / float(np.abs(step).max()))
        for _ in range(MOST_HALVINGS):
            there = point + scale * step
            if (np.diff(there[: problem.n_levels - 1]) > 0).all():
                new_modes = find_modes(problem, there, modes)
                beyond = look(problem, there, new_modes, n_nodes)
                if beyond.log_likelihood >= here.log_likelihood - 1e-9 * (1 + abs(here.log_likelihood)):
                    break
            scale /= 2
        else:
            return point, modes, here, False
        point, modes, here = there, new_modes, beyond
    return point, modes, here, False


def _solve(information: "Array", gradient: "Array") -> "Array":
    """Newton's step; towards steepest ascent where the information is not positive definite."""
    import numpy as np
    from scipy import linalg  # type: ignore[import-untyped]

    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-12))
    scaled = information * np.outer(scale, scale)
    ridge = 0.0
    while True:
        try:
            factor = linalg.cho_factor(scaled + ridge * np.eye(len(scaled)))
        except linalg.LinAlgError:
            ridge = max(1e-6, ridge * 10)
            continue
        step: Array = scale * linalg.cho_solve(factor, scale * gradient)
        return step


def _invert(information: "Array") -> "Array":
    """The inverse; a pseudo-inverse where sigma is 0 and says nothing."""
    import numpy as np

    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-12))
    scaled = information * np.outer(scale, scale)
    inverse: Array = np.asarray(np.linalg.pinv(scaled, hermitian=True, rcond=1e-12)) * np.outer(scale, scale)
    return inverse
