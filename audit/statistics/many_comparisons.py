"""Which of many small p-values still count? p adjusted for how many questions were asked."""

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """How small is each p when the chance of one false claim among them all is what must stay small?

    p_values: 0 to 1, in any order; answers in the same order, 0 to 1. Raises ValueError outside that range.

    With p(1) <= ... <= p(m): adjusted p(i) = min(1, max over j <= i of (m - j + 1) p(j)). Source: S. Holm,
    Scandinavian Journal of Statistics 6 (1979) 65-70; the same as R's `p.adjust(method = "holm")`.

    >>> holm([0.25, 0.03125, 0.125])
    [0.25, 0.09375, 0.25]
    """
    _check(p_values)
    adjusted, largest, n = [0.0] * len(p_values), 0.0, len(p_values)
    for rank, place in enumerate(sorted(range(n), key=lambda each: p_values[each])):
        largest = max(largest, (n - rank) * p_values[place])
        adjusted[place] = min(1.0, largest)
    return adjusted


def _check(p_values: Sequence[float]) -> None:
    if not all(0 <= p_value <= 1 for p_value in p_values):
        raise ValueError("a p-value lies between 0 and 1")
