"""Does a share rise or fall over ordered groups? The Cochran-Armitage test."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, fsum, sqrt

from audit.statistics.alternative import check_alternative, normal_p

LARGEST_EXACT = 50


@dataclass(frozen=True, slots=True)
class CochranArmitage:
    """z (above 0 where later shares are higher), p and how p was found."""

    z: float
    p_value: float
    alternative: str
    method: str
    n_good: int
    n_cases: int
    n_groups: int


def cochran_armitage(
    groups: Sequence[float], is_good: Sequence[bool], *, alternative: str = "two-sided"
) -> CochranArmitage | None:
    """Does the share of good cases rise or fall over the groups? None where nothing varies.

    groups, is_good: one per case; the groups' own numbers are the scores, so 2020, 2021, 2025 are not evenly
    spaced. alternative: "two-sided", "increasing" or "decreasing". Raises ValueError for another alternative
    or unequal lengths.

    z = sum(t (x - n p)) / sqrt(p (1 - p) (sum(n t^2) - (sum(n t))^2 / N)): x good of n cases with score t,
    p = sum(x) / N. p-value: normal, uncorrected for continuity; for up to 50 cases exact, the share of all
    ways to spread the good cases over the groups that give a sum(t x) as far from what is expected. Source:
    P. Armitage, Biometrics 11 (1955) 375-386; A. Agresti, Categorical Data Analysis (2002), section 5.3.5;
    z squared is the statistic of R's `prop.trend.test`.

    >>> found = cochran_armitage([1, 1, 2, 2, 3, 3], [0, 0, 0, 1, 1, 1], alternative="increasing")
    >>> round(found.z, 4), found.p_value
    (2.0, 0.1)
    """
    if len(groups) != len(is_good):
        raise ValueError("one group and one answer per case are needed")
    check_alternative(alternative)
    sizes, good = _count(groups, is_good)
    n_cases, n_good = len(groups), sum(good)
    if len(sizes) < 2 or n_good in (0, n_cases):
        return None
    first = min(sizes)
    scores = [score - first for score in sizes]  # small numbers: nothing is lost to cancellation
    n_per_score = list(sizes.values())
    statistic = fsum(score * n for score, n in zip(scores, good, strict=True))
    share = n_good / n_cases
    middle = fsum(score * n for score, n in zip(scores, n_per_score, strict=True)) / n_cases
    spread = fsum(n * (score - middle) ** 2 for score, n in zip(scores, n_per_score, strict=True))
    z = (statistic - n_good * middle) / sqrt(share * (1 - share) * spread)
    if n_cases > LARGEST_EXACT:
        method, p_value = "normal approximation", normal_p(z, alternative)
    else:
        ways = _count_ways(scores, n_per_score, n_good)
        method, p_value = "exact", _exact_p(ways, statistic, n_good * middle, alternative)
    return CochranArmitage(z, p_value, alternative, method, n_good, n_cases, len(sizes))


def _count(groups: Sequence[float], is_good: Sequence[bool]) -> tuple[dict[float, int], list[int]]:
    sizes, good = dict.fromkeys(sorted(groups), 0), dict.fromkeys(sorted(groups), 0)
    for group, answer in zip(groups, is_good, strict=True):
        sizes[group] += 1
        good[group] += bool(answer)
    return sizes, list(good.values())


def _count_ways(scores: Sequence[float], sizes: Sequence[int], n_good: int) -> dict[float, int]:
    """How many ways of choosing the good cases lead to each sum of their scores, in whole numbers."""
    ways: dict[tuple[int, float], int] = {(0, 0.0): 1}
    for score, size in zip(scores, sizes, strict=True):
        longer: dict[tuple[int, float], int] = defaultdict(int)
        for (n_chosen, total), count in ways.items():
            for n in range(min(size, n_good - n_chosen) + 1):
                longer[n_chosen + n, total + score * n] += count * comb(size, n)
        ways = longer
    return {total: count for (n_chosen, total), count in ways.items() if n_chosen == n_good}


def _exact_p(ways: dict[float, int], statistic: float, expected: float, alternative: str) -> float:
    slack = 1e-9 * max(1.0, abs(statistic))
    n_extreme = 0
    for total, count in ways.items():
        is_extreme = {
            "increasing": total >= statistic - slack,
            "decreasing": total <= statistic + slack,
            "two-sided": abs(total - expected) >= abs(statistic - expected) - slack,
        }
        n_extreme += count * is_extreme[alternative]
    return n_extreme / sum(ways.values())
