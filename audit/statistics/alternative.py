"""In which direction is a change looked for? The three answers, and the p of a standard normal z for each."""

from math import erfc, sqrt

ALTERNATIVES = ("two-sided", "increasing", "decreasing")


def check_alternative(alternative: str) -> None:
    """Raises ValueError for anything but the three."""
    if alternative not in ALTERNATIVES:
        raise ValueError(f"the alternative is one of {', '.join(ALTERNATIVES)}")


def normal_p(z: float, alternative: str) -> float:
    """How surprising is z if nothing changes? z is above 0 where later is higher.

    >>> round(normal_p(1.959964, "two-sided"), 4), round(normal_p(1.959964, "increasing"), 4)
    (0.05, 0.025)
    """
    if alternative == "two-sided":
        return erfc(abs(z) / sqrt(2))
    return erfc((z if alternative == "increasing" else -z) / sqrt(2)) / 2
