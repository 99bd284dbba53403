"""The pictures of the questions about change, the same on page and paper, each with its table."""

from collections.abc import Mapping, Sequence

from audit.domain.findings import Findings
from audit.reporting.charts import Chart
from audit.reporting.path_charts import draw_controls, draw_groups, draw_path
from audit.reporting.trend_charts import draw_plan_lines, draw_seen, draw_trend


def draw_claims(
    findings: Findings, level_names: Sequence[str], agencies: Mapping[str, str]
) -> dict[str, Chart]:
    """Every picture that there is something to show in, by name."""
    drawn = {
        "trend": draw_trend(findings, level_names),
        "reviews": draw_plan_lines(findings, level_names),
        "groups": draw_groups(findings, level_names),
        "path": draw_path(findings),
        "controls": draw_controls(findings, agencies),
        "seen": draw_seen(findings),
    }
    return {name: chart for name, chart in drawn.items() if chart is not None}
