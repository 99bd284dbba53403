"""Everything that the findings over the years print and nothing else: nobody's name, nobody's strictness."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from audit.domain.findings import Findings
from audit.reporting.content import DeviationText, RoundLine, TrailHead, plain

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class YearsContent:
    """All closed rounds of one kind of document, analysed together.

    `changes`: what changed between the years besides the documents: standards, people, lists, plans.
    `deviations`: what was done otherwise than planned in any of them. `left_out`: rounds that cannot be read
    on the same scale, in words. `agencies`: what each code is called.
    Its dates come from `closed_at`, when the newest round closed: the same content gives the same bytes.
    """

    area: str
    is_example: bool
    kind: str
    rounds: tuple[RoundLine, ...]
    standards: str
    level_names: tuple[str, ...]
    agencies: dict[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    planned_on: date | None = None
    deviations: tuple[DeviationText, ...] = ()
    closed_at: datetime
    findings: Findings
    trail_head: TrailHead
    fingerprint: str

    def __post_init__(self) -> None:
        for moment in (self.closed_at, self.trail_head.at):
            if moment.tzinfo is None:
                raise ValueError("moments in a report carry their time zone")
        object.__setattr__(self, "findings", replace(self.findings, raters=()))

    @property
    def title(self) -> str:
        """What the pages are called: neutral, whatever was found."""
        return f"{self.kind[:1].upper()}{self.kind[1:]} over the years"

    def to_json(self) -> str:
        """The content as JSON that `from_json` reads back to an equal value."""
        return json.dumps(asdict(self), default=plain, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "YearsContent":
        """The content that `to_json` wrote. Raises pydantic's ValidationError where something is missing."""
        return _adapter().validate_json(text)


@cache
def _adapter() -> "TypeAdapter[YearsContent]":
    from pydantic import TypeAdapter

    return TypeAdapter(YearsContent)
