"""How strictly each person marked, a file for each: only that person and the lead may read it."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from audit.domain.findings import Findings, RaterSummary
from audit.store.report import STRICTNESS
from audit.workflow.report_jobs import File

# Of two people the one is as strict as the other is lenient: who knows the one knows the other.
FEWEST_PEOPLE = 3


@dataclass(frozen=True)
class Strictness:
    """How strictly one person marked against the average of `n_people`, in logits; above 0 is stricter."""

    person: str
    about: str
    rests_on: tuple[str, ...]
    n_people: int
    n_cases: int
    n_ratings: int
    severity: float
    low: float
    high: float
    confidence_level: float
    method: str
    shrunken: float

    @classmethod
    def from_json(cls, text: str) -> "Strictness":
        """What `strictness_files` wrote."""
        kept: dict[str, Any] = json.loads(text)
        return cls(**{**kept, "rests_on": tuple(kept["rests_on"])})


def strictness_files(findings: Findings, *, about: str, rests_on: tuple[str, ...]) -> list[File]:
    """A file for each person whose marking can be compared with others'."""
    compared = [
        rater
        for rater in findings.raters
        if rater.severity is not None and rater.severity_interval is not None
    ]
    return [_file(rater, len(compared), about, rests_on) for rater in compared]


def _file(rater: RaterSummary, n_people: int, about: str, rests_on: tuple[str, ...]) -> File:
    within, severity = rater.severity_interval, rater.severity
    if within is None or severity is None:
        raise ValueError("this rater was not compared")
    found = Strictness(
        rater.rater_id,
        about,
        rests_on,
        n_people,
        rater.n_cases,
        rater.n_ratings,
        severity,
        within.low,
        within.high,
        within.confidence_level,
        within.method,
        severity if rater.severity_shrunken is None else rater.severity_shrunken,
    )
    text = json.dumps(asdict(found), allow_nan=False)
    return File(f"{STRICTNESS}{rater.rater_id}", "application/json", text.encode())
