"""A made-up audit with known truth: from a scenario, a design and a seed to tables and what is true of them.

The same scenario, design and seed give the same audit. Quality follows the proportional-odds model of
`statistics.simulated_levels`; the documents that are not sampled are made too, so that the truth about each
cohort is a plain mean over its documents.
"""

from dataclasses import asdict, dataclass
from typing import Any
from zlib import crc32

from audit.domain.scenario import FIRST_COHORT, Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulated_panel import Panel, make_panel
from audit.domain.simulated_plans import (
    Documents,
    Plans,
    documents_worth,
    level_thresholds,
    make_documents,
    make_plans,
    plans_worth,
)
from audit.domain.simulated_sheets import make_sheets
from audit.domain.simulated_tables import make_tables
from audit.domain.tables import Tables
from audit.statistics.simulated_levels import expected_level, level_per_logit


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What is true of a made-up audit. Means are expected levels at severity and drift 0, over all documents
    of a cohort and all criteria; severities are in logits (above 0 is stricter, as in findings), adding up to
    0.

    `slope_levels` is the average marginal effect of a year, `review_slope_levels` of a review.
    """

    scenario: str
    design: str
    seed: int
    cohort_means: dict[int, float]
    severities: dict[str, float]
    slope_logits: float
    slope_levels: float
    review_slope_logits: float | None
    review_slope_levels: float | None
    pathway_share: float | None

    def as_dict(self) -> dict[str, Any]:
        """The truth as plain values for JSON."""
        return asdict(self) | {"cohort_means": {str(year): mean for year, mean in self.cohort_means.items()}}


@dataclass(frozen=True)
class SimulatedAudit:
    """The tables that an analysis may see, and the truth that it may not."""

    tables: Tables
    truth: Truth


def simulate(scenario: Scenario, design: Design, seed: int) -> SimulatedAudit:
    """One audit of the scenario. Raises ValueError where the scenario has no such design."""
    import numpy as np

    if design not in scenario.designs:
        raise ValueError(f"{scenario.name} is not scored in the design {design}")
    generator = np.random.default_rng([seed, crc32(f"{scenario.name} {design}".encode())])
    plans = make_plans(scenario, design, generator)
    documents = make_documents(scenario, plans, generator)
    panel = make_panel(scenario, design, generator)
    sheets = make_sheets(scenario, design, plans, documents, panel, generator)
    tables = make_tables(scenario, plans, documents, panel, sheets, generator)
    return SimulatedAudit(tables, _find_truth(scenario, design, seed, plans, documents, panel))


def _find_truth(
    scenario: Scenario, design: Design, seed: int, plans: Plans, documents: Documents, panel: Panel
) -> Truth:
    thresholds = level_thresholds(scenario)
    is_own = ~plans.is_link
    worth = plans_worth(scenario, plans)[is_own]
    means = expected_level(worth, thresholds).mean(axis=1)
    cohorts = plans.cohort[is_own]
    reviews = scenario.reviews
    per_logit = level_per_logit(documents_worth(scenario, plans, documents), thresholds).mean()
    return Truth(
        scenario=scenario.name,
        design=str(design),
        seed=seed,
        cohort_means={
            FIRST_COHORT + number: float(means[cohorts == number].mean())
            for number in range(scenario.n_cohorts)
        },
        severities=dict(zip(panel.names, panel.severities.tolist(), strict=True)),
        slope_logits=plans.slope,
        slope_levels=plans.slope * float(level_per_logit(worth, thresholds).mean()),
        review_slope_logits=reviews.slope if reviews else None,
        review_slope_levels=reviews.slope * float(per_logit) if reviews else None,
        pathway_share=scenario.pathway_share,
    )
