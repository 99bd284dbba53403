"""A year is a cluster too: how sure is a slope over years, judged by how the years scatter about the line?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class YearSlope:
    """The slope over the years' effects, its standard error and degrees of freedom, and how many years."""

    estimate: float
    standard_error: float
    degrees_of_freedom: int
    n_years: int


def slope_over_years(
    years: Sequence[float], effects: Sequence[float], undetermined: "Array | None" = None
) -> YearSlope | None:
    """How far could the slope be off if each year were one observation? None where too few years are left.

    years, effects: one a year. undetermined: years x m, the directions in which the effects could be shifted
    without being wrong (a common constant is one, and is the only one if None); each costs a degree of
    freedom. Ordinary least squares of effects on year and those directions. Source: any textbook; with a
    constant alone the same as R's `summary(lm(effects ~ years))`.

    >>> slope = slope_over_years([1, 2, 3, 4], [1, 2, 2, 4])
    >>> round(slope.estimate, 4), round(slope.standard_error, 4), slope.degrees_of_freedom
    (0.9, 0.2646, 2)
    """
    import numpy as np

    years_column = np.asarray(years, dtype=float)
    shifts = np.ones((len(years_column), 1)) if undetermined is None else undetermined
    others = _orthonormal(np.column_stack([np.ones(len(years_column)), shifts]))
    wanted = years_column - others @ (others.T @ years_column)
    square = float(wanted @ wanted)
    freedom = len(years_column) - others.shape[1] - 1
    if freedom < 1 or square < 1e-12 * max(1.0, float(years_column @ years_column)):
        return None
    values = np.asarray(effects, dtype=float)
    estimate = float(wanted @ values) / square
    left = values - others @ (others.T @ values) - estimate * wanted
    error = float(np.sqrt(left @ left / freedom / square))
    return YearSlope(estimate, error, freedom, len(years_column))


def _orthonormal(columns: "Array") -> "Array":
    import numpy as np

    left, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    basis: Array = left[:, sizes > 1e-9 * sizes[0]]
    return basis
