"""Levels drawn from a known proportional-odds model: P(level <= k) = logistic(threshold k - eta)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Levels = np.ndarray[Any, np.dtype[np.int64]]

NODES = 61
STEPS = 80


def draw_levels(eta: "Numbers", thresholds: "Numbers", generator: "np.random.Generator") -> "Levels":
    """Which levels does the model give? eta: any shape, logits; thresholds: ascending, one fewer than levels.

    Level = 1 + the number of thresholds whose cumulative probability lies below a uniform draw.
    """
    uniform = generator.random((*eta.shape, 1))
    levels: Levels = 1 + (uniform > _cumulative(eta, thresholds)).sum(axis=-1)
    return levels


def expected_level(eta: "Numbers", thresholds: "Numbers") -> "Numbers":
    """What is the mean level? The number of levels - the sum over k of P(level <= k); same shape as eta.

    >>> import numpy as np
    >>> float(expected_level(np.array(0.0), np.array([-1.0, 0.0, 1.0])))
    2.5
    """
    expected: Numbers = len(thresholds) + 1 - _cumulative(eta, thresholds).sum(axis=-1)
    return expected


def level_per_logit(eta: "Numbers", thresholds: "Numbers") -> "Numbers":
    """How much does the mean level rise with one logit? The derivative of `expected_level`; shape of eta.

    >>> import numpy as np
    >>> float(level_per_logit(np.array(0.0), np.array([0.0])))
    0.25
    """
    cumulative = _cumulative(eta, thresholds)
    slope: Numbers = (cumulative * (1 - cumulative)).sum(axis=-1)
    return slope


def thresholds_for(shares: Sequence[float], standard_deviation: float) -> "Numbers":
    """Where do the thresholds lie so that these shares are at each level, eta being normal about 0?

    shares: lowest level first, adding up to 1. Solved by bisection on Gauss-Hermite quadrature (61 nodes).

    >>> [round(float(value), 3) for value in thresholds_for([0.25, 0.25, 0.5], 0.0)]
    [-1.099, -0.0]
    """
    import numpy as np

    nodes, weights = _normal_quadrature()
    wanted = np.cumsum(shares)[:-1]
    low, high = np.full(len(wanted), -30.0), np.full(len(wanted), 30.0)
    for _ in range(STEPS):
        middle = (low + high) / 2
        is_below = weights @ _cumulative(standard_deviation * nodes, middle) < wanted
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    thresholds: Numbers = (low + high) / 2
    return thresholds


def slope_in_logits(
    levels_a_step: float, steps: "Numbers", others: "Numbers", deviation: float, thresholds: "Numbers"
) -> float:
    """Which slope on the logit scale is this average marginal effect on the level scale?

    levels_a_step: the effect wanted. steps: the values of the slope's variable, centred. others: the values
    of a further term, each as common. deviation: of a normal trait. Solved by fixed point: slope = effect /
    mean of `level_per_logit` along the slope.
    """
    import numpy as np

    nodes, weights = _normal_quadrature()
    rest = others[:, None] + deviation * nodes
    slope = 0.0
    for _ in range(STEPS):
        eta = slope * steps[:, None, None] + rest
        slope = levels_a_step / float((level_per_logit(eta, thresholds) @ weights).mean())
    if not np.isfinite(slope):
        raise ValueError(f"no slope gives {levels_a_step} levels a step")
    return slope


def _cumulative(eta: "Numbers", thresholds: "Numbers") -> "Numbers":
    import numpy as np

    cumulative: Numbers = 1 / (1 + np.exp(eta[..., None] - thresholds))
    return cumulative


def _normal_quadrature() -> "tuple[Numbers, Numbers]":
    import numpy as np

    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, weights / weights.sum()
