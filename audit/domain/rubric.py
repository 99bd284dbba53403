"""What good looks like, as frozen values: a rubric, its sections and its criteria."""

from collections.abc import Collection
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from audit.domain.agency import Agency
from audit.domain.case import Fact
from audit.domain.rubric_faults import faults

WHOLE = "whole"
CROSS_CHECK = "rubric_faults"

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Number = Annotated[int, Field(strict=True, ge=0, le=20)]
Mean = Annotated[float, Field(strict=True, ge=1, le=20, allow_inf_nan=False)]
Weight = Annotated[float, Field(strict=True, gt=0, le=10, allow_inf_nan=False)]


class CriterionType(StrEnum):
    """How a question is answered: with a level, or with met or not met."""

    QUALITY = "quality"
    LEGAL = "legal"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(_Part):
    """One step of the scale; 1 is the worst."""

    number: Annotated[int, Field(strict=True, ge=1, le=20)]
    name: Name


class GradeBand(_Part):
    """A mean level of `lowest_mean` or more, and less than the next band's, earns this grade."""

    grade: Name
    lowest_mean: Mean


class Limit(_Part):
    """A failure that caps the grade: `at_least` of the named criteria failed."""

    key: Key
    legal_not_met: tuple[Key, ...] = ()
    quality: tuple[Key, ...] = ()
    at_or_below: Number | None = None
    at_least: Annotated[int, Field(strict=True, ge=1)] = 1
    cap: Name
    reason: Words


class Criterion(_Part):
    """One question about a document. Content that is absent from the document fails it."""

    key: Key
    question: Words
    look_for: Annotated[tuple[Words, ...], Field(min_length=1, max_length=8)]
    type: CriterionType
    descriptors: dict[int, Words] = Field(default_factory=dict)
    applies_when: Fact | None = None
    weight: Weight = 1.0
    fed_by: Annotated[tuple[Agency, ...], Field(min_length=1)]

    @property
    def is_legal(self) -> bool:
        return self.type is CriterionType.LEGAL

    def applies(self, facts: Collection[Fact]) -> bool:
        """Say whether the question is asked of a case about which these facts hold."""
        return self.applies_when is None or self.applies_when in facts


class Section(_Part):
    """A part of the document, and the agencies whose auditors score it."""

    key: Key
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9, ]{1,12}$")] | None = None
    title: Name
    help: Words
    agencies: Annotated[tuple[Agency, ...], Field(min_length=1)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=40)]


class Rubric(_Part):
    """One version of what good looks like; never changed once published."""

    key: Key
    kind: Key
    version: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,19}$")]
    title: Name
    about: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=20)]
    good_from: Annotated[int, Field(strict=True, ge=2)]
    bands: Annotated[tuple[GradeBand, ...], Field(min_length=1)]
    limits: tuple[Limit, ...] = ()
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        found = faults(self.model_dump(mode="json", exclude_unset=True))
        if found:
            text = "; ".join(fault.text for fault in found)
            raise PydanticCustomError(CROSS_CHECK, "{text}", {"text": text})
        return self

    @property
    def code(self) -> str:
        """Name this version among all: the rubric version of scores, and the file's name."""
        return f"{self.key}_{self.version}"

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every question, in the order of the document."""
        return tuple(criterion for section in self.sections for criterion in section.criteria)

    @property
    def grades(self) -> tuple[str, ...]:
        """Every grade, worst first."""
        return tuple(band.grade for band in self.bands)

    def __hash__(self) -> int:
        # By what names it: working through all that it says takes longer than most uses of the hash.
        return hash((self.key, self.version))

    def criterion(self, key: str) -> Criterion:
        """Find one question; KeyError when the rubric has none of that key."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)

    def is_good(self, level: int) -> bool:
        """Say whether a level counts as good or better."""
        return level >= self.good_from

    def level_name(self, number: int) -> str:
        """Name one level of the scale; KeyError when there is none of that number."""
        return {level.number: level.name for level in self.levels}[number]

    def sections_for(self, lens: str) -> tuple[Section, ...]:
        """Return the sections that an agency's auditors score; the whole lens scores all of them."""
        if lens == WHOLE:
            return self.sections
        agency = Agency(lens)
        return tuple(section for section in self.sections if agency in section.agencies)

    def criteria_for(self, lens: str, facts: Collection[Fact] = ()) -> tuple[Criterion, ...]:
        """Return the questions that a lens answers about a case of which these facts hold."""
        return tuple(
            criterion
            for section in self.sections_for(lens)
            for criterion in section.criteria
            if criterion.applies(facts)
        )


def json_schema() -> dict[str, Any]:
    """Describe a rubric file for editors; what the parts say of one another is checked by reading it."""
    schema = Rubric.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
