"""Could this design answer the question at all? Asked of the rows, before any model is fitted.

Audit year is always held still, and never dropped to make it fit: cohorts scored each in a year of their own
look the same whether documents got worse or marking got stricter.
"""

from collections import Counter
from collections.abc import Hashable
from typing import TYPE_CHECKING

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Doubt
from audit.domain.main_model import case_terms
from audit.domain.ratings import Ratings
from audit.statistics.identification import is_identified

if TYPE_CHECKING:
    from audit.domain.ratings import Codes, Mask

LEAST_LINKS = 5
DATE_ORDER = 0.3


def is_answerable(
    ratings: Ratings, plan: AnalysisPlan, *, target_of_case: "Codes", constant_of_case: "Codes"
) -> bool:
    """Does the target still vary when criterion, rater, audit year, group and covariates are held still?

    target_of_case: a number by case. constant_of_case: by case, a code for each case with a constant of its
    own, below 0 for all that share one.
    """
    import numpy as np

    factors, numbers = case_terms(ratings.cases, plan)
    columns = [
        target_of_case[ratings.case],
        constant_of_case[ratings.case],
        ratings.criterion,
        ratings.rater,
        ratings.audit_year,
        *(codes[ratings.case] for codes in factors.values()),
    ]
    counted = [values[ratings.case] for values in numbers.values()]
    rows = np.unique(np.column_stack([*columns, *counted]), axis=0)
    if not len(rows):
        return False
    lists: list[list[Hashable]] = [column.tolist() for column in rows.T]
    return is_identified(
        rows[:, 0].tolist(),
        lists[2 : len(columns)],
        numbers=[column.tolist() for column in rows.T[len(columns) :]],
        intercepts=lists[1],
    )


def doubts_of_linking(
    ratings: Ratings, plan: AnalysisPlan, *, target_of_case: "Codes", constant_of_case: "Codes"
) -> list[Doubt]:
    """Are the target and audit year told apart, and if only by link cases, by enough of them?

    Arguments as for `is_answerable`.
    """
    import numpy as np

    both = {"target_of_case": target_of_case, "constant_of_case": constant_of_case}
    if not is_answerable(ratings, plan, **both):
        return [Doubt.COHORT_AUDIT_YEAR_ALIASED]
    linked = ratings.links[ratings.case]
    rest = ratings.where(~linked)
    if len(rest) and is_answerable(rest, plan, **both):
        return []
    pairs = np.unique(np.column_stack([ratings.case[linked], ratings.audit_year[linked]]), axis=0)
    per_year = Counter(pairs[:, 1].tolist())
    n_fewest = min(per_year[year] for year in np.unique(ratings.audit_year).tolist())
    return [Doubt.WEAK_LINK] if n_fewest < LEAST_LINKS else []


def is_in_date_order(cohort: "Codes", audit_year: "Codes", place: "Codes") -> bool:
    """Was an audit of several cohorts scored in the order of their years, so that a fall could be tiredness?

    One entry a scored case: its cohort, the audit year, and its place in that audit's order (below 0 where
    not known). True if the two go together by more than 0.3 either way in an audit year of three cohorts
    or more.
    """
    import numpy as np

    for year in np.unique(audit_year):
        rows = (audit_year == year) & (place >= 0)
        if len(np.unique(cohort[rows])) < 3 or len(np.unique(place[rows])) < 2:
            continue
        if abs(float(np.corrcoef(cohort[rows], place[rows])[0, 1])) > DATE_ORDER:
            return True
    return False


def share_at_an_end(ratings: Ratings, n_levels: int) -> float:
    """The larger share of ratings at the lowest or at the highest level."""
    import numpy as np

    if not len(ratings):
        return 0.0
    counts: Mask = np.array([(ratings.level == 1).mean(), (ratings.level == n_levels).mean()])
    return float(counts.max())
