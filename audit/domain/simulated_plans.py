"""The plans and documents of a made-up audit: what each is worth before anybody scores it, in logits."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from audit.domain.scenario import Engagement, Scenario
from audit.domain.simulated_design import Design
from audit.statistics.simulated_levels import slope_in_logits, thresholds_for

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Counts = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]

AGENCIES = ("health", "social_care", "education", "psychology")
AGENCY_OFFSETS = (-0.04, -0.02, 0.02, 0.04)
REQUESTED_SHARE = 0.95
KNOWN_SHARE = 0.95
CEASING_LOGIT = -1.0


@dataclass(frozen=True)
class Contributions:
    """One row per plan and one column per agency. `share` is what each agency in fact gave, 0, 0.5 or 1."""

    requested: "Flags"
    on_time: "Flags"
    attended: "Flags"
    share: "Numbers"


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

    n_cohorts, n_sampled = scenario.n_cohorts, scenario.n_per_cohort
    sizes = generator.integers(2 * n_sampled, 3 * n_sampled + 1, n_cohorts)
    n_links = scenario.n_links if design == Design.LINKED else 0
    cohort = np.concatenate([np.repeat(np.arange(n_cohorts), sizes), np.zeros(n_links, dtype=np.int64)])
    is_sampled = np.concatenate([*(np.arange(size) < n_sampled for size in sizes), np.zeros(n_links, bool)])
    is_link = np.arange(len(cohort)) >= len(cohort) - n_links
    steps = cohort - (n_cohorts - 1) / 2
    slope = _direct_slope(scenario)
    trait = generator.normal(0, scenario.plan_deviation, len(cohort))
    worth = trait + slope * steps + generator.normal(0, scenario.shock_deviation, n_cohorts)[cohort]
    is_covered = np.zeros(len(cohort), dtype=bool)
    if scenario.case_mix is not None:
        mix = scenario.case_mix
        shares = np.linspace(mix.first_share, mix.last_share, n_cohorts)
        is_covered = generator.random(len(cohort)) < shares[cohort]
        worth = worth + mix.effect * (is_covered - shares.mean())
    hidden = np.zeros(len(cohort))
    if scenario.hidden is not None:
        hidden = scenario.hidden.change * steps + generator.normal(0, 1, len(cohort))
        worth = worth + scenario.hidden.effect * hidden
    deviation = np.zeros(len(cohort))
    if scenario.reviews is not None:
        deviation = generator.normal(0, scenario.reviews.document_deviation, len(cohort))
        worth = worth + deviation
    by_section = np.repeat(worth[:, None], len(AGENCIES), axis=1)
    contributions = None
    if scenario.engagement is not None:
        weight = scenario.hidden.weight if scenario.hidden else 0.0
        contributions = _contribute(scenario.engagement, steps, weight * hidden, weight, generator)
        by_section = by_section + _effect_of(scenario.engagement, contributions)
    total = slope + scenario.total_slope - scenario.slope
    return Plans(cohort, is_sampled, is_link, trait, deviation, is_covered, by_section, contributions, total)


def make_documents(
    scenario: Scenario, design: Design, plans: Plans, generator: "np.random.Generator"
) -> Documents:
    """The first documents of sampled and link plans, and the reviews of sampled plans that have not
    ceased."""
    import numpy as np

    followed = np.flatnonzero(plans.is_sampled)
    drawn = [np.flatnonzero(plans.is_sampled | plans.is_link)]
    numbers, changes = [np.zeros(len(drawn[0]), dtype=np.int64)], [np.zeros(len(drawn[0]))]
    reviews = scenario.reviews
    for review_no in range(1, reviews.n_reviews + 1 if reviews else 0):
        assert reviews is not None
        if reviews.ceasing:
            logit = CEASING_LOGIT + reviews.ceasing * plans.trait[followed] / scenario.plan_deviation
            followed = followed[generator.random(len(followed)) > 1 / (1 + np.exp(-logit))]
        deviations = generator.normal(0, reviews.document_deviation, len(followed))
        drawn.append(followed)
        numbers.append(np.full(len(followed), review_no))
        changes.append(reviews.slope * review_no + deviations - plans.deviation[followed])
    return Documents(np.concatenate(drawn), np.concatenate(numbers), np.concatenate(changes))


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


def _contribute(
    engagement: Engagement,
    steps: "Numbers",
    hidden: "Numbers",
    hidden_weight: float,
    generator: "np.random.Generator",
) -> Contributions:
    """Each yes is a latent normal below a cut, so that the share of yeses is exactly the one wanted."""
    import numpy as np
    from scipy.special import ndtri  # type: ignore[import-untyped]

    shape = (len(steps), len(AGENCIES))
    shares = engagement.middle + engagement.change * steps[:, None] + np.array(AGENCY_OFFSETS)
    cuts = ndtri(np.clip(shares, 0.01, 0.99)) + hidden[:, None]
    common = engagement.case_weight * generator.normal(0, 1, (len(steps), 1))
    common = common + engagement.agency_weight * generator.normal(0, 1, shape)
    rest = (1 - engagement.case_weight**2 - engagement.agency_weight**2 - hidden_weight**2) ** 0.5
    on_time = common + rest * generator.normal(0, 1, shape) < cuts
    attended = common + rest * generator.normal(0, 1, shape) < cuts
    requested = generator.random(shape) < REQUESTED_SHARE
    return Contributions(requested, on_time, attended, (on_time * 1.0 + attended) / 2)


def _effect_of(engagement: Engagement, contributions: Contributions) -> "Numbers":
    """What the contributions do to each section; where none was asked for, the others' mean stands in."""
    import numpy as np

    asked, share = contributions.requested, contributions.share
    n_asked = asked.sum(axis=1)
    others = np.where(n_asked > 0, (share * asked).sum(axis=1) / np.maximum(n_asked, 1), engagement.middle)
    acting = np.where(asked, share, others[:, None])
    elsewhere = engagement.elsewhere * (acting[:, :1] - acting)
    effect: Numbers = engagement.effect * (acting + elsewhere - engagement.middle)
    return effect
