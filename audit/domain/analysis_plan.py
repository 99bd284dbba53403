"""What is decided before anybody looks at the scores. Frozen when scoring opens, printed with the result."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

MOST_LEVELS = 100
LARGEST_SEED = 2**31 - 1
# More draws make no interval better that anybody could see, and each takes memory.
FEWEST_DRAWS, MOST_DRAWS = 100, 20_000


class GoodRule(StrEnum):
    """When one case counts as good or better, given the mean of its levels.

    nearest_level: the mean is no more than half a level below `good_from`, so "good" is the nearest level.
    at_or_above: the mean reaches `good_from` itself.
    """

    NEAREST_LEVEL = "nearest_level"
    AT_OR_ABOVE = "at_or_above"


@dataclass(frozen=True, kw_only=True)
class AnalysisPlan:
    """The choices of one analysis, defaults written out. `levels` None means the highest level seen.

    `margin` is in levels a year, `engagement_margin` in shares of contributions a year: what matters.
    `contrasts` are pairs of cohorts to be compared beside the trend: "2026-2018".
    """

    outcome: str = "mean_level"
    margin: float | None = 0.05
    engagement_margin: float = 0.02
    alpha: float = 0.05
    confidence_level: float = 0.95
    levels: int | None = None
    good_from: int = 3
    good_rule: GoodRule = GoodRule.NEAREST_LEVEL
    criterion_weights: dict[str, float] = field(default_factory=dict)
    covariates: tuple[str, ...] = ()
    contrasts: tuple[str, ...] = ()
    bootstrap_draws: int = 2000
    seed: int = 2026

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))

    @property
    def good_threshold(self) -> float:
        """The lowest mean level at which a case counts as good or better."""
        return self.good_from - (0.5 if self.good_rule == GoodRule.NEAREST_LEVEL else 0.0)


def years_of(contrast: str) -> tuple[int, int]:
    """The two years of a contrast.

    >>> years_of("2026-2018")
    (2026, 2018)
    """
    later, earlier = contrast.split("-")
    return int(later), int(earlier)


def _problems(plan: AnalysisPlan) -> list[str]:
    checks = {
        f"margin must be above 0 and at most {MOST_LEVELS}, or empty": (
            plan.margin is None or 0 < plan.margin <= MOST_LEVELS
        ),
        "engagement_margin must be above 0 and at most 1": 0 < plan.engagement_margin <= 1,
        "alpha must lie between 0.000001 and 0.5": 1e-6 <= plan.alpha < 0.5,
        "confidence_level must lie between 0.01 and 0.9999": 0.01 <= plan.confidence_level <= 0.9999,
        f"levels must be 2 to {MOST_LEVELS}, or empty": plan.levels is None
        or 2 <= plan.levels <= MOST_LEVELS,
        "good_from must be 1 or more": plan.good_from >= 1,
        "good_from must not be above levels": plan.levels is None or plan.good_from <= plan.levels,
        f"bootstrap_draws must be {FEWEST_DRAWS} to {MOST_DRAWS:,}": (
            FEWEST_DRAWS <= plan.bootstrap_draws <= MOST_DRAWS
        ),
        f"seed must be 0 to {LARGEST_SEED}": 0 <= plan.seed <= LARGEST_SEED,
        'contrasts must be two different years each, as "2026-2018", and none twice': all(
            re.fullmatch(r"[0-9]{4}-[0-9]{4}", each) and len(set(years_of(each))) == 2
            for each in plan.contrasts
        )
        and len(set(plan.contrasts)) == len(plan.contrasts),
        "outcome must be mean_level": plan.outcome == "mean_level",
        "criterion_weights must lie between 0.000001 and 1000000": all(
            1e-6 <= weight <= 1e6 for weight in plan.criterion_weights.values()
        ),
    }
    return [problem for problem, is_met in checks.items() if not is_met]
