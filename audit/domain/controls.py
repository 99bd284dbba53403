"""The negative controls: what an agency gives ought to move the sections it feeds, and no others.

If sections that an agency does not feed move with its contributions, something else drives both, and the path
through that agency's contributions is no answer. They are looked at as the path is: among first documents of
the same year, or within plans from review to review.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from audit.domain.adjusted_means import adjusted_means, means_of_case
from audit.domain.adjusted_scores import AdjustedScores
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Control, PathEstimate
from audit.domain.main_model import case_terms
from audit.domain.scored_cases import case_order
from audit.domain.tables import CaseKey, CaseRow, Tables
from audit.statistics.interval import Interval
from audit.statistics.least_squares import Coefficient, first_coefficient
from audit.statistics.many_comparisons import holm
from audit.statistics.terms import encode

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]

Parts = Mapping[str, Mapping[CaseKey, float]]


def check_controls(
    tables: Tables, adjusted: AdjustedScores, by_agency: Parts, plan: AnalysisPlan, *, is_within: bool
) -> tuple[Control, ...]:
    """Each agency that feeds some sections and not others, with what its contributions go with in both."""
    import numpy as np

    fed_by: dict[str, set[str]] = defaultdict(set)
    for row in tables.sections:
        fed_by[row.criterion].update(row.fed_by)
    ratings = adjusted.model.ratings
    found: list[tuple[str, Coefficient | None, Coefficient]] = []
    for agency in by_agency:
        feeds = np.array([agency in fed_by.get(name, ()) for name in ratings.criteria], dtype=bool)
        known = np.array([name in fed_by for name in ratings.criteria], dtype=bool)
        fed, unfed = feeds[ratings.criterion], (known & ~feeds)[ratings.criterion]
        if not (fed.any() and unfed.any()):
            continue
        control, own = (
            _go_with(tables, adjusted, by_agency, agency, rows, plan, is_within=is_within)
            for rows in (unfed, fed)
        )
        if control is not None:
            found.append((agency, own, control))
    p_values = holm([_one_sided(control) for _, _, control in found])
    return tuple(
        Control(
            agency=agency,
            n_cases=control.n_clusters,
            fed=_path(fed, plan.alpha) if fed else None,
            unfed=_path(control, plan.alpha / len(found), n_together=len(found)),
            p_value=p_value,
            moved=p_value <= plan.alpha,
        )
        for (agency, fed, control), p_value in zip(found, p_values, strict=True)
    )


def _go_with(
    tables: Tables,
    adjusted: AdjustedScores,
    by_agency: Parts,
    agency: str,
    rows: "np.ndarray[Any, np.dtype[np.bool_]]",
    plan: AnalysisPlan,
    *,
    is_within: bool,
) -> Coefficient | None:
    """How the quality of some sections goes with an agency's part, the step and other agencies held still."""
    import numpy as np

    quality = means_of_case(adjusted_means(adjusted, plan, rows))
    own = by_agency[agency]
    known = [row for row in tables.cases if row.in_sample and row.case in quality and row.case in own]
    cases = documents_of_trend(known, is_within=is_within)
    if len(cases) < 2:
        return None
    values = np.array([quality[row.case] for row in cases])
    held = _held(cases, by_agency, agency, plan, is_within=is_within)
    columns = np.column_stack([[own[row.case] for row in cases], held])
    plans = encode([row.plan_id for row in cases])[0]
    if is_within:
        both = less_plan_means(np.column_stack([values, columns]), plans)
        values, columns = both[:, 0], both[:, 1:]
    return first_coefficient(values, columns, plans)


def documents_of_trend(rows: Iterable[CaseRow], *, is_within: bool) -> list[CaseRow]:
    """The documents that a path looks at, in their order: first ones, or all of plans with two or more."""
    ordered = sorted(rows, key=case_order)
    if not is_within:
        return [row for row in ordered if row.review_no == 0]
    n_of_plan = Counter(row.plan_id for row in ordered if row.review_no is not None)
    return [row for row in ordered if row.review_no is not None and n_of_plan[row.plan_id] > 1]


def less_plan_means(table: "Array", plans: "Codes") -> "Array":
    """Rows less the mean of the rows of their plan."""
    import numpy as np

    sums = np.zeros((int(plans.max()) + 1, table.shape[1]))
    np.add.at(sums, plans, table)
    within: Array = table - (sums / np.bincount(plans)[:, None])[plans]
    return within


def _held(
    cases: Sequence[CaseRow], by_agency: Parts, agency: str, plan: AnalysisPlan, *, is_within: bool
) -> "Array":
    """Cohort or review number, group, covariates, and each other agency's part (with a column for where it is
    not known)."""
    import numpy as np

    factors, numbers = case_terms(cases, plan)
    steps = [row.review_no if is_within else row.cohort_year for row in cases]
    codes = [encode(steps)[0], *factors.values()]
    columns = [np.eye(int(code.max()) + 1)[code] for code in codes]
    columns += [values[:, None] for values in numbers.values()]
    for other, parts in by_agency.items():
        if other != agency:
            given = np.array([parts.get(row.case, np.nan) for row in cases])
            is_known = np.isfinite(given)
            middle = float(given[is_known].mean()) if is_known.any() else 0.0
            columns += [np.where(is_known, given, middle)[:, None], (~is_known).astype(float)[:, None]]
    return np.hstack(columns)


def _one_sided(control: Coefficient) -> float:
    from scipy import stats  # type: ignore[import-untyped]

    if not control.standard_error > 0:
        return 1.0
    return float(stats.t.sf(control.estimate / control.standard_error, control.degrees_of_freedom))


def _path(found: Coefficient, alpha: float, *, n_together: int = 1) -> PathEstimate:
    """With an interval of level 1 - 2 alpha. The controls' intervals hold for all agencies together
    (Bonferroni): the lowest lies above 0 just where Holm's smallest p is at most alpha."""
    from scipy import stats

    half = float(stats.t.ppf(1 - alpha, found.degrees_of_freedom)) * found.standard_error
    method = "t, errors robust over plans" + (f", {n_together} agencies together" if n_together > 1 else "")
    interval = Interval(found.estimate - half, found.estimate + half, 1 - 2 * alpha, method)
    return PathEstimate(estimate=found.estimate, interval=interval)
