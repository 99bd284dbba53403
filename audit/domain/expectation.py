"""What a simulation study expects of the analysis, as data: a share of data sets, and its limits."""

from dataclasses import dataclass
from enum import StrEnum

from audit.domain.simulated_design import Design


class Share(StrEnum):
    """What is counted. Verdicts count data sets; the coverages count intervals that hold the truth."""

    VERDICT = "verdict"
    COHORT_MEANS = "cohort_means"
    SEVERITIES = "severities"
    SLOPE = "slope"
    NO_SENSITIVITY = "no_sensitivity"


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """The share that must lie between two limits, in some designs.

    `claim` and `verdict` name what is counted where `share` is a verdict. `slack` is how many standard errors
    (of a share at the limit) the upper limit is widened by. Without `is_condition` it is shown, not required.
    """

    designs: tuple[Design, ...]
    share: Share = Share.VERDICT
    claim: str = ""
    verdict: str = ""
    at_least: float = 0.0
    at_most: float = 1.0
    slack: float = 0.0
    is_condition: bool = True
