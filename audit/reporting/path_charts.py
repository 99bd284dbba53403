"""Whether quality goes with contributions, as pictures: groups, the path, the checks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from audit.domain.findings import Control, Findings, PathEstimate, PathwayClaim
from audit.reporting.charts import Chart, Table, finish
from audit.reporting.claim_drawing import (
    OTHER,
    draw_keys,
    list_methods,
    scale_part,
    signed,
    tick_levels,
)
from audit.reporting.drawing import INK, MARK, QUIET, SMALL, TEXT, draw_interval, open_canvas, write_on
from audit.reporting.figures import NOT_KNOWN, counted, decimal, number, percent, span
from audit.reporting.fonts import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

    from audit.reporting.claim_drawing import Key


# Of a drawing 100 wide and 44 high.
_BOX_WIDE, _BOX_HIGH = 17, 10


def draw_groups(findings: Findings, level_names: Sequence[str]) -> Chart | None:
    """Documents by how much agencies contributed, and their quality beside others of the same time."""
    groups = findings.pathway.groups
    if len(groups) < 2:
        return None
    figure, axes = open_canvas(3.1)
    figure.subplots_adjust(left=0.15, right=0.97, bottom=0.17, top=0.97)
    spots = [(group.mean_engagement, group.mean_quality, group.interval) for group in groups]
    for share, mean, within in spots:
        if within is not None:
            draw_interval(axes, [within.low, within.high], share, is_upright=True)
        axes.plot([share], [mean], "o", color=MARK, markersize=7)
    axes.set_xlim(-0.08, 1.1)
    for (share, mean, _), group in zip(spots, groups, strict=True):
        write_on(axes, share + 0.025, mean, f"n = {group.n_cases}", va="center", size=SMALL)
    axes.set_xticks((0, 0.25, 0.5, 0.75, 1), ["none came", "25%", "50%", "75%", "all came"])
    scale_part(axes, spots, level_names)
    table = Table(
        ("Of what was asked for there came", "Documents", "Average score", "Interval"),
        tuple(
            (
                f"{percent(group.lowest)} to {percent(group.highest)}",
                number(group.n_cases),
                decimal(group.mean_quality),
                span(group.interval),
            )
            for group in groups
        ),
    )
    described = "; ".join(f"{row[0]}: {row[2]} from {row[1]} documents" for row in table.rows)
    words = f"{described}. What differs between years is taken out."
    return finish(
        figure,
        "Contributions and quality",
        words,
        table,
        method=list_methods(group.interval for group in groups),
    )


def draw_path(findings: Findings) -> Chart | None:
    """Time, contributions and quality, with what goes with what and how sure that is."""
    claim = findings.pathway
    if claim.a is None or claim.b is None or claim.estimate is None:
        return None
    step = "review" if claim.trend == "review" else "year"
    figure, axes = open_canvas(2.9)
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    axes.set_axis_off()
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 44)
    time = _box(axes, 11, 8, f"Each {step}\nthat passes")
    contributions = _box(axes, 50, 36, "What agencies\ncontributed")
    quality = _box(axes, 89, 8, "Quality of\nthe document")
    _arrow(axes, time, contributions)
    _arrow(axes, contributions, quality)
    _label(
        axes,
        (26, 26),
        f"{signed(claim.a.estimate * 100, 1)} of 100 a {step}",
        _range_of_hundred(claim.a),
        "right",
    )
    _label(
        axes,
        (74, 26),
        f"{signed(claim.b.estimate)} levels, all against none",
        f"{span(claim.b.interval)}",
        "left",
    )
    both = PathEstimate(estimate=claim.estimate, interval=claim.interval) if claim.interval else None
    _label(
        axes,
        (50, 10),
        f"By way of both steps: {signed(claim.estimate, 3)} levels a {step}",
        span(both.interval, 3) if both else "",
        "center",
    )
    table = Table(
        ("Step", "Estimate", "Interval"),
        (
            (
                f"Contributions each {step}, of 100 asked for (a)",
                signed(claim.a.estimate * 100, 1),
                _range_of_hundred(claim.a),
            ),
            (
                "Levels of quality where all contributed instead of none (b)",
                signed(claim.b.estimate),
                span(claim.b.interval),
            ),
            (
                f"By way of both steps, levels a {step} (a × b)",
                signed(claim.estimate, 3),
                span(claim.interval, 3),
            ),
            *_tell_hidden(claim),
        ),
    )
    n = claim.counts.get("n_cases_in_path", 0)
    words = "; ".join(f"{row[0]}: {row[1]} ({row[2]})" for row in table.rows)
    title = f"What goes with what, in {counted(n, 'document')}"
    return finish(
        figure,
        title,
        f"{words}. Arrows show what goes with what, not what leads to what.",
        table,
        method=list_methods([claim.a.interval, claim.b.interval, claim.interval]),
    )


def _tell_hidden(claim: PathwayClaim) -> list[tuple[str, str, str]]:
    """How strong a hidden cause would have to be, by how much more likely it makes both; 1 is none at all."""
    told = {
        "How many times as likely a hidden cause must make few contributions, and low quality, to account "
        "for all of it": claim.e_value,
        "The same, for the range just to reach no change": claim.e_value_limit,
    }
    return [(what, decimal(times, 1), NOT_KNOWN) for what, times in told.items() if times and times > 1]


def _range_of_hundred(step: PathEstimate) -> str:
    return f"{decimal(step.interval.low * 100, 1)} to {decimal(step.interval.high * 100, 1)}"


def _box(axes: "Axes", x: float, y: float, words: str) -> "Rectangle":
    from matplotlib.patches import Rectangle

    corner = (x - _BOX_WIDE / 2, y - _BOX_HIGH / 2)
    box = Rectangle(corner, _BOX_WIDE, _BOX_HIGH, facecolor="#eef3fa", edgecolor=MARK, linewidth=1.2)
    axes.add_patch(box)
    write_on(axes, x, y, words, ha="center", va="center", size=TEXT + 0.5)
    return box


def _middle(box: "Rectangle") -> tuple[float, float]:
    x, y = box.get_center()
    return float(x), float(y)


def _arrow(axes: "Axes", start: "Rectangle", end: "Rectangle") -> None:
    """From the edge of one box to the edge of the other."""
    from matplotlib.patches import FancyArrowPatch

    axes.add_patch(
        FancyArrowPatch(
            _middle(start),
            _middle(end),
            patchA=start,
            patchB=end,
            arrowstyle="-|>",
            mutation_scale=12,
            color=INK,
            linewidth=1.4,
        )
    )


def _label(axes: "Axes", place: tuple[float, float], estimate: str, within: str, side: str) -> None:
    x, y = place
    write_on(axes, x, y, estimate, ha=side, va="bottom", size=TEXT)
    write_on(axes, x, y - 0.6, within, ha=side, va="top", size=SMALL, color=QUIET)


def draw_controls(findings: Findings, agencies: Mapping[str, str]) -> Chart | None:
    """For each agency the sections that it feeds and those that it does not, where nothing should move."""
    controls = findings.pathway.controls
    rows = [
        (_name_row(agencies, control, fed=fed), step, fed, control)
        for control in controls
        for fed, step in ((True, control.fed), (False, control.unfed))
        if step is not None
    ]
    if not rows:
        return None
    height = 0.33 * len(rows) + 0.85
    figure, axes = open_canvas(height)
    figure.subplots_adjust(left=0.42, right=0.97, bottom=0.38 / height, top=1 - 0.36 / height)
    axes.axvline(0, color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
    for place, (_, step, fed, _) in enumerate(rows):
        colour = MARK if fed else OTHER
        axes.plot([step.interval.low, step.interval.high], [place, place], color=colour, linewidth=2)
        axes.plot([step.estimate], [place], "o" if fed else "s", color=colour, markersize=6)
    axes.set_yticks(range(len(rows)), [printable(name) for name, *_ in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    tick_levels(axes)
    draw_keys(axes, _fed_keys())
    table = Table(
        ("Agency and sections", "Documents", "Levels", "Interval", "Moved, though it has no part"),
        tuple(
            (
                name,
                number(control.n_cases),
                signed(step.estimate),
                span(step.interval, 3),
                "it has a part" if fed else ("yes" if control.moved else "no"),
            )
            for name, step, fed, control in rows
        ),
    )
    words = "; ".join(f"{row[0]}: {row[2]} ({row[3]})" for row in table.rows)
    title = "Sections that an agency feeds, and sections that it does not"
    return finish(
        figure,
        title,
        f"{words}. Levels where all of it came, against none. Dashed: no change.",
        table,
        method=list_methods(step.interval for _, step, *_ in rows),
    )


def _name_row(agencies: Mapping[str, str], control: Control, *, fed: bool) -> str:
    name = agencies.get(control.agency, control.agency.replace("_", " ").capitalize())
    return f"{name}: {'its sections' if fed else 'other sections'}"


def _fed_keys() -> "list[Key]":
    from matplotlib.lines import Line2D

    return [
        (Line2D([], [], color=MARK, marker="o", linewidth=2), "Sections that it feeds"),
        (Line2D([], [], color=OTHER, marker="s", linewidth=2), "Sections that it does not feed"),
    ]
