"""Findings over the years: computed, drawn and set on paper, touching neither database nor disk."""

import json
from dataclasses import asdict
from typing import Any

from audit.domain.hypothesis import analyse
from audit.reporting.claim_charts import draw_claims
from audit.reporting.pdf import make_pdf
from audit.reporting.years_content import YearsContent
from audit.workflow.report_jobs import File
from audit.workflow.round_report import CHARTS, CONTENT, PDF, Progress
from audit.workflow.strictness_files import strictness_files
from audit.workflow.years_inputs import YearsInputs

_STEPS = {
    "scoring cases": "Scoring the documents of all years",
    "agreement": "Measuring how far people agree",
    "trend over cohorts": "Comparing the years",
    "severity": "Allowing for how strictly people mark",
    "trend over reviews": "Comparing each plan with itself",
    "contributions": "Looking at what agencies contributed",
    "sections and criteria": "Counting the answers",
    "done": "Drawing the charts",
}


def make_years(inputs: YearsInputs, progress: Progress) -> tuple[list[File], str]:
    """Everything that finished findings over the years consist of, and their fingerprint."""
    content, strictness = compute_years(inputs, progress)
    charts = draw_years(content)
    progress(0.75, "Setting the PDF report")
    return [*keep_years(content, charts, make_pdf(content)), *strictness], content.fingerprint


def compute_years(inputs: YearsInputs, progress: Progress) -> tuple[YearsContent, list[File]]:
    """Analyse; and apart from what everybody reads, a file for each person on how strictly they mark."""

    def say_step(step: str, done_share: float) -> None:
        progress(0.05 + 0.6 * done_share, _STEPS.get(step, step.capitalize()))

    findings = analyse(inputs.tables, inputs.plan, say_step)
    content = YearsContent(findings=findings, fingerprint=inputs.fingerprint, **inputs.parts)
    rests_on = tuple(line.title for line in content.rounds)
    return content, strictness_files(findings, about=content.title, rests_on=rests_on)


def draw_years(content: YearsContent) -> dict[str, dict[str, Any]]:
    """Each picture of the page by name, with its title, description and table."""
    drawn = draw_claims(content.findings, content.level_names, content.agencies)
    return {name: asdict(chart) for name, chart in drawn.items()}


def keep_years(content: YearsContent, charts: dict[str, dict[str, Any]], pdf: bytes) -> list[File]:
    """What managers and boards may read."""
    return [
        File(CONTENT, "application/json", content.to_json().encode()),
        File(CHARTS, "application/json", json.dumps(charts, ensure_ascii=False).encode()),
        File(PDF, "application/pdf", pdf),
    ]
