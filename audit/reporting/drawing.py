"""What charts are drawn with: one canvas, one set of colours, the packaged fonts."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from audit.reporting.figures import number, percent
from audit.reporting.fonts import chart_font, is_plain, printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#0b0c0c"
QUIET = "#505a5f"
RULE = "#b1b4b6"
MARK = "#1d4f91"
WIDTH_IN = 6.7
SMALL, TEXT = 8.0, 9.0
_LEFT, _RIGHT = 0.33, 0.9
_AXIS_IN, _AIR_IN, _LEGEND_LINE_IN, _LINE_IN, _BAR_IN = 0.32, 0.1, 0.22, 0.15, 0.22
_LABEL_WIDTH, _WIDE_LABEL_WIDTH, _LABEL_LINES = 34, 25, 4
_LEGEND_WIDTH = 60
# From weak to strong; dark ends, light middle, orange against blue: told apart without red and green.
_SCALE = ("#8c2d04", "#e07b39", "#fdd0a2", "#dbe9f6", "#9ecae1", "#4a90c2", "#08306b")
_PICKS = {1: (6,), 2: (1, 4), 3: (0, 2, 6), 4: (0, 2, 4, 6), 5: (0, 1, 2, 4, 6), 6: (0, 1, 2, 3, 4, 6)}
_DARK = frozenset((_SCALE[0], _SCALE[6]))
LEGAL_COLOURS = (_SCALE[4], _SCALE[0], "#f3f2f1")


def level_colours(n_levels: int) -> tuple[str, ...]:
    """One colour for each level, weakest first."""
    return tuple(_SCALE[pick] for pick in _PICKS.get(n_levels, range(7)))


def wrap_labels(texts: Sequence[str]) -> list[str]:
    """Row labels broken into a few short lines; what is longer is cut, since the table has it whole."""
    return [_wrap(printable(text)) for text in texts]


def _wrap(text: str) -> str:
    width = _LABEL_WIDTH if is_plain(text) else _WIDE_LABEL_WIDTH
    return textwrap.fill(text, width, max_lines=_LABEL_LINES, placeholder=" ...")


def open_rows(labels: Sequence[str], *, legend: Sequence[str] = ()) -> "tuple[Figure, Axes]":
    """A drawing with one row for each label, shares from left to right, and room for its legend on top.

    Margins are the same in every drawing, so that charts under one another line up.
    """
    row_in = _row_height(labels)
    top_in = _AIR_IN + _LEGEND_LINE_IN * len(_legend_lines(legend))
    height = row_in * len(labels) + top_in + _AXIS_IN
    figure, axes = open_canvas(height)
    figure.subplots_adjust(left=_LEFT, right=_RIGHT, bottom=_AXIS_IN / height, top=1 - top_in / height)
    axes.set_yticks(range(len(labels)), list(labels))
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    ticks = (0, 0.25, 0.5, 0.75, 1)
    axes.set_xticks(ticks, [percent(tick) for tick in ticks])
    return figure, axes


def open_canvas(height: float) -> "tuple[Figure, Axes]":
    """An empty drawing as wide as the text of an A4 page, with no more lines than it needs."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_IN, height))
    axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.tick_params(length=0, colors=INK)
    return figure, axes


def draw_bar(axes: "Axes", place: int, row: Sequence[int], colours: Sequence[str], thickness: float) -> None:
    """One row of shares side by side, each with its count where there is room, and n at the end."""
    total = sum(row)
    left = 0.0
    for n, colour in zip(row, colours, strict=False):
        share = n / total
        if n:
            axes.barh(place, share, left=left, height=thickness, color=colour, edgecolor=INK, linewidth=0.7)
        if share >= 0.035:
            ink = "#ffffff" if colour in _DARK else INK
            write_on(
                axes, left + share / 2, place, number(n), ha="center", va="center", size=SMALL, color=ink
            )
        left += share
    write_on(axes, 1.025, place, f"n = {number(total)}", va="center", size=SMALL)


def bar_thickness(labels: Sequence[str]) -> float:
    """The height of a bar in rows, so that it is as thick on paper whatever the labels need."""
    return _BAR_IN / _row_height(labels)


def draw_interval(axes: "Axes", along: Sequence[float], across: float, *, is_upright: bool) -> None:
    """A line with two ends."""
    other = [across, across]
    x, y = (other, along) if is_upright else (along, other)
    axes.plot(x, y, color=MARK, linewidth=2, solid_capstyle="butt")
    axes.plot(x, y, "_" if is_upright else "|", color=MARK, markersize=9, markeredgewidth=1.6)


def draw_legend(axes: "Axes", names: Sequence[str], colours: Sequence[str]) -> None:
    """What each colour means, in the order of the bars."""
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=colour, edgecolor=INK, linewidth=0.7) for colour in colours]
    lines = _legend_lines(names)
    legend = axes.legend(
        patches[: len(names)],
        [name for line in lines for name in line],
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=max(len(line) for line in lines),
        frameon=False,
        borderaxespad=0.2,
        handlelength=1.2,
        columnspacing=1.4,
        borderpad=0,
        handleheight=1.0,
    )
    for text in legend.get_texts():
        dress(text, SMALL)


def scale_levels(axes: "Axes", names: Sequence[str]) -> None:
    """The levels by number and name, weakest at the bottom."""
    axes.set_ylim(0.8, max(len(names), 2) + 0.2)
    labels = [
        textwrap.fill(f"{level} {printable(name)}", 14, max_lines=3, placeholder=" ...")
        for level, name in enumerate(names, start=1)
    ]
    axes.set_yticks(range(1, len(names) + 1), labels)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)


def write_on(
    axes: "Axes", x: float, y: float, words: str, *, size: float = TEXT, color: str = INK, **how: Any
) -> None:
    """A few words at a place of the drawing."""
    dress(axes.text(x, y, words, clip_on=False, **how), size, color)


def dress(text: Any, size: float, color: str = INK) -> None:
    """Packaged font, and dollar signs are dollar signs: what people wrote is no formula."""
    text.set_parse_math(False)
    text.set_fontproperties(chart_font(text.get_text()))
    text.set_fontsize(size)
    text.set_color(color)


def _row_height(labels: Sequence[str]) -> float:
    n_lines = max((label.count("\n") + 1 for label in labels), default=1)
    return max(0.36, _LINE_IN * n_lines + 0.1)


def _legend_lines(names: Sequence[str]) -> list[list[str]]:
    """All names on one line if they fit, else one each."""
    whole = [printable(name) for name in names]
    short = [name if len(name) <= _LEGEND_WIDTH else f"{name[:_LEGEND_WIDTH]}..." for name in whole]
    fits = sum(len(name) + 5 for name in short) < 85
    return ([short] if fits else [[name] for name in short]) if short else []
