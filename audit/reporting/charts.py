"""The pictures of a report, the same on page and paper, each with the table of what it shows."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.domain.findings import CriterionSummary, Findings
from audit.reporting.content import RubricText, SectionText
from audit.reporting.figures import decimal, number, percent, percent_span, share_of, span
from audit.reporting.fonts import chart_font, printable
from audit.reporting.svg import as_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#0b0c0c"
QUIET = "#505a5f"
RULE = "#b1b4b6"
MARK = "#1d4f91"
WIDTH_IN = 6.7
_SALT = "ehcp-audit"
_SMALL, _TEXT = 8.0, 9.0
# From weak to strong; dark ends, light middle, orange against blue: told apart without red and green.
_SCALE = ("#8c2d04", "#e07b39", "#fdd0a2", "#dbe9f6", "#9ecae1", "#4a90c2", "#08306b")
_PICKS = {1: (6,), 2: (1, 4), 3: (0, 2, 6), 4: (0, 2, 4, 6), 5: (0, 1, 2, 4, 6), 6: (0, 1, 2, 3, 4, 6)}
_DARK = frozenset((_SCALE[0], _SCALE[6]))
LEGAL_COLOURS = (_SCALE[4], _SCALE[0], "#f3f2f1")


@dataclass(frozen=True)
class Table:
    """What a chart shows, in figures: the first cell of each row is its heading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """One picture with the words and the table that say the same."""

    title: str
    description: str
    svg: str
    table: Table


def draw_cohorts(findings: Findings, rubric: RubricText) -> Chart | None:
    """Mean level of the plans of each year with its interval, and how many cases each rests on."""
    shown = [cohort for cohort in findings.cohorts if cohort.mean is not None]
    if not shown:
        return None
    means = [cohort.mean if cohort.weighted_mean is None else cohort.weighted_mean for cohort in shown]
    spans = [cohort.mean_interval if cohort.weighted_mean is None else cohort.weighted_mean_interval for cohort in shown]
    figure, axes = _canvas(2.9)
    for place, (mean, bounds) in enumerate(zip(means, spans, strict=True)):
        if bounds is not None:
            axes.plot([place, place], [bounds.low, bounds.high], color=MARK, linewidth=2, solid_capstyle="butt")
            axes.plot([place] * 2, [bounds.low, bounds.high], "_", color=MARK, markersize=9, markeredgewidth=1.6)
        axes.plot([place], [mean], "o", color=MARK, markersize=7)
        _write(axes, place + 0.12, mean or 0.0, decimal(mean), va="center", size=_SMALL)
    axes.set_xlim(-0.5, len(shown) - 0.5 + 0.3)
    axes.set_xticks(range(len(shown)), [f"{cohort.cohort_year}\nn = {cohort.n_cases}" for cohort in shown])
    _level_axis(axes, rubric.level_names)
    described = "; ".join(
        f"{cohort.cohort_year}: {decimal(mean)} from {cohort.n_cases} cases"
        for cohort, mean in zip(shown, means, strict=True)
    )
    rows = tuple(
        (str(cohort.cohort_year), number(cohort.n_cases), number(cohort.n_unscored), decimal(mean), span(bounds),
         share_of(cohort.n_good, cohort.n_cases), percent_span(cohort.good_interval))
        for cohort, mean, bounds in zip(shown, means, spans, strict=True)
    )
    table = Table(("Plans of", "Cases", "Not scored", "Mean level", "Interval", "Good or better", "Interval of the share"), rows)
    title = "Mean level of the plans of each year"
    return _finish(figure, title, f"{described}. Bars show the interval of each mean.", table)


def draw_sections(findings: Findings, rubric: RubricText) -> Chart | None:
    """Share of answers at good or better in each section, with its interval."""
    titles = {section.key: section.title for section in rubric.sections}
    shown = [section for section in findings.sections if section.good_share is not None]
    if not shown:
        return None
    labels = [textwrap.fill(printable(titles.get(section.section, section.section)), 30) for section in shown]
    figure, axes = _canvas(_height(labels))
    for place, section in enumerate(shown):
        if section.good_interval is not None:
            ends = [section.good_interval.low, section.good_interval.high]
            axes.plot(ends, [place, place], color=MARK, linewidth=2, solid_capstyle="butt")
            axes.plot(ends, [place, place], "|", color=MARK, markersize=9, markeredgewidth=1.6)
        axes.plot([section.good_share], [place], "o", color=MARK, markersize=7)
        _write(axes, 1.03, place, share_of(section.n_good, section.n_ratings), va="center")
    _rows_axis(axes, labels)
    _share_axis(axes)
    rows = tuple(
        (titles.get(section.section, section.section), number(section.n_cases), number(section.n_ratings),
         share_of(section.n_good, section.n_ratings), percent_span(section.good_interval),
         decimal(section.mean), span(section.mean_interval))
        for section in shown
    )
    table = Table(("Section", "Cases", "Answers", "Good or better", "Interval", "Mean level", "Interval of the mean"), rows)
    described = "; ".join(f"{row[0]}: {row[3]}" for row in rows)
    return _finish(figure, "Good or better in each section", f"{described}.", table)


def draw_criteria(findings: Findings, rubric: RubricText, section: SectionText) -> Chart | None:
    """How the answers to each quality question of one section fell over the levels."""
    known = {criterion.criterion: criterion for criterion in findings.criteria}
    shown = [text for text in section.criteria if text.type != "legal" and _n(known.get(text.key))]
    if not shown:
        return None
    counts = [tuple(known[text.key].n_per_level) for text in shown]
    title = f"{section.title}: how the answers fell"
    return _stack([text.title for text in shown], counts, rubric.level_names, level_colours(len(rubric.level_names)), title)


def draw_legal(findings: Findings, section: SectionText) -> Chart | None:
    """How the answers to each legal question of one section fell: met, not met, cannot tell."""
    known = {criterion.criterion: criterion for criterion in findings.criteria}
    shown = [text for text in section.criteria if text.type == "legal" and _n(known.get(text.key))]
    if not shown:
        return None
    counts = [(known[text.key].n_met, known[text.key].n_not_met, known[text.key].n_cannot_tell) for text in shown]
    title = f"{section.title}: legal questions"
    return _stack([text.title for text in shown], counts, ("Met", "Not met", "Cannot tell"), LEGAL_COLOURS, title)


def level_colours(n_levels: int) -> tuple[str, ...]:
    """One colour for each level, weakest first."""
    return tuple(_SCALE[pick] for pick in _PICKS.get(n_levels, range(7)))[:n_levels] or _SCALE


def _n(criterion: CriterionSummary | None) -> int:
    return 0 if criterion is None else criterion.n_ratings + criterion.n_cannot_tell


def _stack(
    titles: Sequence[str], counts: Sequence[tuple[int, ...]], names: Sequence[str], colours: Sequence[str], title: str
) -> Chart:
    labels = [textwrap.fill(printable(text), 34, max_lines=4, placeholder=" ...") for text in titles]
    figure, axes = _canvas(_height(labels) + 0.25)
    for place, row in enumerate(counts):
        _draw_bar(axes, place, row, colours)
    _rows_axis(axes, labels)
    _share_axis(axes, is_bars=True)
    _draw_legend(axes, names, colours)
    rows = tuple((text, *(number(n) for n in row), number(sum(row))) for text, row in zip(titles, counts, strict=True))
    described = "; ".join(
        f"{text}: {', '.join(f'{n} {name.lower()}' for n, name in zip(row, names, strict=False))}"
        for text, row in zip(titles, counts, strict=True)
    )
    return _finish(figure, title, f"{described}.", Table(("Question", *names, "Answers"), rows))


def _draw_bar(axes: "Axes", place: int, row: Sequence[int], colours: Sequence[str]) -> None:
    total = sum(row)
    left = 0.0
    for n, colour in zip(row, colours, strict=False):
        share = n / total
        if n:
            axes.barh(place, share, left=left, height=0.62, color=colour, edgecolor=INK, linewidth=0.7)
        if share >= 0.035:
            ink = "#ffffff" if colour in _DARK else INK
            _write(axes, left + share / 2, place, number(n), ha="center", va="center", size=_SMALL, color=ink)
        left += share
    _write(axes, 1.03, place, f"n = {number(total)}", va="center", size=_SMALL)


def _draw_legend(axes: "Axes", names: Sequence[str], colours: Sequence[str]) -> None:
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=colour, edgecolor=INK, linewidth=0.7) for colour in colours]
    legend = axes.legend(
        patches, [printable(name) for name in names], loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, frameon=False,
        borderaxespad=0.2, handlelength=1.2, columnspacing=1.4, borderpad=0,
    )
    for text in legend.get_texts():
        _dress(text, _SMALL)


def _canvas(height: float) -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_IN, height), layout="constrained")
    axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.tick_params(length=0, colors=INK)
    return figure, axes


def _height(labels: Sequence[str]) -> float:
    lines = sum(max(1.6, label.count("\n") + 1.6) for label in labels)
    return 0.75 + 0.19 * lines


def _rows_axis(axes: "Axes", labels: Sequence[str]) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.45, -0.55)


def _share_axis(axes: "Axes", *, is_bars: bool = False) -> None:
    axes.set_xlim(0, 1)
    ticks = (0, 0.25, 0.5, 0.75, 1)
    axes.set_xticks(ticks, [percent(tick) for tick in ticks])
    if not is_bars:
        axes.grid(axis="x", color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)


def _level_axis(axes: "Axes", names: Sequence[str]) -> None:
    axes.set_ylim(0.8, max(len(names), 2) + 0.2)
    labels = [textwrap.fill(f"{level} {printable(name)}", 14) for level, name in enumerate(names, start=1)]
    axes.set_yticks(range(1, len(names) + 1), labels)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)


def _write(axes: "Axes", x: float, y: float, words: str, *, size: float = _TEXT, color: str = INK, **how: Any) -> None:
    text = axes.text(x, y, words, color=color, clip_on=False, **how)
    _dress(text, size, color)


def _dress(text: Any, size: float, color: str = INK) -> None:
    """Packaged font, and dollar signs are dollar signs: what people wrote is no formula."""
    text.set_parse_math(False)
    text.set_fontproperties(chart_font(text.get_text()))
    text.set_fontsize(size)
    text.set_color(color)


def _finish(figure: "Figure", title: str, description: str, table: Table) -> Chart:
    from matplotlib import rc_context

    for axes in figure.axes:
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            _dress(label, _TEXT)
    with rc_context({"svg.hashsalt": _SALT, "svg.fonttype": "path"}):
        svg = as_svg(figure, title=printable(title), description=printable(description))
    return Chart(title, description, svg, table)
