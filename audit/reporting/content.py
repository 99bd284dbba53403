"""Everything that a report on a round prints and nothing else: no auditors' names, no council's own ids."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from audit.domain.findings import Findings
from audit.domain.grades import Grades

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class NamedCount:
    """How many of what, in words that people read: ("agreed in the panel meeting", 4)."""

    name: str
    n: int


@dataclass(frozen=True, kw_only=True)
class RoundLine:
    """One round that the report is about."""

    title: str
    period: str
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CriterionText:
    """One question as auditors read it; `type` is quality or legal."""

    key: str
    title: str
    wording: str = ""
    type: str = "quality"


@dataclass(frozen=True, kw_only=True)
class SectionText:
    """One section of the rubric with its questions in order; `scored_by` names agencies in words."""

    key: str
    title: str
    scored_by: tuple[str, ...]
    criteria: tuple[CriterionText, ...]


@dataclass(frozen=True, kw_only=True)
class RubricText:
    """The standards that were used, as frozen by the round. `level_names[0]` is the lowest level."""

    title: str
    version: str
    sha256: str
    level_names: tuple[str, ...]
    sections: tuple[SectionText, ...]


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """One group of the list and how many were drawn from it."""

    name: str
    n_listed: int
    n_drawn: int


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The list of documents and the draw. `basis` and `how_drawn` are whole sentences; so is `why_outside`,
    which says why a round for a theme or a dip sample speaks for no other documents.

    Whatever is listed is left out for a reason, chosen on purpose, or could be drawn; `n_outside_averages` of
    the last are drafts or came from elsewhere. `n_partly_scored` of the scored were scored in some sections
    only, so they have no grade and no mean. `restricted_left_out`: how many, with their reasons.
    """

    basis: str
    how_drawn: str
    n_rows: int
    n_listed: int
    n_refused: int
    n_restricted_left_out: int
    restricted_left_out: str = ""
    n_drawn_before_left_out: int = 0
    n_on_purpose: int = 0
    n_could_be_drawn: int
    n_outside_averages: int = 0
    n_drawn: int
    n_scored: int
    n_double_marked: int
    n_partly_scored: int = 0
    strata: tuple[Stratum, ...] = ()
    seed: int | None = None
    why_outside: str = ""

    @property
    def is_chosen(self) -> bool:
        """Whether nothing was drawn: every case was chosen on purpose, so none stands for the list."""
        return 0 < self.n_drawn == self.n_on_purpose


@dataclass(frozen=True, kw_only=True)
class AgencyPresence:
    """One agency on the panel: how many auditors, how many submitted scoresheets, never whose."""

    name: str
    n_auditors: int
    n_sheets: int


@dataclass(frozen=True, kw_only=True)
class MeetingLine:
    """One panel meeting: how many people spoke for each agency, and the agencies that were missing."""

    held_on: date
    present: tuple[NamedCount, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Who took part; `absent` names the agencies that the standards call for but that took no part at all.

    Of a meeting's scoresheets some were written instead of the auditors' own and some after them.
    """

    agencies: tuple[AgencyPresence, ...] = ()
    absent: tuple[str, ...] = ()
    meetings: tuple[MeetingLine, ...] = ()
    n_scored_by_meeting: int = 0
    n_reviewed_by_meeting: int = 0


@dataclass(frozen=True, kw_only=True)
class Moderation:
    """How many cases differed, in how many nothing grave is open, and how many questions were settled how."""

    n_differing: int = 0
    n_settled: int = 0
    by_reason: tuple[NamedCount, ...] = ()
    by_method: tuple[NamedCount, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What must be put right in one case. `owner` is a role; `text` is printed only where it is carried."""

    case_number: int
    owner: str
    status: str
    due_on: date | None = None
    replied_on: date | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class TrailHead:
    """The last line of the area's history when the round closed, and its place in the chain."""

    sequence: int
    hash: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class NamedText:
    """One line of a list of facts, in words."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DeviationText:
    """What was done otherwise than planned, and why; `audit` names it where several are printed together."""

    what: str
    why: str
    recorded_at: datetime
    audit: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanText:
    """The plan of the analysis: what was chosen, when it was frozen, and what departed from it since.

    `is_after_the_fact`: of a past audit, whose scores were there before any plan.
    """

    choices: tuple[NamedText, ...] = ()
    frozen_at: datetime | None = None
    is_after_the_fact: bool = False
    deviations: tuple[DeviationText, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReportContent:
    """All that the report prints. Its dates come from `closed_at`: the same content gives the same bytes.

    `fingerprint` is that of everything the report and its workbook were made from, not of the scores alone.

    `is_imported`: a past audit that was brought in, of which nobody knows who marked it.

    The findings are kept without their raters, because a report does not say who scored what.
    """

    area: str
    is_example: bool
    programme: str
    rounds: tuple[RoundLine, ...]
    period: str
    kind: str
    closed_at: datetime
    rubric: RubricText
    sample: Sample
    panel: Panel
    findings: Findings
    moderation: Moderation
    trail_head: TrailHead
    fingerprint: str
    grades: Grades = Grades()
    corrections: tuple[Correction, ...] = ()
    method: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    analysis_plan: PlanText | None = None
    is_internal: bool = True
    is_imported: bool = False

    def __post_init__(self) -> None:
        for moment in (self.closed_at, self.trail_head.at):
            if moment.tzinfo is None:
                raise ValueError("moments in a report carry their time zone")
        object.__setattr__(self, "findings", replace(self.findings, raters=()))

    @property
    def title(self) -> str:
        """The round's title; of several rounds, the programme's."""
        return self.rounds[0].title if len(self.rounds) == 1 else self.programme

    def to_json(self) -> str:
        """The content as JSON that `from_json` reads back to an equal value."""
        return json.dumps(asdict(self), default=plain, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "ReportContent":
        """The content that `to_json` wrote. Raises pydantic's ValidationError where something is missing."""
        return _adapter().validate_json(text)


def plain(value: Any) -> str:
    """What JSON has no form for, as a report keeps it: days and moments as ISO text."""
    if isinstance(value, date):  # a datetime is a date as well
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a report")


@cache
def _adapter() -> "TypeAdapter[ReportContent]":
    from pydantic import TypeAdapter

    return TypeAdapter(ReportContent)
