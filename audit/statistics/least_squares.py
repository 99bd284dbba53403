"""A straight-line model of documents, with errors that allow for several documents of one plan."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """How much the values change with the first column, its cluster-robust error and degrees of freedom."""

    estimate: float
    standard_error: float
    degrees_of_freedom: int
    n_clusters: int


def first_coefficient(
    values: "Array", columns: "Array", clusters: "Codes", *, weights: "Array | None" = None
) -> Coefficient | None:
    """How do the values change with the first column, the others held still? None where it then stands still.

    values: n numbers. columns: n x p, the one asked about first, a constant among the rest if one is wanted;
    sums of others are passed over. clusters: n codes from 0. weights: n numbers above 0.

    Weighted least squares; variance CR1: the sandwich times G/(G - 1) (n - 1)/(n - p); degrees of freedom the
    lesser of G - 1 and G - p. With one row a cluster it is White's HC1. Source: A. C. Cameron and D. L.
    Miller, Journal of Human Resources 50 (2015) 317-372, eq. 11 and 12; the same as Stata's vce(cluster).

    >>> import numpy as np
    >>> x, ones = np.array([1.0, 2, 3, 4]), np.ones(4)
    >>> found = first_coefficient(np.array([1.0, 2, 2, 4]), np.column_stack([x, ones]), np.arange(4))
    >>> round(found.estimate, 4), round(found.standard_error, 4)
    (0.9, 0.203)
    """
    import numpy as np

    root = np.sqrt(np.ones(len(values)) if weights is None else weights)
    scaled, y = columns * root[:, None], values * root
    basis = _basis(scaled[:, 1:])
    wanted = scaled[:, 0] - basis @ (basis.T @ scaled[:, 0])
    square = float(wanted @ wanted)
    n_clusters = len(np.unique(clusters))
    n_columns = basis.shape[1] + 1
    freedom = min(n_clusters - 1, n_clusters - n_columns)
    if freedom < 1 or square <= 1e-9 * float(scaled[:, 0] @ scaled[:, 0]):
        return None
    estimate = float(wanted @ y) / square
    residuals = y - basis @ (basis.T @ y) - estimate * wanted
    scores = np.bincount(clusters, weights=wanted * residuals)
    variance = float(scores @ scores) / square**2
    variance *= n_clusters / (n_clusters - 1) * (len(values) - 1) / (len(values) - n_columns)
    return Coefficient(estimate, float(np.sqrt(variance)), freedom, n_clusters)


def _basis(columns: "Array") -> "Array":
    """An orthonormal basis of the columns."""
    import numpy as np

    if not columns.shape[1]:
        return columns
    left, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    basis: Array = left[:, sizes > 1e-9 * max(1e-300, float(sizes[0]))]
    return basis
