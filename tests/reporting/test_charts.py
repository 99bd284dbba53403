"""The pictures: nothing that a strict policy would block, and always the table that says the same."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from sample_content import fill_with, make_content

from audit.reporting.charts import draw_cohorts, draw_criteria, draw_legal, draw_sections
from audit.reporting.drawing import LEGAL_COLOURS, MARK, QUIET, level_colours

SVG = "{http://www.w3.org/2000/svg}"


def draw_all(content):
    findings, rubric = content.findings, content.rubric
    per_section = [draw(content, section) for section in rubric.sections for draw in (quality, legal)]
    return [
        chart
        for chart in (draw_cohorts(findings, rubric), draw_sections(findings, rubric), *per_section)
        if chart
    ]


def quality(content, section):
    return draw_criteria(content.findings, content.rubric, section)


def legal(content, section):
    return draw_legal(content.findings, section)


@pytest.fixture(scope="module")
def charts():
    return draw_all(make_content(40))


def test_every_picture_has_a_title_a_description_and_a_table(charts):
    assert len(charts) == 15
    for chart in charts:
        root = ElementTree.fromstring(chart.svg)
        assert root.get("role") == "img"
        assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
        assert root[0].text == chart.title
        assert root[1].text == chart.description
        assert chart.table.rows
        assert all(len(row) == len(chart.table.headings) for row in chart.table.rows)


def test_pictures_carry_no_styles_scripts_or_dates(charts):
    for chart in charts:
        elements = list(ElementTree.fromstring(chart.svg).iter())
        assert {element.tag for element in elements} & {
            f"{SVG}style",
            f"{SVG}script",
            f"{SVG}metadata",
            f"{SVG}image",
        } == set()
        assert [
            name
            for element in elements
            for name in element.attrib
            if name == "style" or name.startswith("on")
        ] == []
        links = [
            element.attrib[name] for element in elements for name in element.attrib if name.endswith("href")
        ]
        assert all(link.startswith("#") for link in links)


def test_the_same_findings_give_the_same_picture():
    assert [chart.svg for chart in draw_all(make_content(7))] == [
        chart.svg for chart in draw_all(make_content(7))
    ]


def test_nothing_scored_means_no_picture():
    assert draw_all(make_content(0)) == []


def test_few_answers_are_counted_in_the_table_of_sections():
    content = make_content(9)
    table = draw_sections(content.findings, content.rubric).table
    assert any(" of " in row[3] for row in table.rows)
    assert all("%" in row[3] for row in draw_sections(make_content(90).findings, content.rubric).table.rows)


def test_weighted_means_stand_before_unweighted_ones():
    content = make_content(9, years=(2025, 2026))
    cohorts = tuple(replace(cohort, weighted_mean=3.999) for cohort in content.findings.cohorts)
    chart = draw_cohorts(replace(content.findings, cohorts=cohorts), content.rubric)
    assert [row[3] for row in chart.table.rows] == ["4.00", "4.00"]
    assert chart.table.headings[3] == "Average score, weighted"


def test_text_that_looks_like_a_formula_or_has_no_glyph_is_drawn_without_a_warning():
    assert len(draw_all(fill_with(make_content(9, n_sections=2), r"$\frac{1}{$ 中文 🎉 שלום"))) == 4


def contrast(one, other):
    """WCAG 2.2 contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("n_levels", range(2, 8))
def test_counts_can_be_read_on_every_colour(n_levels):
    colours = level_colours(n_levels)
    assert len(set(colours)) == n_levels
    for colour in (*colours, *LEGAL_COLOURS):
        assert max(contrast(colour, "#ffffff"), contrast(colour, "#0b0c0c")) >= 4.5
    assert contrast(MARK, "#ffffff") >= 4.5
    assert contrast(QUIET, "#ffffff") >= 4.5
