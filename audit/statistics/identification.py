"""Can the data tell this effect apart from the others at all? Asked before any model is fitted."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Column = np.ndarray[Any, np.dtype[np.float64]]

TOLERANCE = 1e-8


def is_identified(
    target: Sequence[float],
    factors: Sequence[Sequence[Hashable]],
    *,
    numbers: Sequence[Sequence[float]] = (),
    intercepts: Sequence[Hashable] | None = None,
) -> bool:
    """Does the target still vary when every other term is held still?

    target: one number per row. factors: each one label per row, entered as indicator columns. numbers: each
    one number per row. intercepts: one label per row, each with its own constant; None means one constant
    for all. Raises ValueError where lengths differ.

    True if and only if rank([Z, target]) = rank(Z) + 1, found as: the part of the target (scaled to length 1
    about its mean) that least squares on Z leaves over is longer than 1e-8. The constants are taken out
    first by centring within their labels, which leaves the same remainder (Frisch, Waugh and Lovell).
    Source: S. R. Searle, Linear Models (1971), section 5.4, estimability.

    >>> is_identified([1, 2, 3], [["a", "a", "a"]]), is_identified([1, 2, 3], [["a", "b", "c"]])
    (True, False)
    """
    import numpy as np

    labels = list(intercepts) if intercepts is not None else [0] * len(target)
    if {len(column) for column in (*factors, *numbers, labels)} - {len(target)}:
        raise ValueError("every term needs one entry per row")
    rows = sorted(set(zip(target, labels, *factors, *numbers, strict=True)), key=repr)
    if len(rows) < 2:
        return False
    columns = list(zip(*rows, strict=True))
    group = _codes(columns[1])
    wanted = np.asarray(columns[0], dtype=float) - np.mean(columns[0])
    length = float(np.linalg.norm(wanted))
    if length == 0:
        return False
    others = [_indicators(column) for column in columns[2 : 2 + len(factors)]]
    others += [_scaled(column)[:, None] for column in columns[2 + len(factors) :]]
    centred = _centre(np.column_stack([wanted / length, *others]), group)
    wanted, rest = centred[:, 0], centred[:, 1:]
    if rest.shape[1]:
        wanted = wanted - rest @ np.linalg.lstsq(rest, wanted, rcond=TOLERANCE / 100)[0]
    return float(np.linalg.norm(wanted)) > TOLERANCE


def _codes(labels: Sequence[Hashable]) -> "np.ndarray[Any, np.dtype[np.int64]]":
    import numpy as np

    codes: dict[Hashable, int] = {}
    return np.array([codes.setdefault(label, len(codes)) for label in labels], dtype=np.int64)


def _indicators(labels: Sequence[Hashable]) -> "Column":
    import numpy as np

    codes = _codes(labels)
    indicators: Column = np.eye(int(codes.max()) + 1)[codes]
    return indicators


def _scaled(numbers: Sequence[float]) -> "Column":
    import numpy as np

    column: Column = np.asarray(numbers, dtype=np.float64)
    column = column - column.mean()
    scaled: Column = column / (float(np.linalg.norm(column)) or 1.0)
    return scaled


def _centre(matrix: "Column", group: "np.ndarray[Any, np.dtype[np.int64]]") -> "Column":
    import numpy as np

    sums = np.zeros((int(group.max()) + 1, matrix.shape[1]))
    np.add.at(sums, group, matrix)
    centred: Column = matrix - (sums / np.bincount(group)[:, None])[group]
    return centred
