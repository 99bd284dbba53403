"""What the pictures of the questions about change are drawn with: line, band, part of the scale."""

import textwrap
from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import TYPE_CHECKING

from audit.domain.findings import Claim
from audit.reporting.drawing import QUIET, RULE, SMALL, dress
from audit.reporting.figures import decimal, method_of
from audit.reporting.fonts import printable
from audit.statistics.interval import Interval

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    Key = tuple[Artist, str]

BAND = "#dbe9f6"
OTHER = "#c2410c"
# What arithmetic leaves over.
_NOTHING = 1e-6
Spot = tuple[float, float, Interval | None]


def middle_of(spots: Sequence[Spot], weights: Sequence[int]) -> tuple[float, float]:
    """The point that a fitted line goes through: the weighted mean of both."""
    total = sum(weights)
    return (
        sum(x * n for (x, *_), n in zip(spots, weights, strict=True)) / total,
        sum(y * n for (_, y, _), n in zip(spots, weights, strict=True)) / total,
    )


def draw_band(axes: "Axes", claim: Claim, middle: tuple[float, float], ends: tuple[float, float]) -> None:
    """No change as a dashed line, and about it what is too small to matter."""
    x0, y0 = middle
    axes.plot(ends, [y0, y0], color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
    if claim.margin is not None:
        reach = [claim.margin * abs(x - x0) for x in (ends[0], x0, ends[1])]
        axes.fill_between(
            [ends[0], x0, ends[1]], [y0 - r for r in reach], [y0 + r for r in reach], color=BAND, linewidth=0
        )


def draw_line(axes: "Axes", claim: Claim, middle: tuple[float, float], ends: tuple[float, float]) -> None:
    """The fitted line through the middle of the points, and thin the steepest and flattest likely ones."""
    if claim.estimate is None:
        return
    limits = [claim.interval.low, claim.interval.high] if claim.interval else []
    for slope, width in ((claim.estimate, 2.5), *((limit, 0.9) for limit in limits)):
        axes.plot(ends, [middle[1] + slope * (x - middle[0]) for x in ends], color=OTHER, linewidth=width)


def scale_part(axes: "Axes", spots: Sequence[Spot], level_names: Sequence[str]) -> None:
    """The part of the scale that the points lie in, never less than one whole level."""
    lows = [within.low if within else y for _, y, within in spots]
    highs = [within.high if within else y for _, y, within in spots]
    low, high = min(lows) - 0.1, max(highs) + 0.1
    lack = max(0.0, 1.2 - (high - low)) / 2
    low, high = max(1.0, low - lack), min(float(max(len(level_names), 2)), high + lack)
    axes.set_ylim(low - 0.03, high + 0.03)
    step = 0.2 if high - low < 2 else 0.5
    ticks = [step * k for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
    axes.set_yticks(ticks, [_name_tick(tick, level_names) for tick in ticks])
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)


def _name_tick(tick: float, level_names: Sequence[str]) -> str:
    """A whole level by its name as well."""
    level = round(tick)
    if abs(tick - level) > _NOTHING or not 1 <= level <= len(level_names):
        return decimal(tick, 1)
    return textwrap.fill(f"{level} {printable(level_names[level - 1])}", 14, max_lines=3, placeholder=" ...")


def explain_line(axes: "Axes", claim: Claim) -> None:
    """What line and band mean."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    keys: list[Key] = [(Line2D([], [], color=QUIET, linewidth=1, linestyle=(0, (4, 3))), "No change")]
    if claim.estimate is not None:
        keys.insert(0, (Line2D([], [], color=OTHER, linewidth=2.5), "Fitted line"))
    if claim.estimate is not None and claim.interval is not None:
        keys.insert(1, (Line2D([], [], color=OTHER, linewidth=0.9), "Where it likely lies"))
    if claim.margin is not None:
        keys.append((Patch(facecolor=BAND, edgecolor=RULE), "Too small to matter"))
    draw_keys(axes, keys)


def draw_keys(axes: "Axes", keys: "Sequence[Key]") -> None:
    """What lines and colours mean, above the drawing."""
    legend = axes.legend(
        [key for key, _ in keys],
        [words for _, words in keys],
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(keys),
        frameon=False,
        borderaxespad=0.2,
        columnspacing=1.6,
        borderpad=0,
    )
    for text in legend.get_texts():
        dress(text, SMALL)


def tick_levels(axes: "Axes") -> None:
    """Real minus signs, and the unit at the right end."""
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    places = next(
        (places for places in (1, 2) if all(abs(tick - round(tick, places)) < _NOTHING for tick in ticks)), 3
    )
    axes.set_xticks(ticks, [decimal(tick, places) for tick in ticks])
    axes.set_xlim(low, high)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)


def signed(value: float, places: int = 2) -> str:
    """A change with its sign."""
    return f"+{decimal(value, places)}" if value > 0 else decimal(value, places)


def list_methods(intervals: Iterable[Interval | None]) -> str:
    """How the intervals of one picture were found, each way once."""
    return "; ".join(dict.fromkeys(method_of(interval) for interval in intervals if interval is not None))
