"""Whether quality changed, as pictures: the means of the years, plans over reviews, what could be seen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.domain.findings import Cohort, Findings
from audit.reporting.charts import Chart, Table, finish
from audit.reporting.claim_drawing import (
    BAND,
    OTHER,
    draw_band,
    draw_keys,
    draw_line,
    explain_line,
    list_methods,
    middle_of,
    scale_part,
    signed,
    tick_levels,
)
from audit.reporting.drawing import MARK, QUIET, RULE, draw_interval, open_canvas
from audit.reporting.figures import counted, decimal, number, span
from audit.statistics.interval import Interval

if TYPE_CHECKING:
    from audit.reporting.claim_drawing import Key

_THIN = "#9aa3a8"


def draw_trend(findings: Findings, level_names: Sequence[str]) -> Chart | None:
    """Means of the cohorts with intervals, the fitted line, and the margin as a band around no change."""
    shown = [(cohort, *shown_mean(cohort)) for cohort in findings.cohorts if cohort.mean is not None]
    if len(shown) < 2:
        return None
    claim = findings.cohort_trend
    spots = [(float(cohort.cohort_year), mean, within) for cohort, mean, within in shown]
    n_cases = [cohort.n_cases for cohort, *_ in shown]
    middle = middle_of(spots, n_cases)
    figure, axes = open_canvas(3.5)
    figure.subplots_adjust(left=0.15, right=0.98, bottom=0.17, top=0.9)
    first, last = spots[0][0] - 0.4, spots[-1][0] + 0.4
    draw_band(axes, claim, middle, (first, last))
    for year, mean, within in spots:
        if within is not None:
            draw_interval(axes, [within.low, within.high], year, is_upright=True)
        axes.plot([year], [mean], "o", color=MARK, markersize=6)
    draw_line(axes, claim, middle, (first, last))
    axes.set_xlim(first, last)
    labels = [
        f"{cohort.cohort_year}\n{f'n = {n}' if len(shown) < 8 else n}"
        for (cohort, *_), n in zip(shown, n_cases, strict=True)
    ]
    axes.set_xticks([year for year, *_ in spots], labels)
    scale_part(axes, spots, level_names)
    explain_line(axes, claim)
    is_adjusted = any(cohort.adjusted_mean is not None for cohort, *_ in shown)
    table = Table(
        (
            "Documents of",
            "Cases",
            "Average score, at the average auditor’s hands" if is_adjusted else "Average score",
            "Interval",
        ),
        tuple(
            (str(cohort.cohort_year), number(cohort.n_cases), decimal(mean), span(within))
            for cohort, mean, within in shown
        ),
    )
    means = "; ".join(f"{row[0]}: {row[2]} from {row[1]} cases" for row in table.rows)
    line = (
        f" The fitted line changes by {decimal(claim.estimate, 3)} levels a year." if claim.estimate else ""
    )
    title = "Average score of the documents of each year"
    return finish(
        figure,
        title,
        f"{means}. Upright lines are the intervals.{line}",
        table,
        method=list_methods(within for *_, within in shown),
    )


def shown_mean(cohort: Cohort) -> tuple[float, Interval | None]:
    """At the average rater's hands where that could be worked out, else as it stands."""
    if cohort.adjusted_mean is not None:
        return cohort.adjusted_mean, cohort.adjusted_interval
    mean, within = cohort.estimated_mean
    return mean or 0.0, within


def draw_plan_lines(findings: Findings, level_names: Sequence[str]) -> Chart | None:
    """One thin line for each plan that was followed, and the fitted change from review to review."""
    lines, claim = findings.plan_lines, findings.review_trend
    if not lines:
        return None
    figure, axes = open_canvas(3.5)
    figure.subplots_adjust(left=0.15, right=0.98, bottom=0.17, top=0.9)
    for line in lines:
        axes.plot(line.review_nos, line.means, color=_THIN, linewidth=0.7, alpha=0.7)
    spots = [(float(x), y, None) for line in lines for x, y in zip(line.review_nos, line.means, strict=True)]
    last = int(max(x for x, *_ in spots))
    middle = middle_of(spots, [1] * len(spots))
    ends = (-0.1, last + 0.1)
    draw_band(axes, claim, middle, ends)
    draw_line(axes, claim, middle, ends)
    axes.set_xlim(*ends)
    n_plans = {step.review_no: step.n_plans for step in claim.steps}
    axes.set_xticks(
        range(last + 1), [f"{_name_review(step)}\nn = {n_plans.get(step, 0)}" for step in range(last + 1)]
    )
    scale_part(axes, spots, level_names)
    explain_line(axes, claim)
    table = Table(
        ("Document", "Plans scored", "Of these, not scored at a later one"),
        tuple(
            (_name_review(step.review_no), number(step.n_plans), number(step.n_last)) for step in claim.steps
        ),
    )
    change = ""
    if claim.estimate is not None:
        change = (
            f" The fitted line changes by {decimal(claim.estimate, 3)} levels a review "
            f"({span(claim.interval, 3)})."
        )
    words = f"{counted(len(lines), 'plan')}, a line each, at their adjusted scores.{change}"
    return finish(
        figure, "The same plans from review to review", words, table, method=list_methods([claim.interval])
    )


def _name_review(number_of: int) -> str:
    return "First plan" if number_of == 0 else f"Review {number_of}"


def draw_seen(findings: Findings) -> Chart | None:
    """The change found, what would have been found, and what matters, for each trend that was measured."""
    trends = (("From year to year", findings.cohort_trend), ("From review to review", findings.review_trend))
    rows = [(name, claim, claim.interval) for name, claim in trends if claim.interval is not None]
    if not rows:
        return None
    height = 0.62 * len(rows) + 0.85
    figure, axes = open_canvas(height)
    figure.subplots_adjust(left=0.26, right=0.97, bottom=0.38 / height, top=1 - 0.36 / height)
    margins = [claim.margin for _, claim, _ in rows if claim.margin is not None]
    if margins:
        axes.axvspan(-margins[0], margins[0], color=BAND, linewidth=0)
    axes.axvline(0, color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
    for place, (_, claim, within) in enumerate(rows):
        draw_interval(axes, [within.low, within.high], place - 0.12, is_upright=False)
        axes.plot([claim.estimate or 0.0], [place - 0.12], "o", color=MARK, markersize=7)
        size = claim.smallest_detectable or 0.0
        axes.plot([-size, size], [place + 0.25] * 2, "|", color=OTHER, markersize=11, markeredgewidth=2.2)
    axes.set_yticks(range(len(rows)), [name for name, *_ in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    low, high = axes.get_xlim()
    reach = max(abs(low), abs(high))
    axes.set_xlim(-reach, reach)
    tick_levels(axes)
    draw_keys(axes, _seen_keys(has_margin=bool(margins)))
    table = Table(
        (
            "Change of the average score",
            "Found, levels",
            "Interval",
            "Would have been noticed in 8 of 10 audits",
            "Said to matter",
        ),
        tuple(
            (
                name,
                signed(claim.estimate or 0.0, 3),
                span(within, 3),
                f"from {decimal(claim.smallest_detectable, 3)}",
                decimal(claim.margin, 3),
            )
            for name, claim, within in rows
        ),
    )
    words = "; ".join(
        f"{row[0]}: found {row[1]} levels ({row[2]}), would have been found {row[4]}" for row in table.rows
    )
    return finish(
        figure,
        "How small a change would have been noticed",
        f"{words}.",
        table,
        method=list_methods(within for *_, within in rows),
    )


def _seen_keys(*, has_margin: bool) -> "list[Key]":
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    keys: list[Key] = [
        (Line2D([], [], color=MARK, marker="o", linewidth=2), "Found"),
        (
            Line2D([], [], color=OTHER, marker="|", linewidth=0, markersize=9, markeredgewidth=2),
            "Would have been noticed",
        ),
    ]
    if has_margin:
        keys.append((Patch(facecolor=BAND, edgecolor=RULE), "Too small to matter"))
    return keys
