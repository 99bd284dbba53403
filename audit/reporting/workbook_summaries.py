"""The sheets of sections, questions and years, from what the analysis found."""

from audit.domain.findings import Cohort, CriterionSummary, Findings, SectionSummary
from audit.reporting.content import RubricText
from audit.reporting.figures import method_of
from audit.reporting.workbook_rows import CohortRow, CriterionRow, SectionRow
from audit.statistics.interval import Interval


def summarise_sections(findings: Findings, rubric: RubricText) -> tuple[SectionRow, ...]:
    """The sheet of sections from what the analysis found, in the words of the standards."""
    titles = {section.key: section.title for section in rubric.sections}
    return tuple(_section_row(found, titles.get(found.section, found.section)) for found in findings.sections)


def summarise_criteria(findings: Findings, rubric: RubricText) -> tuple[CriterionRow, ...]:
    """The sheet of questions, in the order of the standards."""
    found = {criterion.criterion: criterion for criterion in findings.criteria}
    return tuple(
        _criterion_row(found[text.key], section.title, text.title)
        for section in rubric.sections
        for text in section.criteria
        if text.key in found
    )


def summarise_cohorts(findings: Findings) -> tuple[CohortRow, ...]:
    """The sheet of years."""
    return tuple(_cohort_row(cohort) for cohort in findings.cohorts)


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (interval.low, interval.high)


def _methods(*intervals: Interval | None) -> str:
    return "; ".join(method_of(interval) for interval in intervals if interval)


def _section_row(found: SectionSummary, title: str) -> SectionRow:
    good_low, good_high = _ends(found.good_interval)
    mean_low, mean_high = _ends(found.mean_interval)
    return SectionRow(
        section=title,
        n_cases=found.n_cases,
        n_ratings=found.n_ratings,
        n_good=found.n_good,
        good_share=found.good_share,
        good_low=good_low,
        good_high=good_high,
        mean=found.mean,
        mean_low=mean_low,
        mean_high=mean_high,
        method=_methods(found.good_interval, found.mean_interval),
    )


def _criterion_row(found: CriterionSummary, section: str, title: str) -> CriterionRow:
    is_legal = found.type == "legal"
    interval = found.met_interval if is_legal else found.good_interval
    low, high = _ends(interval)
    mean_low, mean_high = _ends(found.mean_interval)
    return CriterionRow(
        section=section,
        criterion=title,
        type=found.type,
        n_cases=found.n_cases,
        n_ratings=found.n_ratings,
        n_not_applicable=found.n_per_reason.get("not_applicable", 0),
        n_not_supplied=found.n_per_reason.get("not_supplied", 0),
        n_outside_role=found.n_per_reason.get("outside_role", 0),
        n_cannot_tell=found.n_cannot_tell,
        n_good=found.n_met if is_legal else found.n_good,
        share=found.met_share if is_legal else found.good_share,
        low=low,
        high=high,
        mean=found.mean,
        mean_low=mean_low,
        mean_high=mean_high,
        method=_methods(interval, found.mean_interval),
        n_per_level=found.n_per_level,
    )


def _cohort_row(cohort: Cohort) -> CohortRow:
    mean, interval = cohort.estimated_mean
    mean_low, mean_high = _ends(interval)
    good_low, good_high = _ends(cohort.good_interval)
    return CohortRow(
        cohort_year=cohort.cohort_year,
        n_in_population=cohort.n_in_population,
        n_cases=cohort.n_cases,
        n_unscored=cohort.n_unscored,
        mean=mean,
        mean_low=mean_low,
        mean_high=mean_high,
        n_good=cohort.n_good,
        good_share=cohort.good_share,
        good_low=good_low,
        good_high=good_high,
        method=_methods(cohort.good_interval, interval),
    )
