"""How good a group of cases is: counts, means, shares, and what they say of all documents."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.domain.adjusted_means import CaseMean, adjusted_means, rating_variance_adjusted, widen
from audit.domain.adjusted_scores import AdjustedScores
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import CaseSummary, Cohort
from audit.domain.scored_cases import ScoredCase, case_order, rating_variance
from audit.domain.tables import CaseKey, CaseRow, PopulationRow, Tables
from audit.statistics.mean import WeightedMean, mean_interval, mean_of, weighted_mean
from audit.statistics.share import korn_graubard, wilson


@dataclass(frozen=True)
class Frame:
    """How the scored cases stand for all documents: a weight and a stratum per case, documents per
    stratum."""

    weights: Mapping[CaseKey, float] = field(default_factory=dict)
    strata: Mapping[CaseKey, Hashable] = field(default_factory=dict)
    population: Mapping[Hashable, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Noise:
    """The variance that marking adds to a case's mean and to its being good; None where nobody can tell."""

    mean: float | None
    good: float | None


def summarise_cases(
    cases: Sequence[ScoredCase], frame: Frame | None, noise: Noise, plan: AnalysisPlan
) -> CaseSummary:
    """The summary of a group of cases; without a frame only the cases themselves are described."""
    return CaseSummary(**_summary(cases, frame, noise, plan))


def _summary(
    cases: Sequence[ScoredCase], frame: Frame | None, noise: Noise, plan: AnalysisPlan
) -> dict[str, Any]:
    n_good = sum(case.is_good for case in cases)
    summary: dict[str, Any] = {"n_cases": len(cases), "n_good": n_good}
    if not cases:
        return summary
    means = [case.mean for case in cases]
    summary |= {
        "mean": mean_of(means),
        "mean_interval": mean_interval(means, plan.confidence_level),
        "good_share": n_good / len(cases),
        "good_interval": wilson(n_good, len(cases), plan.confidence_level),
    }
    if frame is not None:
        summary |= _weighted(cases, frame, noise, plan)
    return summary


def _weighted(cases: Sequence[ScoredCase], frame: Frame, noise: Noise, plan: AnalysisPlan) -> dict[str, Any]:
    mean = _estimate([case.mean for case in cases], cases, frame, noise.mean, plan)
    share = _estimate([float(case.is_good) for case in cases], cases, frame, noise.good, plan)
    interval = None
    if share.degrees_of_freedom > 0:
        interval = korn_graubard(
            min(1.0, share.estimate),
            share.standard_error**2,
            n_cases=share.n_cases,
            degrees_of_freedom=share.degrees_of_freedom,
            confidence_level=plan.confidence_level,
        )
    return {
        "weighted_mean": mean.estimate,
        "weighted_mean_interval": mean.interval,
        "weighted_good_share": min(1.0, share.estimate),
        "weighted_good_interval": interval,
    }


def _estimate(
    values: list[float],
    cases: Sequence[ScoredCase],
    frame: Frame,
    variance: float | None,
    plan: AnalysisPlan,
) -> WeightedMean:
    return weighted_mean(
        values,
        [frame.weights[case.row.case] for case in cases],
        [frame.strata[case.row.case] for case in cases],
        population=frame.population if frame.population and variance is not None else None,
        rating_variance=variance or 0.0,
        confidence_level=plan.confidence_level,
    )


def summarise_cohorts(
    tables: Tables,
    scored: Mapping[CaseKey, ScoredCase],
    plan: AnalysisPlan,
    adjusted: AdjustedScores | None = None,
) -> tuple[CaseSummary, tuple[Cohort, ...], list[str]]:
    """All sampled cases together, each cohort by itself, and warnings about the frame."""
    as_average = Adjustment.of(adjusted, plan) if adjusted is not None else None
    sampled = [row for row in tables.cases if row.in_sample]
    noise = Noise(
        rating_variance(scored.values(), of_good=False), rating_variance(scored.values(), of_good=True)
    )
    rows_by_cohort: dict[int, list[CaseRow]] = defaultdict(list)
    for row in _earliest_documents(sampled):
        rows_by_cohort[row.cohort_year].append(row)
    cohorts, frames, misfits = [], [], []
    for cohort_year, rows in sorted(rows_by_cohort.items()):
        cases = [scored[row.case] for row in rows if row.case in scored]
        population = [row for row in tables.population if row.cohort_year == cohort_year]
        frame = find_frame(cohort_year, cases, population)
        frames.append(frame)
        if frame is None and cases and population:
            misfits.append(str(cohort_year))
        cohorts.append(
            Cohort(
                cohort_year=cohort_year,
                n_first_documents=sum(case.row.review_no == 0 for case in cases),
                n_unscored=len(rows) - len(cases),
                n_in_population=sum(row.population for row in population) if population else None,
                **(as_average.of_cohort(cases, frame, plan) if as_average else {}),
                **_summary(cases, frame, noise, plan),
            )
        )
    everything = [scored[row.case] for row in sorted(sampled, key=case_order) if row.case in scored]
    whole = _join(frames) if len(everything) == sum(cohort.n_cases for cohort in cohorts) else None
    return summarise_cases(everything, whole, noise, plan), tuple(cohorts), _misfit_warning(misfits)


@dataclass(frozen=True, eq=False)
class Adjustment:
    """What each document would have scored at the average rater's hands, and how sure that is."""

    means: Mapping[CaseKey, CaseMean]
    covariance: Any
    rating_variance: float | None

    @classmethod
    def of(cls, adjusted: AdjustedScores, plan: AnalysisPlan) -> "Adjustment":
        """From the adjusted ratings."""
        return cls(
            adjusted_means(adjusted, plan), adjusted.covariance, rating_variance_adjusted(adjusted, plan)
        )

    def of_cohort(
        self, cases: Sequence[ScoredCase], frame: Frame | None, plan: AnalysisPlan
    ) -> dict[str, Any]:
        """A cohort's adjusted mean, weighted and stratified where there is a frame, with its interval."""
        if not cases or any(case.row.case not in self.means for case in cases):
            return {}
        found = [self.means[case.row.case] for case in cases]
        whole = frame or Frame(dict.fromkeys((case.row.case for case in cases), 1.0))
        weights = [whole.weights[case.row.case] for case in cases]
        mean = weighted_mean(
            [case.mean for case in found],
            weights,
            [whole.strata.get(case.row.case) for case in cases],
            population=whole.population if whole.population and self.rating_variance is not None else None,
            rating_variance=self.rating_variance or 0.0,
            confidence_level=plan.confidence_level,
        )
        interval = widen(mean, found, weights, self.covariance, plan.confidence_level)
        return {"adjusted_mean": mean.estimate, "adjusted_interval": interval}


def _misfit_warning(cohort_years: Sequence[str]) -> list[str]:
    if not cohort_years:
        return []
    return [
        f"No weighted figures for {', '.join(cohort_years)}: the groups of the population and of the scored "
        "cases do not match, or a group has no scored case."
    ]


def _earliest_documents(rows: Iterable[CaseRow]) -> list[CaseRow]:
    """Each plan counts once in the cohort picture, by its earliest document in the tables."""
    earliest: dict[str, CaseRow] = {}
    for row in sorted(rows, key=lambda row: (row.plan_id, *case_order(row)[2:], row.cohort_year)):
        earliest.setdefault(row.plan_id, row)
    return sorted(earliest.values(), key=case_order)


def find_frame(
    cohort_year: int, cases: Sequence[ScoredCase], population: Sequence[PopulationRow]
) -> Frame | None:
    """How one cohort's cases stand for its documents: by the size of its groups, else by the cases' weights,
    else by the cohort's size.

    None where nothing is known of the population, or it does not fit the cases.
    """
    strata: dict[CaseKey, Hashable] = {case.row.case: (cohort_year, case.row.stratum) for case in cases}
    sizes: dict[Hashable, float] = {
        (cohort_year, row.stratum): row.population for row in population if row.population > 0
    }
    by_weight = None
    if cases and all(case.row.weight is not None for case in cases):
        by_weight = Frame({case.row.case: case.row.weight or 0.0 for case in cases}, strata)
    if all(row.stratum is None for row in population):
        if by_weight is not None:
            return by_weight
        strata = dict.fromkeys(strata, (cohort_year, None))
    n_scored = Counter(strata.values())
    if not cases or set(n_scored) != set(sizes) or any(n_scored[group] > sizes[group] for group in n_scored):
        return by_weight
    weights = {case: sizes[stratum] / n_scored[stratum] for case, stratum in strata.items()}
    return Frame(weights, strata, sizes)


def _join(frames: Sequence[Frame | None]) -> Frame | None:
    """The frame of all cohorts together; none if one is missing, for then they cannot be put in
    proportion."""
    known = [frame for frame in frames if frame is not None]
    if not known or len(known) != len(frames):
        return None
    return Frame(
        {case: weight for frame in known for case, weight in frame.weights.items()},
        {case: stratum for frame in known for case, stratum in frame.strata.items()},
        {stratum: size for frame in known for stratum, size in frame.population.items()},
    )
