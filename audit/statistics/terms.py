"""Columns for a model from factors and numbers: what is estimable, and which columns say nothing new.

Factors become one indicator column a label; nothing is dropped by hand. What cannot be told apart is found
from the columns themselves (their Gram matrix), so a design that lacks a link is seen, not assumed away.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]

# Indicators are exact: what is aliased leaves nothing over, what is not leaves very much more than this.
LEAST_LEFT = 1e-9


def encode(labels: Sequence[Hashable]) -> "tuple[Codes, tuple[Hashable, ...]]":
    """Each label as a number from 0, and the labels in their sorted order.

    >>> encode(["b", "a", "b"])
    (array([1, 0, 1]), ('a', 'b'))
    """
    import numpy as np

    distinct = sorted(set(labels), key=lambda label: (str(type(label)), label))
    code_of = {label: code for code, label in enumerate(distinct)}
    return np.fromiter((code_of[label] for label in labels), dtype=np.int64, count=len(labels)), tuple(
        distinct
    )


@dataclass(frozen=True, eq=False)
class Terms:
    """Named groups of columns, side by side. `spans[name]` says which columns belong to a term."""

    matrix: Any
    spans: dict[str, slice]
    factors: frozenset[str] = frozenset()

    @classmethod
    def of(cls, factors: "dict[str, Codes]", numbers: "dict[str, Array]") -> "Terms":
        """One indicator column for each code of each factor, then the numbers. A code below 0 has none."""
        import numpy as np
        from scipy import sparse  # type: ignore[import-untyped]

        parts, spans, at = [], {}, 0
        for name, codes in factors.items():
            width = int(codes.max(initial=-1)) + 1
            rows = np.flatnonzero(codes >= 0)
            ones = np.ones(len(rows))
            parts.append(sparse.csr_array((ones, (rows, codes[rows])), shape=(len(codes), width)))
            spans[name] = slice(at, at + width)
            at += width
        for name, values in numbers.items():
            parts.append(sparse.csr_array(np.asarray(values, dtype=float)[:, None]))
            spans[name] = slice(at, at + 1)
            at += 1
        return cls(sparse.hstack(parts, format="csr"), spans, frozenset(factors))

    @cached_property
    def gram(self) -> "Array":
        """The cross products of the columns, scaled to length 1, with a constant in front."""
        import numpy as np

        n_rows, n_columns = self.matrix.shape
        product = np.empty((n_columns + 1, n_columns + 1))
        product[0, 0] = n_rows
        product[0, 1:] = product[1:, 0] = np.asarray(self.matrix.sum(axis=0)).ravel()
        product[1:, 1:] = (self.matrix.T @ self.matrix).todense()
        scale = _lengths(np.diag(product))
        gram: Array = product / np.outer(scale, scale)
        return gram

    @cached_property
    def kept(self) -> "Codes":
        """The columns, in their order, that are no sum of a constant and the columns before them."""
        import numpy as np

        rest = self.gram.copy()
        kept = []
        for column in range(len(rest)):
            left = rest[column, column]
            if left <= LEAST_LEFT:
                continue
            kept.append(column)
            rest -= np.outer(rest[:, column], rest[column]) / left
        return np.array([column - 1 for column in kept if column > 0], dtype=np.int64)

    @cached_property
    def _nothing(self) -> "Array":
        """Directions in the coefficients (constant first) that change no fitted value."""
        import numpy as np

        values, vectors = np.linalg.eigh(self.gram)
        directions: Array = vectors[:, values <= LEAST_LEFT * len(values)] / _lengths(self._squares)[:, None]
        return directions

    @cached_property
    def _squares(self) -> "Array":
        import numpy as np

        columns = self.matrix.shape[1]
        squares = np.bincount(self.matrix.indices, weights=self.matrix.data**2, minlength=columns)
        with_constant: Array = np.concatenate([[float(self.matrix.shape[0])], squares])
        return with_constant

    def is_estimable(self, contrast: "Array") -> bool:
        """Does this sum of coefficients (one weight a column) have one value, whatever else is chosen?"""
        import numpy as np

        weights = np.concatenate([[0.0], contrast])
        lengths = np.linalg.norm(weights) * np.linalg.norm(self._nothing, axis=0)
        return bool(np.all(np.abs(weights @ self._nothing) <= 1e-6 * np.maximum(lengths, 1e-300)))

    def undetermined(self, name: str) -> "Array":
        """What a term's own coefficients may be shifted by without changing any fitted value: one column a
        direction, of which a common shift is one."""
        import numpy as np

        span = self.spans[name]
        shifts = self._nothing[span.start + 1 : span.stop + 1]
        if not shifts.shape[1]:
            return np.zeros((span.stop - span.start, 0))
        left, sizes, _ = np.linalg.svd(shifts, full_matrices=False)
        directions: Array = left[:, sizes > 1e-7 * max(1e-300, float(sizes.max()))]
        return directions


def _lengths(squares: "Array") -> "Array":
    """The lengths of columns; 1 for a column of zeros, which stays as it is."""
    import numpy as np

    lengths: Array = np.where(squares > 0, np.sqrt(np.maximum(squares, 0)), 1.0)
    return lengths
