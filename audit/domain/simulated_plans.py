"""The plans and documents of a made-up audit: what each is worth before anybody scores it, in logits."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from audit.domain.scenario import CaseMix, Reviews, Scenario
from audit.domain.simulated_contributions import AGENCIES, Contributions, contribute, effect_of
from audit.domain.simulated_design import Design
from audit.statistics.simulated_levels import slope_in_logits, thresholds_for

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Counts = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]

CEASING_LOGIT = -1.0


@dataclass(frozen=True)
class Plans:
    """All plans of all cohorts, sampled or not, then the link plans. `cohort` counts from 0; `worth` is one
    row per plan and one column per section, first document, average rater, average criterion."""

    cohort: "Counts"
    is_sampled: "Flags"
    is_link: "Flags"
    trait: "Numbers"
    deviation: "Numbers"
    is_covered: "Flags"
    worth: "Numbers"
    contributions: Contributions | None
    slope: float


@dataclass(frozen=True)
class Documents:
    """The documents that are scored: whose, which review, and what each adds to the plan's worth."""

    plan: "Counts"
    review_no: "Counts"
    change: "Numbers"


def level_thresholds(scenario: Scenario) -> "Numbers":
    """Where the levels part."""
    return thresholds_for(
        scenario.level_shares, (scenario.plan_deviation**2 + scenario.criterion_deviation**2) ** 0.5
    )


def criterion_easiness(scenario: Scenario) -> "Numbers":
    """How much easier each criterion is than the average one: evenly spread, adding up to 0."""
    import numpy as np

    n_criteria = scenario.n_criteria
    easiness = np.array([NormalDist().inv_cdf((n + 0.5) / n_criteria) for n in range(n_criteria)])
    spread: Numbers = easiness * scenario.criterion_deviation / easiness.std()
    return spread


def section_numbers(scenario: Scenario) -> "Counts":
    """The section of each criterion, by turns, so that each section has easy and hard ones."""
    import numpy as np

    return np.arange(scenario.n_criteria) % len(AGENCIES)


def make_plans(scenario: Scenario, design: Design, generator: "np.random.Generator") -> Plans:
    """Every plan with what moves it: cohort, trait, case mix, year, hidden trait and contributions."""
    import numpy as np

    cohort, is_sampled, is_link = _draw(scenario, design, generator)
    steps = cohort.astype(np.float64) - (scenario.n_cohorts - 1) / 2
    slope = _direct_slope(scenario)
    trait = generator.normal(0, scenario.plan_deviation, len(cohort))
    shocks = generator.normal(0, scenario.shock_deviation, scenario.n_cohorts)
    worth = trait + slope * steps + shocks[cohort]
    is_covered, mixed = _mix(scenario.case_mix, scenario.n_cohorts, cohort, generator)
    hidden = np.zeros(len(cohort))
    if scenario.hidden is not None:
        hidden = scenario.hidden.change * steps + generator.normal(0, 1, len(cohort))
        worth = worth + scenario.hidden.effect * hidden
    deviation = np.zeros(len(cohort))
    if scenario.reviews is not None:
        deviation = generator.normal(0, scenario.reviews.document_deviation, len(cohort))
    worth = np.repeat((worth + mixed + deviation)[:, None], len(AGENCIES), axis=1)
    given = None
    if scenario.engagement is not None:
        weight = scenario.hidden.weight if scenario.hidden else 0.0
        given = contribute(scenario.engagement, steps, hidden, weight, generator)
        worth = worth + effect_of(scenario.engagement, given)
    total = slope + scenario.total_slope - scenario.slope
    return Plans(cohort, is_sampled, is_link, trait, deviation, is_covered, worth, given, total)


def make_documents(scenario: Scenario, plans: Plans, generator: "np.random.Generator") -> Documents:
    """The first documents of sampled and link plans, and the reviews of sampled plans that have not
    ceased."""
    import numpy as np

    first = np.flatnonzero(plans.is_sampled | plans.is_link)
    parts = [Documents(first, np.zeros(len(first), dtype=np.int64), np.zeros(len(first)))]
    if scenario.reviews is not None:
        parts += _review(scenario.reviews, plans, plans.trait / scenario.plan_deviation, generator)
    return Documents(
        np.concatenate([part.plan for part in parts]),
        np.concatenate([part.review_no for part in parts]),
        np.concatenate([part.change for part in parts]),
    )


def _review(
    reviews: Reviews, plans: Plans, goodness: "Numbers", generator: "np.random.Generator"
) -> Iterator[Documents]:
    import numpy as np

    followed = np.flatnonzero(plans.is_sampled)
    for review_no in range(1, reviews.n_reviews + 1):
        if reviews.ceasing:
            odds = np.exp(CEASING_LOGIT + reviews.ceasing * goodness[followed])
            followed = followed[generator.random(len(followed)) > odds / (1 + odds)]
        deviations = generator.normal(0, reviews.document_deviation, len(followed))
        change = reviews.slope * review_no + deviations - plans.deviation[followed]
        yield Documents(followed, np.full(len(followed), review_no), change)


def _draw(
    scenario: Scenario, design: Design, generator: "np.random.Generator"
) -> "tuple[Counts, Flags, Flags]":
    """Cohort, sampled or not, link or not; link plans are of the first year, so that all years can score
    them."""
    import numpy as np

    n_sampled = scenario.n_per_cohort
    sizes = generator.integers(2 * n_sampled, 3 * n_sampled + 1, scenario.n_cohorts)
    n_links = scenario.n_links if design == Design.LINKED else 0
    cohort = np.concatenate([np.repeat(np.arange(scenario.n_cohorts), sizes), np.zeros(n_links, np.int64)])
    is_sampled = np.concatenate([*(np.arange(size) < n_sampled for size in sizes), np.zeros(n_links, bool)])
    return cohort, is_sampled, np.arange(len(cohort)) >= len(cohort) - n_links


def _mix(
    mix: CaseMix | None, n_cohorts: int, cohort: "Counts", generator: "np.random.Generator"
) -> "tuple[Flags, Numbers]":
    """Which plans the covariate is true of, and what that does."""
    import numpy as np

    if mix is None:
        return np.zeros(len(cohort), dtype=bool), np.zeros(len(cohort))
    shares = np.linspace(mix.first_share, mix.last_share, n_cohorts)
    is_covered = generator.random(len(cohort)) < shares[cohort]
    return is_covered, mix.effect * (is_covered - shares.mean())


def plans_worth(scenario: Scenario, plans: Plans) -> "Numbers":
    """Each plan's first document on each criterion, for the average rater: one row per plan."""
    worth: Numbers = plans.worth[:, section_numbers(scenario)] + criterion_easiness(scenario)
    return worth


def documents_worth(scenario: Scenario, plans: Plans, documents: Documents) -> "Numbers":
    """Each document that is scored on each criterion, for the average rater: one row per document."""
    worth: Numbers = plans_worth(scenario, plans)[documents.plan] + documents.change[:, None]
    return worth


def _direct_slope(scenario: Scenario) -> float:
    import numpy as np

    if scenario.slope_in_levels is None:
        return scenario.slope
    return slope_in_logits(
        scenario.slope_in_levels,
        np.arange(scenario.n_cohorts, dtype=np.float64) - (scenario.n_cohorts - 1) / 2,
        criterion_easiness(scenario),
        scenario.plan_deviation,
        level_thresholds(scenario),
    )
