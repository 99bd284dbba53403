"""Does the same plan change from one document to the next? Slopes within groups, with honest errors.

Each group (plan) has its own constant, so what differs between plans says nothing about change; standard
errors are cluster-robust with the bias reduction CR2, and the degrees of freedom are Satterthwaite's.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class WithinGroups:
    """The coefficients of the first columns asked for; for each its CR2 standard error and its degrees of
    freedom. `pooled_variances` are what their variances would be if all errors were alike."""

    estimates: "Array"
    covariance: "Array"
    pooled_variances: "Array"
    degrees_of_freedom: "Array"
    n_groups: int
    n_rows: int

    @property
    def standard_errors(self) -> "Array":
        """One for each coefficient asked for."""
        import numpy as np

        errors: Array = np.sqrt(np.diag(self.covariance))
        return errors


def fit_within_groups(
    values: "Array",
    columns: "Array",
    groups: "Codes",
    *,
    n_wanted: int = 1,
    weights: "Array | None" = None,
) -> WithinGroups | None:
    """How do values change with the columns within groups? None where the wanted columns do not vary there.

    values: n numbers. columns: n x p, the n_wanted columns that are asked about first. groups: n codes from
    0. weights: n numbers above 0, inversely proportional to the variance of a value. Raises ValueError where
    lengths differ. Columns among the others that are sums of the rest are passed over.

    Least squares after each group's weighted mean is taken from everything; V = M (sum of X'A e e'A X) M with
    A = (I - X M X')^(-1/2) in each group. Source: J. E. Pustejovsky and E. Tipton, Journal of Business and
    Economic Statistics 36 (2018) 672-683, eq. 5, 6 and theorem 2 (absorbed effects); degrees of freedom:
    R. M. Bell and D. F. McCaffrey, Survey Methodology 28 (2002) 169-181, section 5. The same as R's
    `clubSandwich` with vcov = "CR2" and test = "Satterthwaite".

    >>> import numpy as np
    >>> years = np.array([[0.0], [1], [0], [1], [0], [1]])
    >>> fit = fit_within_groups(np.array([3.0, 2, 4, 2, 1, 1]), years, np.array([0, 0, 1, 1, 2, 2]))
    >>> float(fit.estimates[0]), round(float(fit.standard_errors[0]), 4)
    (-1.0, 0.5774)
    """
    import numpy as np

    if not len(values) == len(columns) == len(groups):
        raise ValueError("one value, one row of columns and one group are needed for each document")
    root = np.sqrt(np.ones(len(values)) if weights is None else np.asarray(weights, dtype=float))
    order = np.argsort(groups, kind="stable")
    values, columns, groups, root = values[order], columns[order], groups[order], root[order]
    starts = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1)) if len(groups) else np.zeros(0, dtype=int)
    if not len(starts):
        return None
    both = _take_means(np.column_stack([columns, values]), root, starts)
    columns, values = both[:, :-1], both[:, -1]
    kept = _independent(columns, n_wanted)
    if kept is None:
        return None
    columns = columns[:, kept]
    bread: Array = np.asarray(np.linalg.inv(columns.T @ columns))
    estimates = bread @ (columns.T @ values)
    residuals = values - columns @ estimates
    parts = [
        _reduce_bias(columns[start:stop], residuals[start:stop], bread, n_wanted)
        for start, stop in zip(starts, [*starts[1:], len(values)], strict=True)
    ]
    scores = np.array([part[0] for part in parts])
    freedom = [
        _freedom([part[1][i] for part in parts], [part[2][i] for part in parts], bread)
        for i in range(n_wanted)
    ]
    covariance = (bread @ (scores.T @ scores) @ bread)[:n_wanted, :n_wanted]
    left = max(1, len(values) - len(starts) - len(kept))
    pooled = np.diag(bread)[:n_wanted] * float(residuals @ residuals) / left
    return WithinGroups(estimates[:n_wanted], covariance, pooled, np.array(freedom), len(starts), len(values))


def _take_means(table: "Array", root: "Array", starts: "Codes") -> "Array":
    """Rows times the root of their weight, less each group's weighted mean."""
    import numpy as np

    scaled = table * root[:, None]
    sizes = np.diff([*starts, len(table)])
    means = np.add.reduceat(scaled * root[:, None], starts) / np.add.reduceat(root**2, starts)[:, None]
    centred: Array = scaled - root[:, None] * np.repeat(means, sizes, axis=0)
    return centred


def _independent(columns: "Array", n_wanted: int) -> "list[int] | None":
    """The wanted columns and the others that say something new; None if a wanted one is a sum of others."""
    import numpy as np

    lengths = np.linalg.norm(columns, axis=0)
    scale = np.where(lengths > 0, lengths, 1.0)
    gram = columns.T @ columns / np.outer(scale, scale)
    gram[lengths < 1e-9 * max(1e-300, float(lengths.max(initial=0.0)))] = 0.0
    kept = []
    for column in [*range(n_wanted, len(gram)), *range(n_wanted)]:
        left = gram[column, column]
        if left <= 1e-9:
            if column < n_wanted:
                return None
            continue
        kept.append(column)
        gram = gram - np.outer(gram[:, column], gram[column]) / left
    return sorted(kept)


def _reduce_bias(
    columns: "Array", residuals: "Array", bread: "Array", n_wanted: int
) -> "tuple[Array, list[float], list[Array]]":
    """One group's score with its residuals made as large as they would be without having been fitted; and for
    each wanted coefficient a'a and X'a of a = A X M c, which the degrees of freedom need."""
    import numpy as np

    hat = columns @ bread @ columns.T
    values, vectors = np.linalg.eigh(np.eye(len(hat)) - hat)
    roots = np.where(values > 1e-10, 1 / np.sqrt(np.maximum(values, 1e-10)), 0.0)
    adjusted = (vectors * roots) @ (vectors.T @ columns)
    wanted = adjusted @ bread[:, :n_wanted]
    squares = [float(column @ column) for column in wanted.T]
    return adjusted.T @ residuals, squares, [columns.T @ column for column in wanted.T]


def _freedom(squares: "list[float]", crossed: "list[Array]", bread: "Array") -> float:
    """(trace B)^2 / trace(B^2) of B = diag(a'a) - V M V', whose eigenvalues weigh the squared residuals."""
    import numpy as np

    diagonal, v = np.array(squares), np.array(crossed)
    inner = v @ bread
    own = np.einsum("gp,gp->g", inner, v)
    trace = float(diagonal.sum() - own.sum())
    product = bread @ (v.T @ v)
    of_square = float(diagonal @ diagonal - 2 * diagonal @ own + np.trace(product @ product))
    return trace**2 / of_square if of_square > 0 else 0.0
