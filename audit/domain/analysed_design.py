"""The design that an analysis stood on, and what it could see: asked of the rows, for the findings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.cohort_trend import CohortTrend
from audit.domain.findings import Power
from audit.domain.power import LEVELS_PER_LOGIT, USUAL_LINKS, AuditDesign, AuditYear, measure_power
from audit.domain.ratings import Ratings

if TYPE_CHECKING:
    from audit.domain.ratings import Mask

AS_ANALYSED, WITH_LINKS = "as_analysed", "with_links"
USUAL_SPREAD = 0.8
_DRAWS = 1000


def describe_power(ratings: Ratings, trend: CohortTrend, plan: AnalysisPlan) -> Power:
    """What the analysed audits could see and, where links would have helped, what twelve would have shown."""
    if plan.margin is None:
        return Power(reason="no_margin")
    design = describe_audits(ratings, trend, plan)
    if design is None:
        return Power(reason="too_few_cases")
    found = measure_power(design, n_draws=_DRAWS, seed=plan.seed, name=AS_ANALYSED)
    linked = replace(
        design,
        audit_years=tuple(
            replace(audit, n_links=max(audit.n_links, USUAL_LINKS)) for audit in design.audit_years
        ),
    )
    if len(design.audit_years) < 2 or linked == design:
        return Power(designs=(found,))
    return Power(designs=(found, measure_power(linked, n_draws=_DRAWS, seed=plan.seed, name=WITH_LINKS)))


def describe_audits(ratings: Ratings, trend: CohortTrend, plan: AnalysisPlan) -> AuditDesign | None:
    """First documents by audit year and cohort; the spread and the scale as the model found them."""
    import numpy as np

    is_first = np.array([row.review_no == 0 for row in ratings.cases], dtype=bool)
    own = ratings.where(is_first[ratings.case]) if len(ratings) else ratings
    if not len(own) or plan.margin is None:
        return None
    sheets = np.unique(np.column_stack([own.audit_year, own.case, own.rater]), axis=0)
    n_raters: Counter[tuple[int, int]] = Counter((year, case) for year, case, _ in sheets.tolist())
    in_sample = np.array([row.in_sample for row in own.cases], dtype=bool)
    single = [n for (_, case), n in n_raters.items() if in_sample[case] and not own.links[case]]
    fit = trend.factor.fit if trend.factor else None
    scale: dict[str, Any] = {"levels_per_logit": LEVELS_PER_LOGIT, "document_spread": USUAL_SPREAD}
    if fit is not None and fit.levels_a_logit > 0:
        scale = {"levels_per_logit": float(fit.levels_a_logit), "document_spread": abs(float(fit.sigma))}
    return AuditDesign(
        audit_years=tuple(
            _describe_year(own, year, n_raters, in_sample) for year in sorted({year for year, _ in n_raters})
        ),
        n_criteria=len(np.unique(own.criterion)),
        raters_per_case=sum(single) / len(single) if single else 1,
        margin=plan.margin,
        alpha=plan.alpha,
        **scale,
    )


def _describe_year(
    own: Ratings, year: int, n_raters: Mapping[tuple[int, int], int], in_sample: "Mask"
) -> AuditYear:
    cases = [case for of_year, case in n_raters if of_year == year]
    links = [case for case in cases if own.links[case]]
    return AuditYear(
        audit_year=own.audit_years[year],
        n_per_cohort=Counter(own.cases[case].cohort_year for case in cases if in_sample[case]),
        n_links=len(links),
        raters_per_link=sum(n_raters[year, case] for case in links) / len(links) if links else 4,
    )
