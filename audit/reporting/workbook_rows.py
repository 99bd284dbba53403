"""What a round's workbook holds: plain rows, each kind with the headings of its sheet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from audit.domain.findings import Cohort, CriterionSummary, Findings, SectionSummary
from audit.reporting.content import RubricText
from audit.statistics.interval import Interval


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One case as the audit knows it: its number and its attributes in words, never the council's own id."""

    HEADINGS: ClassVar = (
        "Case",
        "Year of the plan",
        "Review number",
        "Group",
        "Stage",
        "Origin",
        "Placement",
        "Chosen by",
        "Age band",
        "Primary need",
        "Phase",
        "Mean level",
        "Grade",
    )

    case_number: int
    cohort_year: int | None = None
    review_no: int | None = None
    stratum: str = ""
    stage: str = ""
    origin: str = ""
    placement: str = ""
    chosen_by: str = ""
    age_band: str = ""
    need: str = ""
    phase: str = ""
    mean_level: float | None = None
    grade: str = ""


@dataclass(frozen=True, kw_only=True)
class RatingRow:
    """One answer. `agency` stands for its author: managers do not see who scored what."""

    HEADINGS: ClassVar = ("Case", "Agency", "Section", "Question", "Level", "Answer", "Evidence")

    case_number: int
    agency: str
    section: str
    criterion: str
    level: int | None = None
    answer: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class ModeratedRow:
    """One answer as settled, and how."""

    HEADINGS: ClassVar = (
        "Case",
        "Section",
        "Question",
        "Level",
        "Answer",
        "How settled",
        "Reason",
        "Settled on",
    )

    case_number: int
    section: str
    criterion: str
    level: int | None = None
    answer: str = ""
    method: str = ""
    reason: str = ""
    settled_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class SectionRow:
    """One section: how many answers, how good, and how sure."""

    HEADINGS: ClassVar = (
        "Section",
        "Cases",
        "Answers",
        "Good or better",
        "Share good or better",
        "Share, low",
        "Share, high",
        "Mean level",
        "Mean, low",
        "Mean, high",
        "Method of the intervals",
    )

    section: str
    n_cases: int
    n_ratings: int
    n_good: int
    good_share: float | None = None
    good_low: float | None = None
    good_high: float | None = None
    mean: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    method: str = ""


@dataclass(frozen=True, kw_only=True)
class CriterionRow:
    """One question: how its answers fell over the levels, and how many were no level."""

    HEADINGS: ClassVar = (
        "Section",
        "Question",
        "Kind of question",
        "Cases",
        "Answers",
        "Not applicable",
        "Not supplied",
        "Outside role",
        "Cannot tell",
        "Good or better, or met",
        "Share",
        "Share, low",
        "Share, high",
        "Method of the interval",
    )

    section: str
    criterion: str
    type: str
    n_cases: int
    n_ratings: int
    n_not_applicable: int = 0
    n_not_supplied: int = 0
    n_outside_role: int = 0
    n_cannot_tell: int = 0
    n_good: int = 0
    share: float | None = None
    low: float | None = None
    high: float | None = None
    method: str = ""
    n_per_level: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CohortRow:
    """The plans of one year."""

    HEADINGS: ClassVar = (
        "Plans of",
        "In the list",
        "Cases",
        "Not scored",
        "Mean level",
        "Mean, low",
        "Mean, high",
        "Good or better",
        "Share good or better",
        "Share, low",
        "Share, high",
    )

    cohort_year: int
    n_in_population: int | None
    n_cases: int
    n_unscored: int
    mean: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    n_good: int = 0
    good_share: float | None = None
    good_low: float | None = None
    good_high: float | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectionRow:
    """What must be put right for one child; `owner` is a role."""

    HEADINGS: ClassVar = (
        "Case",
        "What must be put right",
        "Owner",
        "Due on",
        "Reply",
        "Replied on",
        "Status",
    )

    case_number: int
    text: str = ""
    owner: str = ""
    due_on: date | None = None
    reply: str = ""
    replied_on: date | None = None
    status: str = ""


Row = CaseRow | RatingRow | ModeratedRow | SectionRow | CriterionRow | CohortRow | CorrectionRow


@dataclass(frozen=True, kw_only=True)
class WorkbookContent:
    """All that the workbook holds. `closed_at` is its date, so that the same content gives the same bytes."""

    area: str
    is_example: bool
    title: str
    period: str
    closed_at: datetime
    fingerprint: str
    level_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cases: tuple[CaseRow, ...] = ()
    ratings: tuple[RatingRow, ...] = ()
    moderated: tuple[ModeratedRow, ...] = ()
    sections: tuple[SectionRow, ...] = ()
    criteria: tuple[CriterionRow, ...] = ()
    cohorts: tuple[CohortRow, ...] = ()
    corrections: tuple[CorrectionRow, ...] = ()


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


def _section_row(found: SectionSummary, title: str) -> SectionRow:
    good_low, good_high = _ends(found.good_interval)
    mean_low, mean_high = _ends(found.mean_interval)
    methods = [interval.method for interval in (found.good_interval, found.mean_interval) if interval]
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
        method="; ".join(methods),
    )


def _criterion_row(found: CriterionSummary, section: str, title: str) -> CriterionRow:
    is_legal = found.type == "legal"
    interval = found.met_interval if is_legal else found.good_interval
    low, high = _ends(interval)
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
        method=interval.method if interval else "",
        n_per_level=found.n_per_level,
    )


def _cohort_row(cohort: Cohort) -> CohortRow:
    mean_low, mean_high = _ends(cohort.mean_interval)
    good_low, good_high = _ends(cohort.good_interval)
    return CohortRow(
        cohort_year=cohort.cohort_year,
        n_in_population=cohort.n_in_population,
        n_cases=cohort.n_cases,
        n_unscored=cohort.n_unscored,
        mean=cohort.mean,
        mean_low=mean_low,
        mean_high=mean_high,
        n_good=cohort.n_good,
        good_share=cohort.good_share,
        good_low=good_low,
        good_high=good_high,
    )
