"""Criteria, sections, raters and agencies counted, over the sampled cases."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audit.domain.adjusted_scores import Severity
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import ContributionSummary, CriterionSummary, RaterSummary, SectionSummary
from audit.domain.scored_cases import ScoredCase, weighted_level
from audit.domain.tables import CaseKey, ContributionRow, ScoreRow, Tables
from audit.statistics.interval import Interval
from audit.statistics.mean import mean_interval, mean_of
from audit.statistics.share import wilson


def summarise_criteria(tables: Tables, plan: AnalysisPlan, n_levels: int) -> tuple[CriterionSummary, ...]:
    """Each criterion's answers, in the order of the sections table, then any others by name."""
    sampled = {row.case for row in tables.cases if row.in_sample}
    answers: dict[str, list[ScoreRow]] = {criterion: [] for criterion in tables.section_of}
    for score in sorted(tables.newest_scores, key=lambda score: score.criterion):
        if score.source == tables.counted_source and score.case in sampled:
            answers.setdefault(score.criterion, []).append(score)
    return tuple(
        _legal_criterion(criterion, scores, tables, plan)
        if criterion in tables.legal_criteria
        else _quality_criterion(criterion, scores, tables, plan, n_levels)
        for criterion, scores in answers.items()
    )


def _quality_criterion(
    criterion: str, scores: Sequence[ScoreRow], tables: Tables, plan: AnalysisPlan, n_levels: int
) -> CriterionSummary:
    by_case: dict[CaseKey, list[int]] = defaultdict(list)
    for score in scores:
        if score.level is not None:
            by_case[score.case].append(score.level)
    levels = [level for given in by_case.values() for level in given]
    means = [mean_of(given) for given in by_case.values()]
    n_cases = len(means)
    n_good = sum(level >= plan.good_from for level in levels)
    return CriterionSummary(
        criterion=criterion,
        section=tables.section_of.get(criterion),
        type="quality",
        n_cases=n_cases,
        n_ratings=len(levels),
        n_per_reason=_count_reasons(scores),
        n_per_level=count_levels(levels, n_levels),
        mean=mean_of(means) if means else None,
        mean_interval=mean_interval(means, plan.confidence_level),
        n_good=n_good,
        good_share=n_good / len(levels) if levels else None,
        good_interval=_interval_over_cases(n_good, len(levels), n_cases, plan),
    )


def _legal_criterion(
    criterion: str, scores: Sequence[ScoreRow], tables: Tables, plan: AnalysisPlan
) -> CriterionSummary:
    levels = [score.level for score in scores if score.level is not None]
    n_cases = len({score.case for score in scores if score.level is not None})
    n_met = sum(level == 1 for level in levels)
    reasons = _count_reasons(scores)
    return CriterionSummary(
        criterion=criterion,
        section=tables.section_of.get(criterion),
        type="legal",
        n_cases=n_cases,
        n_ratings=len(levels),
        n_per_reason=reasons,
        n_met=n_met,
        n_not_met=len(levels) - n_met,
        n_cannot_tell=reasons.get("cannot_tell", 0),
        met_share=n_met / len(levels) if levels else None,
        met_interval=_interval_over_cases(n_met, len(levels), n_cases, plan),
    )


def _count_reasons(scores: Iterable[ScoreRow]) -> dict[str, int]:
    counts = Counter(score.reason or "not_applicable" for score in scores if score.level is None)
    return dict(sorted(counts.items()))


def count_levels(levels: Iterable[int], n_levels: int) -> tuple[int, ...]:
    """How often each level was given, lowest first."""
    counts = Counter(levels)
    return tuple(counts[level] for level in range(1, n_levels + 1))


def _interval_over_cases(n_good: int, n_ratings: int, n_cases: int, plan: AnalysisPlan) -> Interval | None:
    """Wilson's interval, as wide as the cases make it: two raters of one case are not two cases."""
    if not n_ratings:
        return None
    return wilson(min(n_good * n_cases / n_ratings, n_cases), n_cases, plan.confidence_level)


def summarise_sections(
    tables: Tables, scored: Mapping[CaseKey, ScoredCase], plan: AnalysisPlan, n_levels: int
) -> tuple[SectionSummary, ...]:
    """Each section that has a quality criterion, in the order of the sections table."""
    criteria: dict[str, list[str]] = defaultdict(list)
    for criterion, section in tables.section_of.items():
        if criterion not in tables.legal_criteria:
            criteria[section].append(criterion)
    cases = [case for case in scored.values() if case.row.in_sample]
    return tuple(_section(section, names, cases, plan, n_levels) for section, names in criteria.items())


def _section(
    section: str, criteria: Sequence[str], cases: Iterable[ScoredCase], plan: AnalysisPlan, n_levels: int
) -> SectionSummary:
    in_section = [
        {criterion: case.levels[criterion] for criterion in criteria if criterion in case.levels}
        for case in cases
    ]
    in_section = [levels for levels in in_section if levels]
    means = [weighted_level(levels, plan) for levels in in_section]
    given = [level for levels in in_section for each in levels.values() for level in each]
    n_good = sum(level >= plan.good_from for level in given)
    return SectionSummary(
        section=section,
        n_criteria=len(criteria),
        n_cases=len(means),
        n_ratings=len(given),
        n_per_level=count_levels(given, n_levels),
        n_good=n_good,
        mean=mean_of(means) if means else None,
        mean_interval=mean_interval(means, plan.confidence_level),
        good_share=n_good / len(given) if given else None,
        good_interval=_interval_over_cases(n_good, len(given), len(means), plan),
    )


def summarise_raters(
    tables: Tables, n_levels: int, severities: Mapping[str, Severity]
) -> tuple[RaterSummary, ...]:
    """How much and how strictly each auditor scored; a meeting and a past audit are no rater."""
    by_rater: dict[str, list[ScoreRow]] = defaultdict(list)
    for score in tables.quality_scores:
        if score.author == "auditor" and score.source == "original":
            by_rater[score.rater_id].append(score)
    return tuple(
        RaterSummary(
            rater_id=rater_id,
            n_cases=len({score.case for score in scores}),
            n_ratings=len(scores),
            n_per_level=count_levels((score.level for score in scores if score.level is not None), n_levels),
            **_severity(severities.get(rater_id)),
        )
        for rater_id, scores in sorted(by_rater.items())
    )


def _severity(found: Severity | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "severity": found.estimate,
        "severity_interval": found.interval,
        "severity_shrunken": found.shrunken,
    }


def summarise_contributions(tables: Tables) -> tuple[ContributionSummary, ...]:
    """What each agency gave: over all cohorts (cohort_year None) first, then cohort by cohort."""
    cohort_of = {row.case: row.cohort_year for row in tables.cases}
    groups: dict[tuple[str, int | None], list[ContributionRow]] = defaultdict(list)
    for row in tables.contributions:
        groups[row.agency, None].append(row)
        if row.case in cohort_of:
            groups[row.agency, cohort_of[row.case]].append(row)
    in_order = sorted(groups.items(), key=lambda group: (group[0][0], group[0][1] or 0))
    return tuple(_contribution(agency, cohort, rows) for (agency, cohort), rows in in_order)


def _contribution(
    agency: str, cohort_year: int | None, rows: Sequence[ContributionRow]
) -> ContributionSummary:
    """Only what was asked for is counted as on time, attended, received or used."""
    asked = [row for row in rows if row.requested]
    counts: dict[str, int] = {}
    for name in ("on_time", "attended", "received", "used"):
        answers = [getattr(row, name) for row in asked if getattr(row, name) is not None]
        counts |= {f"n_{name}": sum(answers), f"n_{name}_known": len(answers)}
    return ContributionSummary(
        agency=agency,
        cohort_year=cohort_year,
        n_cases=len({row.case for row in rows}),
        n_requested=len(asked),
        n_refused=sum(row.refused is True for row in rows),
        n_not_known=sum(row.not_known is True for row in rows),
        **counts,
    )
