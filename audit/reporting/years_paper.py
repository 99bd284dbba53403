"""The findings over the years as HTML for paper."""

from audit.reporting.claim_charts import draw_claims, read_charts
from audit.reporting.claim_words import say_claims
from audit.reporting.render import open_templates
from audit.reporting.years_content import YearsContent

_YEARS = "years.html"


def render_years(content: YearsContent) -> str:
    """The whole report as one HTML document with its charts inside."""
    return (
        open_templates()
        .get_template(_YEARS)
        .render(
            content=content,
            findings=content.findings,
            readings=read_charts(content.findings),
            claims=say_claims(content.findings),
            charts=draw_claims(content.findings, content.level_names, content.agencies),
        )
    )
