"""Findings over the years: computed, drawn and set on paper, touching neither database nor disk."""

import json
from dataclasses import asdict

from audit.domain.findings import Findings
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

    def say_step(step: str, done_share: float) -> None:
        progress(0.05 + 0.6 * done_share, _STEPS.get(step, step.capitalize()))

    findings = analyse(inputs.tables, inputs.plan, say_step)
    content = YearsContent(findings=findings, fingerprint=inputs.fingerprint, **inputs.parts)
    return [*_files(content, progress), *_strictness(content, findings)], content.fingerprint


def _files(content: YearsContent, progress: Progress) -> list[File]:
    drawn = draw_claims(content.findings, content.level_names, content.agencies)
    charts = json.dumps({name: asdict(chart) for name, chart in drawn.items()}, ensure_ascii=False)
    progress(0.75, "Setting the PDF report")
    return [
        File(CONTENT, "application/json", content.to_json().encode()),
        File(CHARTS, "application/json", charts.encode()),
        File(PDF, "application/pdf", make_pdf(content)),
    ]


def _strictness(content: YearsContent, findings: Findings) -> list[File]:
    """Apart from what the content says, because each is for one person and the lead alone."""
    return strictness_files(
        findings, about=content.title, rests_on=tuple(line.title for line in content.rounds)
    )
