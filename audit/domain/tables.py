"""The long tables that an analysis reads, whether they came from CSV files or from the store.

One row is one value; nothing here knows where it was kept. A case is known by (plan_id, review_no).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from audit.domain.rating import Reason
from audit.domain.rubric import CriterionType

SOURCES = ("original", "moderated", "training", "imported")
AUTHORS = ("auditor", "meeting")
REASONS = tuple(str(reason) for reason in Reason)
TYPES = tuple(str(criterion_type) for criterion_type in CriterionType)

CaseKey = tuple[str, int | None]
SheetKey = tuple[str, int | None, int, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One rater's answer to one criterion of one case: a level, or the reason why there is none.

    `review_no` None is a document outside both trends. `author` is `meeting` for a sheet agreed by a meeting.
    `edition` counts how often the rater handed the case in: means read the newest, agreement the first.
    """

    plan_id: str
    review_no: int | None
    cohort_year: int
    audit_year: int
    rater_id: str
    criterion: str
    level: int | None = None
    reason: str | None = None
    source: str = "original"
    author: str = "auditor"
    kind: str | None = None
    rubric_version: str | None = None
    scored_on: str | None = None
    sequence: int | None = None
    edition: int = 1

    @property
    def case(self) -> CaseKey:
        """Which document was scored."""
        return (self.plan_id, self.review_no)

    @property
    def sheet(self) -> SheetKey:
        """Whose answers to which document these are, whatever the edition."""
        return (self.plan_id, self.review_no, self.audit_year, self.rater_id, self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One document of the sample. `in_sample` False is a case chosen on purpose, left out of means.

    `is_whole` False is a case of which only some sections were scored: it counts in those sections, and
    has no score of its own.
    """

    plan_id: str
    review_no: int | None
    cohort_year: int
    document_year: int | None = None
    stratum: str | None = None
    weight: float | None = None
    in_sample: bool = True
    is_whole: bool = True
    blind: bool | None = None
    covariates: Mapping[str, str] = field(default_factory=dict)

    @property
    def case(self) -> CaseKey:
        """Which document this is."""
        return (self.plan_id, self.review_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRow:
    """One agency's part in one case; None is not known, which is neither yes nor no."""

    plan_id: str
    review_no: int | None
    agency: str
    requested: bool | None = None
    on_time: bool | None = None
    attended: bool | None = None
    received: bool | None = None
    used: bool | None = None
    refused: bool | None = None
    not_known: bool | None = None

    @property
    def case(self) -> CaseKey:
        """Which document it was for."""
        return (self.plan_id, self.review_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationRow:
    """How many documents there were, were drawn and were scored, in one cohort or one stratum of it."""

    cohort_year: int
    population: int
    sampled: int | None = None
    stratum: str | None = None
    scored: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """Which section a criterion belongs to, its type, and the agencies whose advice feeds it."""

    criterion: str
    section: str
    fed_by: tuple[str, ...] = ()
    type: str = "quality"


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeRow:
    """One criterion of one rubric version stands for one of another."""

    from_version: str
    from_criterion: str
    to_version: str
    to_criterion: str
    relation: str


@dataclass(frozen=True)
class Tables:
    """Everything that one analysis reads."""

    scores: tuple[ScoreRow, ...]
    cases: tuple[CaseRow, ...]
    contributions: tuple[ContributionRow, ...] = ()
    population: tuple[PopulationRow, ...] = ()
    sections: tuple[SectionRow, ...] = ()
    bridges: tuple[BridgeRow, ...] = ()

    @classmethod
    def from_rows(
        cls,
        *,
        scores: Iterable[Mapping[str, Any]],
        cases: Iterable[Mapping[str, Any]],
        contributions: Iterable[Mapping[str, Any]] = (),
        population: Iterable[Mapping[str, Any]] = (),
        sections: Iterable[Mapping[str, Any]] = (),
        bridges: Iterable[Mapping[str, Any]] = (),
    ) -> "Tables":
        """The tables from plain mappings, one per row, with the fields' own names and types."""
        return cls(
            tuple(ScoreRow(**row) for row in scores),
            tuple(CaseRow(**row) for row in cases),
            tuple(ContributionRow(**row) for row in contributions),
            tuple(PopulationRow(**row) for row in population),
            tuple(SectionRow(**row) for row in sections),
            tuple(BridgeRow(**row) for row in bridges),
        )

    @cached_property
    def first_scores(self) -> tuple[ScoreRow, ...]:
        """The answers that raters first handed in, before they could see anybody else's."""
        return self._of_edition(min)

    @cached_property
    def newest_scores(self) -> tuple[ScoreRow, ...]:
        """The answers that stand: of each rater and case, those that were handed in last."""
        return self._of_edition(max)

    @cached_property
    def quality_scores(self) -> tuple[ScoreRow, ...]:
        """The answers that means use: original, as they stand, of a quality criterion, with a level.

        Of a past audit that was brought in they are the imported ones, which nothing else counts.
        """
        return self._with_level(self.newest_scores, self.counted_source)

    @cached_property
    def first_quality_scores(self) -> tuple[ScoreRow, ...]:
        """The answers that agreement uses: the same, as they were first handed in."""
        return self._with_level(self.first_scores, "original")

    def _with_level(self, scores: Iterable[ScoreRow], source: str) -> tuple[ScoreRow, ...]:
        legal = self.legal_criteria
        return tuple(
            score
            for score in scores
            if score.source == source and score.level is not None and score.criterion not in legal
        )

    def _of_edition(self, choose: Callable[[Iterable[int]], int]) -> tuple[ScoreRow, ...]:
        if len({score.edition for score in self.scores}) < 2:
            return self.scores
        editions: dict[SheetKey, set[int]] = defaultdict(set)
        for score in self.scores:
            editions[score.sheet].add(score.edition)
        chosen = {sheet: choose(given) for sheet, given in editions.items()}
        return tuple(score for score in self.scores if score.edition == chosen[score.sheet])

    @cached_property
    def counted_source(self) -> str:
        """The answers that means and shares count: originals, or of a past audit alone the imported ones."""
        sources = {score.source for score in self.scores}
        return "imported" if "imported" in sources and "original" not in sources else "original"

    @cached_property
    def legal_criteria(self) -> frozenset[str]:
        """The criteria that are met or not met, and stay out of every mean."""
        return frozenset(row.criterion for row in self.sections if row.type == "legal")

    @cached_property
    def section_of(self) -> Mapping[str, str]:
        """The section of each criterion, in the order of the sections table."""
        return {row.criterion: row.section for row in self.sections}
