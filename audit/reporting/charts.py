"""The pictures of a report, the same on page and paper, each with the table of what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.findings import Cohort, CriterionSummary, Findings, SectionSummary
from audit.reporting.content import RubricText, SectionText
from audit.reporting.drawing import (
    LEGAL_COLOURS,
    MARK,
    RULE,
    SMALL,
    TEXT,
    bar_thickness,
    draw_bar,
    draw_interval,
    draw_legend,
    dress,
    level_colours,
    open_canvas,
    open_rows,
    scale_levels,
    wrap_labels,
    write_on,
)
from audit.reporting.figures import decimal, number, share_of, share_span, span
from audit.reporting.fonts import printable
from audit.reporting.svg import as_svg
from audit.statistics.interval import Interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SALT = "ehcp-audit"


@dataclass(frozen=True)
class Table:
    """What a chart shows, in figures: the first cell of each row is its heading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """One picture with the words and the table that say the same; `method`: how its intervals were found."""

    title: str
    description: str
    svg: str
    table: Table
    method: str = ""


def draw_cohorts(findings: Findings, rubric: RubricText) -> Chart | None:
    """Average score of the documents of each year with its interval, and how many cases each rests on."""
    shown = [(cohort, *_mean_of(cohort)) for cohort in findings.cohorts if cohort.mean is not None]
    if not shown:
        return None
    figure, axes = open_canvas(2.9)
    figure.subplots_adjust(left=0.15, right=0.99, bottom=0.15, top=0.98)
    for place, (_, mean, bounds) in enumerate(shown):
        if bounds is not None:
            draw_interval(axes, [bounds.low, bounds.high], place, is_upright=True)
        axes.plot([place], [mean], "o", color=MARK, markersize=7)
        write_on(axes, place + 0.13, mean, decimal(mean), va="center", size=SMALL)
    axes.set_xlim(-0.5, len(shown) - 0.2)
    axes.set_xticks(
        range(len(shown)), [f"{cohort.cohort_year}\nn = {cohort.n_cases}" for cohort, *_ in shown]
    )
    scale_levels(axes, rubric.level_names)
    table = _tabulate_cohorts(shown)
    described = "; ".join(f"{year}: {mean} from {n} cases" for year, n, _, mean, *_ in table.rows)
    words = f"{described}. Lines show the interval of each mean."
    return finish(figure, "Average score of the documents of each year", words, table)


def draw_sections(findings: Findings, rubric: RubricText) -> Chart | None:
    """Share of answers at good or better in each section, with its interval."""
    titles = {section.key: section.title for section in rubric.sections}
    shown = [(section, section.good_share) for section in findings.sections if section.good_share is not None]
    if not shown:
        return None
    names = [titles.get(section.section, section.section) for section, _ in shown]
    figure, axes = open_rows(wrap_labels(names))
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    for place, (section, share) in enumerate(shown):
        if section.good_interval is not None:
            draw_interval(
                axes, [section.good_interval.low, section.good_interval.high], place, is_upright=False
            )
        axes.plot([share], [place], "o", color=MARK, markersize=7)
        write_on(
            axes,
            1.025,
            place,
            share_of(section.n_good, section.n_ratings, n_cases=section.n_cases),
            va="center",
        )
    table = _tabulate_sections(names, [section for section, _ in shown])
    described = "; ".join(f"{row[0]}: {row[3]}" for row in table.rows)
    return finish(figure, "Answers good or better in each section", f"{described}.", table)


def _tabulate_cohorts(shown: Sequence[tuple[Cohort, float, Interval | None]]) -> Table:
    is_weighted = any(cohort.weighted_mean is not None for cohort, *_ in shown)
    mean_heading = "Average score, weighted" if is_weighted else "Average score"
    rows = tuple(
        (
            str(cohort.cohort_year),
            number(cohort.n_cases),
            number(cohort.n_unscored),
            decimal(mean),
            span(bounds),
            share_of(cohort.n_good, cohort.n_cases),
            share_span(cohort.good_interval, cohort.n_cases),
        )
        for cohort, mean, bounds in shown
    )
    share_headings = ("Average score good or better", "Interval of the share")
    return Table(("Documents of", "Cases", "Not scored", mean_heading, "Interval", *share_headings), rows)


def _tabulate_sections(names: Sequence[str], sections: Sequence[SectionSummary]) -> Table:
    rows = tuple(
        (
            name,
            number(section.n_cases),
            number(section.n_ratings),
            share_of(section.n_good, section.n_ratings, n_cases=section.n_cases),
            share_span(section.good_interval, section.n_ratings, n_cases=section.n_cases),
            decimal(section.mean),
            span(section.mean_interval),
        )
        for name, section in zip(names, sections, strict=True)
    )
    mean_headings = ("Mean level", "Interval of the mean")
    return Table(("Section", "Cases", "Answers", "Answers good or better", "Interval", *mean_headings), rows)


def _mean_of(cohort: Cohort) -> tuple[float, Interval | None]:
    mean, interval = cohort.estimated_mean
    return mean or 0.0, interval


def draw_criteria(findings: Findings, rubric: RubricText, section: SectionText) -> Chart | None:
    """How the answers to each quality question of one section fell over the levels."""
    known = {criterion.criterion: criterion for criterion in findings.criteria}
    shown = [text for text in section.criteria if text.type != "legal" and _n(known.get(text.key))]
    if not shown:
        return None
    counts = [tuple(known[text.key].n_per_level) for text in shown]
    title = f"{section.title}: how the answers fell"
    return _stack(
        [text.title for text in shown],
        counts,
        rubric.level_names,
        level_colours(len(rubric.level_names)),
        title,
    )


def draw_legal(findings: Findings, section: SectionText) -> Chart | None:
    """How the answers to each legal question of one section fell: met, not met, cannot tell."""
    known = {criterion.criterion: criterion for criterion in findings.criteria}
    shown = [text for text in section.criteria if text.type == "legal" and _n(known.get(text.key))]
    if not shown:
        return None
    counts = [
        (known[text.key].n_met, known[text.key].n_not_met, known[text.key].n_cannot_tell) for text in shown
    ]
    title = f"{section.title}: legal questions"
    return _stack(
        [text.title for text in shown], counts, ("Met", "Not met", "Cannot tell"), LEGAL_COLOURS, title
    )


def _n(criterion: CriterionSummary | None) -> int:
    return 0 if criterion is None else criterion.n_ratings + criterion.n_cannot_tell


def _stack(
    titles: Sequence[str],
    counts: Sequence[tuple[int, ...]],
    names: Sequence[str],
    colours: Sequence[str],
    title: str,
) -> Chart:
    labels = wrap_labels(titles)
    figure, axes = open_rows(labels, legend=names)
    for place, row in enumerate(counts):
        draw_bar(axes, place, row, colours, bar_thickness(labels))
    draw_legend(axes, names, colours)
    rows = tuple(
        (text, *(number(n) for n in row), number(sum(row))) for text, row in zip(titles, counts, strict=True)
    )
    described = "; ".join(
        f"{text}: {', '.join(f'{n} {name.lower()}' for n, name in zip(row, names, strict=False))}"
        for text, row in zip(titles, counts, strict=True)
    )
    return finish(figure, title, f"{described}.", Table(("Question", *names, "Answers"), rows))


def finish(figure: "Figure", title: str, description: str, table: Table, *, method: str = "") -> Chart:
    """The drawing as SVG with its words and its table."""
    from matplotlib import rc_context

    for axes in figure.axes:
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            dress(label, TEXT)
    with rc_context({"svg.hashsalt": _SALT, "svg.fonttype": "path"}):
        svg = as_svg(figure, title=printable(title), description=printable(description))
    return Chart(title, description, svg, table, method)
