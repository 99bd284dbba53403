"""(a) Do later cohorts of first documents score lower than earlier ones?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.answerable import doubts_of_linking, is_in_date_order, share_at_an_end
from audit.domain.cautions import CEILING_SHARE
from audit.domain.companions import compare_cohorts
from audit.domain.contrasts import compare_years
from audit.domain.findings import Agreement, Claim, Doubt, Verdict
from audit.domain.main_model import MainModel, case_terms, fit_main_model, own_constants
from audit.domain.marking import doubts_of_the_marking
from audit.domain.missing import could_turn
from audit.domain.ratings import Ratings
from audit.domain.scored_cases import ScoredCase
from audit.domain.tables import CaseKey, Tables
from audit.domain.verdicts import Uncertainty, decide, is_beyond, judge_trend
from audit.statistics.trend import jonckheere_terpstra, kendall_tau_b, least_squares_slope, slope_interval
from audit.statistics.year_scatter import slope_over_years

if TYPE_CHECKING:
    from audit.domain.ratings import Mask

LEAST_COHORTS = 3
LEAST_SLOPE = 1e-6


@dataclass(frozen=True, eq=False)
class CohortTrend:
    """The claim, and the model with a mean for each cohort (None where nothing could be fitted)."""

    claim: Claim
    factor: MainModel | None = None


def claim_cohort_trend(
    tables: Tables,
    ratings: Ratings,
    scored: Mapping[CaseKey, ScoredCase],
    agreement: Agreement,
    plan: AnalysisPlan,
    n_levels: int,
) -> CohortTrend:
    """Its verdict by the one rule, after everything that would forbid one."""
    rows = _rows(ratings)
    own = ratings.where(rows)
    cases = [case for case in scored.values() if case.row.review_no == 0 and case.row.in_sample]
    described = _describe(own, cases, plan)
    doubts = _doubts_of_the_design(tables, own, cases, plan)
    forbidden = [*doubts, *doubts_of_the_marking(agreement, plan)]
    slope = factor = None
    if Doubt.COHORT_AUDIT_YEAR_ALIASED not in doubts and described["counts"]["n_cohorts"] > 1:
        slope = fit_main_model(own, plan, cohort="slope")
        factor = fit_main_model(own, plan, cohort="factor", start=slope)
    if slope is None or factor is None:
        reasons = forbidden if forbidden else [Doubt.NO_VARIATION]
        drift = described["unadjusted_slope"] if Doubt.COHORT_AUDIT_YEAR_ALIASED in doubts else None
        claim = Claim(
            verdict=Verdict.CANNOT_TELL, reasons=tuple(reasons), explaining_drift=drift, **described
        )
        return CohortTrend(claim)
    claim = _decide(tables, own, slope, factor, forbidden, described, plan, n_levels)
    return CohortTrend(claim, factor)


def _rows(ratings: Ratings) -> "Mask":
    """First documents that were drawn by chance, and the link cases, as auditors scored them."""
    import numpy as np

    first = np.array([row.review_no == 0 for row in ratings.cases], dtype=bool)
    drawn = np.array([row.in_sample for row in ratings.cases], dtype=bool)
    rows: Mask = (first & (drawn | ratings.links))[ratings.case] & ratings.by_people
    return rows


def _describe(own: Ratings, cases: Sequence[ScoredCase], plan: AnalysisPlan) -> dict[str, Any]:
    """What is counted, and the companions of the trend, which allow for nobody's marking."""
    import numpy as np

    cohorts, means = [case.row.cohort_year for case in cases], [case.mean for case in cases]
    tau_b = kendall_tau_b(cohorts, means)
    rated = [own.cases[number] for number in np.unique(own.case).tolist()]
    counts = {
        "n_ratings": len(own),
        "n_cases": len(rated),
        "n_plans": len({row.plan_id for row in rated}),
        "n_cohorts": len({row.cohort_year for row in rated if row.in_sample}),
        "n_audit_years": len(np.unique(own.audit_year)),
        "n_raters": len(np.unique(own.rater)),
        "n_cases_in_means": len(cases),
        "n_link_cases": int(own.links.sum()),
    }
    return {
        "margin": plan.margin,
        "counts": counts,
        "unadjusted_slope": least_squares_slope(cohorts, means),
        "unadjusted_slope_interval": slope_interval(cohorts, means, plan.confidence_level),
        "companions": compare_cohorts(cases, plan),
        "jonckheere_terpstra": jonckheere_terpstra(cohorts, means, seed=plan.seed),
        "kendall_tau_b": tau_b.estimate if tau_b else None,
    }


def _doubts_of_the_design(
    tables: Tables, own: Ratings, cases: Sequence[ScoredCase], plan: AnalysisPlan
) -> list[Doubt]:
    import numpy as np

    doubts = []
    cohorts = {case.row.cohort_year for case in cases}
    if len(cohorts) < LEAST_COHORTS:
        doubts.append(Doubt.FEWER_THAN_3_COHORTS)
    if len(cohorts) > 1:
        years = np.array([row.cohort_year for row in own.cases])
        constants = own_constants(own, every_link=True)
        doubts += doubts_of_linking(own, plan, target_of_case=years, constant_of_case=constants)
    if len({case.mean for case in cases}) == 1:
        doubts.append(Doubt.NO_VARIATION)
    if _is_in_date_order(tables, own):
        doubts.append(Doubt.SCORED_IN_DATE_ORDER)
    if not own.is_bridged:
        doubts.append(Doubt.VERSIONS_NOT_BRIDGED)
    return doubts


def _is_in_date_order(tables: Tables, own: Ratings) -> bool:
    """By each scored case's place in its audit for each who scored it: its sequence, else the day."""
    import numpy as np

    places = {row.case: number for number, row in enumerate(own.cases)}
    seen: dict[tuple[int, int, str], tuple[int, str]] = {}
    for score in tables.newest_scores:
        number = places[score.case]
        row = own.cases[number]
        if row.in_sample and row.review_no == 0 and (score.sequence is not None or score.scored_on):
            place = (score.sequence if score.sequence is not None else -1, score.scored_on or "")
            sheet = (number, score.audit_year, score.rater_id)
            seen[sheet] = min(place, seen.get(sheet, place))
    if not seen:
        return False
    ranks = {place: rank for rank, place in enumerate(sorted(set(seen.values())))}
    return is_in_date_order(
        np.array([own.cases[number].cohort_year for number, _, _ in seen]),
        np.array([year for _, year, _ in seen]),
        np.array([ranks[place] for place in seen.values()]),
    )


def _decide(
    tables: Tables,
    own: Ratings,
    slope: MainModel,
    factor: MainModel,
    forbidden: Sequence[Doubt],
    described: dict[str, Any],
    plan: AnalysisPlan,
    n_levels: int,
) -> Claim:
    uncertainty = measure_slope(slope, factor, plan)
    decision = decide(uncertainty, plan) if uncertainty else None
    if decision is None:
        reasons = [*forbidden, Doubt.NO_VARIATION if uncertainty else Doubt.FEWER_THAN_3_COHORTS]
        return Claim(verdict=Verdict.CANNOT_TELL, reasons=tuple(dict.fromkeys(reasons)), **described)
    contrasts = compare_years(factor, plan, uncertainty.case_freedom) if uncertainty else ()
    shown = {**described, **decision.fields(), "contrasts": contrasts}
    if not (slope.fit.has_converged and factor.fit.has_converged):
        forbidden = [*forbidden, Doubt.NO_CONVERGENCE]
    if plan.margin is None or forbidden:
        return Claim(verdict=Verdict.CANNOT_TELL, reasons=tuple(forbidden), **shown)
    verdict, open_because = judge_trend(decision.interval, plan.margin)
    is_used_up = share_at_an_end(own, n_levels) > CEILING_SHARE
    if verdict == Verdict.NO_MEANINGFUL_CHANGE and is_used_up:
        verdict, open_because = Verdict.CANNOT_TELL, (Doubt.CEILING,)
    elif verdict != Verdict.CANNOT_TELL and could_turn(
        tables, own, decision.estimate, verdict, plan, n_levels
    ):
        verdict, open_because = Verdict.CANNOT_TELL, (Doubt.MISSING_COULD_TURN_IT,)
    return Claim(
        verdict=verdict,
        reasons=open_because,
        beyond_margin=is_beyond(decision.interval, plan.margin),
        **shown,
    )


def measure_slope(slope: MainModel, factor: MainModel, plan: AnalysisPlan) -> Uncertainty | None:
    """The average marginal effect of a year, in levels, and its two errors. None where too few years remain.

    The effect is by how much the mean expected level of all documents would change from the first cohort to
    the last, a year; for a small slope that is the slope times the mean derivative, and a large one does not
    vanish where the scale ends. The error of that scale is left out: it is a fiftieth of itself where the
    slope's is a tenth or more.
    """
    import numpy as np

    column = slope.terms.spans["cohort"]
    covariance = slope.robust_covariance if slope.is_weighted else slope.covariance
    a_year = float(slope.coefficients[column][0])
    first, last = slope.fit.moved_levels
    change = (last - first) / (slope.cohort_years[-1] - slope.cohort_years[0])
    scale = change / a_year if abs(a_year) > LEAST_SLOPE else slope.fit.levels_a_logit
    undetermined = factor.terms.undetermined("cohort")
    effects = np.array(factor.fit.moved_levels)
    if undetermined.shape[1] > 1:  # blocks of cohorts that may be shifted alone: only logits can be
        effects = factor.coefficients[factor.terms.spans["cohort"]] * scale
    by_year = slope_over_years(factor.cohort_years, effects.tolist(), undetermined)
    freedom = _case_freedom(slope, plan)
    if by_year is None or freedom < 1:
        return None
    return Uncertainty(
        estimate=a_year * scale,
        case_error=sqrt(max(0.0, float(np.diag(covariance)[column][0]))) * scale,
        case_freedom=freedom,
        year_error=by_year.standard_error,
        year_freedom=by_year.degrees_of_freedom,
    )


def _case_freedom(slope: MainModel, plan: AnalysisPlan) -> int:
    """Plans drawn by chance, less what is fitted between them: constant, slope, groups, covariates, years."""
    import numpy as np

    rated = [slope.ratings.cases[number] for number in np.unique(slope.ratings.case).tolist()]
    factors, numbers = case_terms(rated, plan)
    n_between = sum(int(codes.max()) for codes in factors.values()) + len(numbers)
    n_between += len(np.unique(slope.ratings.audit_year)) - 1
    return len({row.plan_id for row in rated if row.in_sample}) - 2 - n_between
