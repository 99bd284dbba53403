"""Is it so close to nothing that it does not matter? Two one-sided tests against a margin."""

from enum import StrEnum

from audit.statistics.interval import Interval


class Place(StrEnum):
    """Where an interval lies: wholly inside the margin, wholly beyond it on one side, or neither."""

    INSIDE = "inside"
    BELOW = "below"
    ABOVE = "above"
    NEITHER = "neither"


def place_in_margin(interval: Interval, margin: float) -> Place:
    """Does the interval lie wholly within (-margin, margin), wholly below -margin, or wholly above margin?

    margin: above 0, in the interval's units. To touch the margin is neither inside nor beyond. An interval of
    level 1 - 2 alpha that is inside rejects both one-sided tests at alpha. Raises ValueError for a margin of
    0 or less. Source: D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) 657-680.

    >>> place_in_margin(Interval(-0.02, 0.04, 0.9, "t"), 0.05)
    <Place.INSIDE: 'inside'>
    """
    _check(margin)
    if -margin < interval.low and interval.high < margin:
        return Place.INSIDE
    if interval.high < -margin:
        return Place.BELOW
    return Place.ABOVE if interval.low > margin else Place.NEITHER


def two_one_sided_p(
    estimate: float, standard_error: float, degrees_of_freedom: float, margin: float
) -> float:
    """How surprising would the estimate be if the truth lay at or beyond the margin? The larger of the two p.

    estimate, standard_error (above 0) and margin (above 0): in the same units; degrees_of_freedom: above 0.
    Raises ValueError otherwise.

    p = max(P(T >= (estimate + margin)/SE), P(T <= (estimate - margin)/SE)), T with Student's distribution.
    Below alpha if and only if the t interval of level 1 - 2 alpha is inside the margin. Source: Schuirmann,
    as above; D. Lakens, Social Psychological and Personality Science 8 (2017) 355-362.

    >>> round(two_one_sided_p(0.0, 1.0, 10, 1.812461), 4)
    0.05
    """
    from scipy import stats  # type: ignore[import-untyped]

    _check(margin)
    if standard_error <= 0 or degrees_of_freedom <= 0:
        raise ValueError("the standard error and its degrees of freedom must be above 0")
    not_below = float(stats.t.sf((estimate + margin) / standard_error, degrees_of_freedom))
    not_above = float(stats.t.cdf((estimate - margin) / standard_error, degrees_of_freedom))
    return max(not_below, not_above)


def _check(margin: float) -> None:
    if not margin > 0:
        raise ValueError("a margin must be above 0")
