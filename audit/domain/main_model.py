"""The model that holds criterion, rater, audit year, group and covariates still while it looks at the years.

One random intercept a document (or plan); every term that is not asked about is in it, audit year always as a
factor. A case chosen on purpose to link audit years has a constant of its own: it is not one of its cohort.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.ratings import Ratings
from audit.domain.tables import CaseRow
from audit.statistics.cumulative_link import CumulativeLinkFit, fit_cumulative_link
from audit.statistics.terms import Terms, encode

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]

# Beyond this a cell is taken for a code and not for an amount: squares of it would overflow.
LARGEST_NUMBER = 1e12
Cohort = Literal["slope", "factor"]


@dataclass(frozen=True, eq=False)
class MainModel:
    """A fitted model, the ratings it read, and which of its columns were kept."""

    ratings: Ratings
    terms: Terms
    kept: "Codes"
    group_of_case: "Codes"
    cohort_years: tuple[int, ...]
    weights: "Array | None"
    fit: CumulativeLinkFit

    @property
    def is_weighted(self) -> bool:
        """Do some documents stand for more than others?"""
        return self.weights is not None

    @cached_property
    def coefficients(self) -> "Array":
        """All columns' coefficients in logits; 0 for those that said nothing new."""
        import numpy as np

        every = np.zeros(self.terms.matrix.shape[1])
        every[self.kept] = self.fit.coefficients
        return every

    @cached_property
    def covariance(self) -> "Array":
        """Of the coefficients of all columns, from the observed information."""
        return self._of_columns(self.fit.covariance)

    @cached_property
    def robust_covariance(self) -> "Array":
        """The same from the sandwich over plans."""
        return self._of_columns(self.fit.robust_covariance)

    def _of_columns(self, covariance: "Array") -> "Array":
        import numpy as np

        n_cuts, n_columns = len(self.fit.thresholds), len(self.kept)
        every = np.zeros((len(self.coefficients),) * 2)
        inside = slice(n_cuts, n_cuts + n_columns)
        every[np.ix_(self.kept, self.kept)] = covariance[inside, inside]
        return every


def case_terms(cases: Sequence[CaseRow], plan: AnalysisPlan) -> "tuple[dict[str, Codes], dict[str, Array]]":
    """What is held still of a case: its group, and the covariates that the plan declares. By case."""
    import numpy as np

    factors: dict[str, Codes] = {}
    numbers: dict[str, Array] = {}
    strata = {row.stratum for row in cases}
    if len(strata) > 1:
        factors["stratum"] = encode([row.stratum or "" for row in cases])[0]
    for name in plan.covariates:
        values = [row.covariates.get(name, "") for row in cases]
        if all(is_number(value) for value in set(values)):
            numbers[f"covariate {name}"] = np.array([float(value) for value in values])
        else:
            factors[f"covariate {name}"] = encode(values)[0]
    return factors, numbers


def is_number(value: str) -> bool:
    """Could this cell be counted with?"""
    try:
        return abs(float(value)) <= LARGEST_NUMBER
    except ValueError:
        return False


def make_terms(ratings: Ratings, plan: AnalysisPlan, *, cohort: Cohort, own_constant: "Codes") -> Terms:
    """The columns of the model: all that is held still first, the cohort last.

    own_constant: by case, a code from 0 for each plan that has a constant of its own, below 0 for the rest.
    """
    import numpy as np

    of_cases, numbers_of_cases = case_terms(ratings.cases, plan)
    factors = {
        "criterion": ratings.criterion,
        "rater": ratings.rater,
        "audit_year": ratings.audit_year,
        "own_constant": own_constant[ratings.case],
        **{name: codes[ratings.case] for name, codes in of_cases.items()},
    }
    reviews = [-1 if row.review_no is None else row.review_no for row in ratings.cases]
    review_codes, distinct = encode(reviews)
    if len(distinct) > 1:
        factors["review_no"] = review_codes[ratings.case]
    numbers = {name: values[ratings.case] for name, values in numbers_of_cases.items()}
    years = np.array([row.cohort_year for row in ratings.cases])[ratings.case]
    of_cohort = (
        own_constant[ratings.case] < 0
    )  # whoever has a constant of their own tells nothing of a cohort
    if cohort == "slope":
        numbers["cohort"] = np.where(of_cohort, years - years[of_cohort].mean(), 0.0)
    else:
        factors["cohort"] = np.where(of_cohort, np.searchsorted(np.unique(years[of_cohort]), years), -1)
    return Terms.of(factors, numbers)


def own_constants(ratings: Ratings, *, every_link: bool) -> "Codes":
    """By case: a code for each plan that links audit years; of those drawn at random only if `every_link`."""
    import numpy as np

    plans: dict[str, int] = {}
    codes = np.full(len(ratings.cases), -1, dtype=np.int64)
    for number, row in enumerate(ratings.cases):
        if ratings.links[number] and (every_link or not row.in_sample):
            codes[number] = plans.setdefault(row.plan_id, len(plans))
    return codes


def fit_main_model(
    ratings: Ratings,
    plan: AnalysisPlan,
    *,
    cohort: Cohort,
    by: Literal["plan", "document"] = "plan",
    start: MainModel | None = None,
) -> MainModel | None:
    """The fitted model; None where all answers are at one level or of link cases alone.

    `start` is another fit of the same ratings, to begin from.
    """
    import numpy as np

    observed = np.unique(ratings.level)
    own_constant = own_constants(ratings, every_link=False)
    if len(observed) < 2 or (own_constant[ratings.case] >= 0).all():
        return None
    terms = make_terms(ratings, plan, cohort=cohort, own_constant=own_constant)
    labels: list[Hashable] = [row.case if by == "document" else row.plan_id for row in ratings.cases]
    groups, group_of_case = _renumber(_number(labels), ratings.case)
    weights = _group_weights(ratings, group_of_case, int(groups.max()) + 1)
    has_spread = np.ones(int(groups.max()) + 1)
    chosen = np.flatnonzero((own_constant >= 0) & (group_of_case >= 0))
    has_spread[group_of_case[chosen]] = 0.0
    kept = terms.kept
    fit = fit_cumulative_link(
        np.searchsorted(observed, ratings.level) + 1,
        terms.matrix[:, kept],
        groups=groups,
        weights=weights,
        has_spread=has_spread,
        steps=np.diff(observed).astype(float),
        start=None if start is None else _start_from(start, terms, kept),
        what_if=lambda found: _move_to_cohorts(terms, kept, found),
    )
    of_cohort = (own_constant < 0) & (group_of_case >= 0)
    years = sorted({ratings.cases[number].cohort_year for number in np.flatnonzero(of_cohort)})
    return MainModel(ratings, terms, kept, group_of_case, tuple(years), weights, fit)


def _move_to_cohorts(terms: Terms, kept: "Codes", found: "Array") -> "tuple[Array, list[float]]":
    """What the cohort adds to each row's eta, and what the first and the last year (of a slope) or each
    cohort would add in its place."""
    import numpy as np

    every = np.zeros(terms.matrix.shape[1])
    every[kept] = found
    span = terms.spans["cohort"]
    own = terms.matrix[:, span] @ every[span]
    if span.stop - span.start == 1 and "cohort" not in terms.factors:
        column = terms.matrix[:, [span.start]].toarray().ravel()
        return own, [float(every[span][0] * end) for end in (column.min(), column.max())]
    effects: list[float] = every[span].tolist()
    return own, effects


def _number(labels: Sequence[Hashable]) -> "Codes":
    """Each label's number in order of its first use, so that rows in order of case are in order of group."""
    import numpy as np

    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(label, len(numbers)) for label in labels], dtype=np.int64)


def _renumber(code_of_case: "Codes", case: "Codes") -> "tuple[Codes, Codes]":
    """Groups numbered from 0 without gaps, by row and by case (-1 where a case has no row)."""
    import numpy as np

    used, groups = np.unique(code_of_case[case], return_inverse=True)
    group_of_case = np.searchsorted(used, code_of_case)
    # a plan may have rows though one of its documents has none
    has_rows = np.zeros(len(code_of_case), dtype=bool)
    has_rows[case] = True
    group_of_case[~has_rows] = -1
    return groups, group_of_case


def _group_weights(ratings: Ratings, group_of_case: "Codes", n_groups: int) -> "Array | None":
    """Each group's weight about a mean of 1; None where all weigh the same."""
    import numpy as np

    given = [row.weight for row in ratings.cases]
    in_sample = np.array([row.in_sample for row in ratings.cases], dtype=bool)
    counted = (group_of_case >= 0) & in_sample
    wanted = [given[number] for number in np.flatnonzero(counted)]
    if any(weight is None for weight in wanted) or len(set(wanted)) < 2:
        return None
    weights = np.ones(n_groups)
    values = np.array([float(weight or 1.0) for weight in wanted])
    weights[group_of_case[counted]] = values / values.mean()
    return weights


def _start_from(before: MainModel, terms: Terms, kept: "Codes") -> "tuple[Array, Array, float]":
    """The earlier fit's values for the columns that both have: nearer than nothing."""
    import numpy as np

    every = np.zeros(terms.matrix.shape[1])
    for name, span in terms.spans.items():
        earlier = before.terms.spans.get(name)
        if earlier is not None and earlier.stop - earlier.start == span.stop - span.start:
            every[span] = before.coefficients[earlier]
    return before.fit.thresholds, every[kept], before.fit.sigma
