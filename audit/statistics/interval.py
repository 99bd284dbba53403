"""The one shape in which every statistic hands back its uncertainty."""

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Interval:
    """How far off may the estimate be? Limits in the estimate's own units, with level and method.

    `confidence_level` is in (0, 1); `method` names how the limits were found. A limit that is not a
    finite number raises ValueError: a statistic without an interval answers None instead.
    """

    low: float
    high: float
    confidence_level: float
    method: str

    def __post_init__(self) -> None:
        if not (isfinite(self.low) and isfinite(self.high) and self.low <= self.high):
            raise ValueError(f"not an interval: {self.low} to {self.high}")
        if not 0 < self.confidence_level < 1:
            raise ValueError(f"a confidence level lies between 0 and 1, not {self.confidence_level}")
