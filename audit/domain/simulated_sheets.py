"""The scoresheets of a made-up audit: who scored which document in which audit year, and what they said."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.domain.scenario import FIRST_COHORT, Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulated_panel import Panel, count_years, share_out
from audit.domain.simulated_plans import (
    Documents,
    Plans,
    documents_worth,
    level_thresholds,
)
from audit.statistics.simulated_levels import draw_levels

if TYPE_CHECKING:
    import numpy as np

    Counts = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Sheets:
    """One row per sheet, `levels` one column per criterion. `sequence` is the order of a retrospective
    audit, None elsewhere; `is_applicable` is one row per document."""

    document: "Counts"
    audit_year: "Counts"
    rater: "Counts"
    sequence: "Counts | None"
    levels: "Counts"
    is_applicable: "Flags"


def make_sheets(
    scenario: Scenario,
    design: Design,
    plans: Plans,
    documents: Documents,
    panel: Panel,
    generator: "np.random.Generator",
) -> Sheets:
    """Each document by two raters, link cases by every rater of every audit year."""
    import numpy as np

    n_years = count_years(scenario, design)
    last_no = scenario.n_cohorts - 1 + (scenario.reviews.n_reviews if scenario.reviews else 0)
    is_link = plans.is_link[documents.plan]
    year_of = plans.cohort[documents.plan] + documents.review_no
    rows = []
    for year_no in range(n_years):
        is_due = ~is_link & (True if design == Design.RETROSPECTIVE else year_of == year_no)
        cohorts = plans.cohort[documents.plan[is_due]]
        places = cohorts / max(scenario.n_cohorts - 1, 1) * 2 - 1
        raters = share_out(panel, year_no, places, generator)
        rows.append(_own_rows(np.flatnonzero(is_due), raters, year_no, generator))
        rows.append(_link_rows(np.flatnonzero(is_link), panel.members(year_no), year_no))
    document, year_no, rater, sequence = np.concatenate(rows).T
    drift = scenario.drift * (year_no - (n_years - 1) / 2)
    eta = documents_worth(scenario, plans, documents)[document]
    eta = eta + (drift - panel.severities[rater])[:, None]
    return Sheets(
        document,
        FIRST_COHORT + year_no + (last_no if design == Design.RETROSPECTIVE else 0),
        rater,
        sequence if design == Design.RETROSPECTIVE else None,
        draw_levels(eta, level_thresholds(scenario), generator),
        _applicable(scenario, plans, documents, generator),
    )


def _own_rows(due: "Counts", raters: "Counts", year_no: int, generator: "np.random.Generator") -> "Counts":
    """Document, year, rater and place in a random order, two rows per document."""
    import numpy as np

    order = generator.permutation(len(due)) + 1
    years = np.full(len(due), year_no)
    return np.concatenate([np.stack([due, years, column, order], axis=1) for column in raters.T])


def _link_rows(links: "Counts", members: "Counts", year_no: int) -> "Counts":
    import numpy as np

    document, rater = (grid.ravel() for grid in np.meshgrid(links, members, indexing="ij"))
    return np.stack([document, np.full(len(document), year_no), rater, np.zeros_like(document)], axis=1)


def _applicable(
    scenario: Scenario, plans: Plans, documents: Documents, generator: "np.random.Generator"
) -> "Flags":
    """Which questions apply to which document, whoever asks; missing at random given the cohort."""
    import numpy as np

    shares = np.linspace(*scenario.na_shares, scenario.n_cohorts)[plans.cohort[documents.plan]]
    applicable: Flags = generator.random((len(shares), scenario.n_criteria)) >= shares[:, None]
    return applicable
