"""Content -> HTML for paper: the templates of `reports/`, everything escaped, every figure rounded there."""

import base64
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from audit.folders import folder
from audit.reporting.charts import Chart, draw_cohorts, draw_criteria, draw_legal, draw_sections
from audit.reporting.companion_rows import PAIR_HEADINGS, agreement_rows, pair_rows, trend_rows
from audit.reporting.content import ReportContent
from audit.reporting.figures import FILTERS
from audit.reporting.fonts import printable
from audit.reporting.methods import list_methods, say_companions
from audit.reporting.plain_sentences import say_averages
from audit.reporting.sentences import say_verdict, summarise

_ROUND = "round.html"


def render_html(content: ReportContent) -> str:
    """The whole report as one HTML document with its charts inside."""
    sections = content.rubric.sections
    return (
        open_templates()
        .get_template(_ROUND)
        .render(
            content=content,
            findings=content.findings,
            summary=summarise(content),
            methods=list_methods(content),
            companions=say_companions(content),
            criteria={criterion.criterion: criterion for criterion in content.findings.criteria},
            section_summaries={section.section: section for section in content.findings.sections},
            agreement_rows=agreement_rows(content.findings.agreement),
            trend_rows=trend_rows(content.findings.cohort_trend, content.findings.review_trend),
            pairs={"headings": PAIR_HEADINGS, "rows": pair_rows(content.findings.cohort_trend)},
            section_chart=draw_sections(content.findings, content.rubric),
            cohort_chart=draw_cohorts(content.findings, content.rubric),
            quality_charts={
                section.key: draw_criteria(content.findings, content.rubric, section) for section in sections
            },
            legal_charts={section.key: draw_legal(content.findings, section) for section in sections},
        )
    )


def open_templates() -> Environment:
    """The templates of `reports/`, with everything that they may use."""
    environment = Environment(
        loader=FileSystemLoader(folder("reports")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        FILTERS, say_verdict=say_verdict, say_averages=say_averages, data_uri=_data_uri
    )
    return environment


def _finalize(value: Any) -> Any:
    """Whatever text goes onto paper goes through `printable`; what is already HTML stays HTML."""
    if isinstance(value, Markup):
        return Markup(printable(value))  # noqa: S704 - it was HTML before
    return printable(value) if isinstance(value, str) else value


def _data_uri(chart: Chart) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(chart.svg.encode()).decode()}"
