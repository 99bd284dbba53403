"""What a round's workbook holds: plain rows, each kind with the headings of its sheet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One case as the audit knows it: its number and its attributes in words, never the council's own id.

    `judgement` and `own_grades` stand beside the computed `grade` and never change it.
    """

    HEADINGS: ClassVar = (
        "Case",
        "Year of the document",
        "Review number",
        "Group",
        "Stage",
        "Origin",
        "Placement",
        "Chosen by",
        "Age band",
        "Primary need",
        "Phase",
        "Average score",
        "Computed grade",
        "Panel’s judgement",
        "Auditors’ own judgements",
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
    judgement: str = ""
    own_grades: str = ""


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
        "Answers good or better",
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
        "Answers good or better, or met",
        "Share",
        "Share, low",
        "Share, high",
        "Mean level",
        "Mean, low",
        "Mean, high",
        "Method of the intervals",
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
    mean: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    method: str = ""
    n_per_level: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CohortRow:
    """The documents of one year."""

    HEADINGS: ClassVar = (
        "Documents of",
        "In the list",
        "Cases",
        "Not scored",
        "Average score",
        "Average score, low",
        "Average score, high",
        "Average score good or better",
        "Share with average score good or better",
        "Share, low",
        "Share, high",
        "Method of the intervals",
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
    method: str = ""


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


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One group of the list; `n_drawn` is empty before the draw."""

    HEADINGS: ClassVar = ("Group", "In the list", "Drawn")

    group: str
    n_listed: int
    n_drawn: int | None = None


@dataclass(frozen=True, kw_only=True)
class AgencyRow:
    """How far one agency is: never whose scoresheets."""

    HEADINGS: ClassVar = ("Agency", "Auditors", "Scoresheets given", "Scoresheets submitted")

    agency: str
    n_auditors: int
    n_given: int
    n_submitted: int


Row = (
    CaseRow
    | RatingRow
    | ModeratedRow
    | SectionRow
    | CriterionRow
    | CohortRow
    | CorrectionRow
    | GroupRow
    | AgencyRow
)


@dataclass(frozen=True, kw_only=True)
class WorkbookContent:
    """All that the workbook holds. `closed_at` is its date, so that the same content gives the same bytes.

    `standing`: of a round that is not finished, when this was so; it has no fingerprint and no summaries.
    """

    area: str
    is_example: bool
    title: str
    period: str
    closed_at: datetime
    fingerprint: str
    standing: str = ""
    level_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cases: tuple[CaseRow, ...] = ()
    ratings: tuple[RatingRow, ...] = ()
    moderated: tuple[ModeratedRow, ...] = ()
    sections: tuple[SectionRow, ...] = ()
    criteria: tuple[CriterionRow, ...] = ()
    cohorts: tuple[CohortRow, ...] = ()
    corrections: tuple[CorrectionRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()
    agencies: tuple[AgencyRow, ...] = ()
