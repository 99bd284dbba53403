"""The pictures of the questions about change, the same on page and paper, each with its table."""

from collections.abc import Mapping, Sequence

from audit.domain.findings import Claim, Findings
from audit.reporting.charts import Chart
from audit.reporting.path_charts import draw_controls, draw_groups, draw_path
from audit.reporting.trend_charts import draw_plan_lines, draw_seen, draw_trend

# How to read each picture, for whoever never saw one like it.
_READINGS: Mapping[str, str] = {
    "trend": (
        "Each dot is the average score of one year’s documents; the upright line says where the true "
        "average likely lies. Below stand the year and how many documents there are."
    ),
    "seen": (
        "In levels of the score, each year or each review. The blue line is the range in which the change "
        "likely lies. A change beyond the orange marks would have been noticed in 8 of 10 such audits; a "
        "smaller one is easily missed."
    ),
    "reviews": (
        "Each thin line is one plan from document to document. Below stands how many plans were scored at "
        "each document: they grow fewer as plans end."
    ),
    "groups": (
        "Documents are in groups by how much of what was asked for came. The higher the dot, the better "
        "they scored; the upright line says where the true average likely lies. Each document is compared "
        "only with others of the same time."
    ),
    "path": (
        "Beside each arrow stands how much the one goes with the other, and below it the likely range. "
        "Arrows do not say what leads to what."
    ),
    "controls": (
        "In levels where all of it came, against none. The dashed line stands for no difference: where a "
        "line reaches it, there may be none. Blue: sections that the agency feeds. Orange: sections that it "
        "has no part in, which should reach the dashed line; where they do not, something else may be at "
        "work. The orange ranges are wider, because several agencies are looked at at once."
    ),
}


def read_charts(findings: Findings) -> dict[str, str]:
    """How to read each picture, speaking only of what is drawn in it."""
    return {
        **_READINGS,
        "trend": _READINGS["trend"]
        + _read_means(findings)
        + _read_line(findings.cohort_trend, "of the change"),
        "reviews": _READINGS["reviews"] + _read_line(findings.review_trend, "of the change within plans"),
    }


def _read_means(findings: Findings) -> str:
    if all(cohort.adjusted_mean is None for cohort in findings.cohorts):
        return ""
    return (
        " The averages are what an average auditor would have given, so they can differ a little from those "
        "on the page of one audit."
    )


def _read_line(claim: Claim, of_what: str) -> str:
    if claim.estimate is None:
        return " Within the blue band a change would be too small to matter." if claim.margin else ""
    said = f" The thick orange line is the best guess {of_what}"
    said += "; it likely lies between the thin ones." if claim.interval else "."
    if claim.margin is not None:
        said += " Only if both thin lines lie within the blue band is the change too small to matter."
    return said


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
