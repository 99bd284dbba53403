"""Does a number rise or fall over ordered groups? Rank tests that mind ties."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JonckheereTerpstra:
    """J, its mean and standard deviation if there is no trend (given the ties), z, p and how p was found."""

    statistic: float
    expected: float
    standard_deviation: float
    z: float
    p_value: float
    alternative: str
    method: str
    n_cases: int
    n_groups: int
