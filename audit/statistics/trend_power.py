"""What would the one interval of a trend look like if such an audit were done again and again?

Drawn from its errors, not from made-up scores: a thousand audits take a few thousandths of a second. Plain
Python, so that a page can ask.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

from audit.statistics.student_t import student_t_quantile

_STEPS = 40


@dataclass(frozen=True, slots=True)
class SlopeError:
    """By how much one audit's slope is off, and the half-width of its interval; same unit as the slope."""

    error: float
    half_width: float


def draw_slope_errors(
    years: Sequence[float],
    variances: Sequence[float],
    *,
    information: float,
    case_freedom: int,
    year_freedom: int,
    alpha: float,
    n_draws: int,
    seed: int,
    year_variance: float = 0.0,
) -> Iterator[SlopeError]:
    """How far off is the slope over years, and how wide its interval, in each of `n_draws` audits?

    years, variances: one a cohort, three or more, the variance of its adjusted mean. information: 1 /
    variance of the slope where each case is an observation; at most what the variances allow. year_variance:
    how cohorts differ beyond a line. Raises ValueError where there is too little to draw from.

    Each audit draws its cohorts' errors (normal) and its estimate of the variance (chi-squared). Its slope is
    the weighted one; its half-width the larger of t(1 - alpha; case_freedom) times the error over cases and
    t(1 - alpha; year_freedom) times the error from the scatter of the cohorts about their line.
    Source: the rule of the verdict (`domain/verdicts.py`).

    >>> drawn = draw_slope_errors([0, 1, 2, 3, 4], [0.03] * 5, information=333.0, case_freedom=148,
    ...     year_freedom=3, alpha=0.05, n_draws=3, seed=1)
    >>> len(list(drawn))
    3
    """
    if len(years) < 3 or len(years) != len(variances) or min(information, case_freedom, year_freedom) <= 0:
        raise ValueError("a trend needs three cohorts or more and some information on its slope")
    line = _Line(years, [1 / variance for variance in variances])
    plain = _Line(years, [1.0] * len(years))
    inflation = line.square / information
    deviations = [sqrt(variance * inflation + year_variance) for variance in variances]
    t_case = student_t_quantile(1 - alpha, case_freedom)
    t_year = student_t_quantile(1 - alpha, year_freedom)

    def draw(generator: Random) -> SlopeError:
        errors = [generator.gauss(0, deviation) for deviation in deviations]
        chance = generator.gammavariate(case_freedom / 2, 2 / case_freedom)
        by_cases = t_case * sqrt(chance / information)
        scatter = plain.scatter(errors) / (len(years) - 2) / plain.square
        return SlopeError(line.slope(errors), max(by_cases, t_year * sqrt(scatter)))

    generator = Random(seed)  # noqa: S311 - chance for figures, not for secrets
    return (draw(generator) for _ in range(n_draws))


class _Line:
    """A weighted line over fixed years."""

    def __init__(self, years: Sequence[float], weights: Sequence[float]) -> None:
        middle = sum(w * year for w, year in zip(weights, years, strict=True)) / sum(weights)
        self.steps = [year - middle for year in years]
        self.pulls = [w * step for w, step in zip(weights, self.steps, strict=True)]
        self.square = sum(pull * step for pull, step in zip(self.pulls, self.steps, strict=True))

    def slope(self, values: Sequence[float]) -> float:
        return sum(pull * value for pull, value in zip(self.pulls, values, strict=True)) / self.square

    def scatter(self, values: Sequence[float]) -> float:
        """The sum of squares about the line, weights all alike."""
        slope, mean = self.slope(values), sum(values) / len(values)
        return sum((value - mean - slope * step) ** 2 for value, step in zip(values, self.steps, strict=True))


def share_declined(drawn: Sequence[SlopeError], slope: float, margin: float) -> float:
    """In which share of the audits would a true slope be called a fall? slope below 0 is a fall.

    An interval wholly below 0 that does not lie wholly within the margin.

    >>> share_declined([SlopeError(0.0, 0.1), SlopeError(0.0, 0.3)], -0.2, 0.05)
    0.5
    """
    seen = sum(
        slope + one.error + one.half_width < 0
        and not (-margin < slope + one.error - one.half_width)  # inside the margin it would be no fall
        for one in drawn
    )
    return seen / len(drawn)


def share_no_change(drawn: Sequence[SlopeError], margin: float) -> float:
    """In which share of the audits would the interval lie wholly within the margin, if nothing changed?

    >>> share_no_change([SlopeError(0.0, 0.1), SlopeError(0.0, 0.3)], 0.2)
    0.5
    """
    return sum(abs(one.error) + one.half_width < margin for one in drawn) / len(drawn)


def smallest_fall_seen(drawn: Sequence[SlopeError], margin: float, power: float = 0.8) -> float:
    """Which fall (a positive number) would be seen in this share of the audits? Found by bisection.

    >>> round(smallest_fall_seen([SlopeError(0.0, 0.1)] * 5, 0.05), 3)
    0.1
    """
    low, high = 0.0, max(one.half_width + abs(one.error) for one in drawn) + margin
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if share_declined(drawn, -middle, margin) < power:
            low = middle
        else:
            high = middle
    return high
