"""The pictures of the questions about change: each with its words, its table, its n and its intervals."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from sample_claims import PATH, make_findings
from sample_content import LEVELS, make_content

from audit.domain.findings import Claim, Verdict
from audit.reporting.claim_charts import draw_claims, read_charts

AGENCIES = {"health": "Health"}


@pytest.fixture(scope="module")
def drawn():
    return draw_claims(make_findings(), LEVELS, AGENCIES)


def test_everything_that_was_found_has_its_picture(drawn):
    assert set(drawn) == {"trend", "reviews", "groups", "path", "controls", "seen"}
    for chart in drawn.values():
        root = ElementTree.fromstring(chart.svg)
        assert root.find("{http://www.w3.org/2000/svg}title").text == chart.title
        assert chart.table.rows
        assert all(len(row) == len(chart.table.headings) for row in chart.table.rows)
        assert "style=" not in chart.svg


def test_every_estimate_stands_beside_its_interval_and_method(drawn):
    for name in ("trend", "groups", "path", "controls", "seen"):
        assert "Interval" in drawn[name].table.headings
        assert drawn[name].method.endswith("%"), name
    assert drawn["trend"].table.headings[1] == "Cases"
    assert drawn["trend"].table.headings[2] == "Average score, at the average auditor’s hands"
    assert drawn["reviews"].table.rows[1] == ("Review 1", "39", "1")


def test_the_path_says_how_strong_a_hidden_cause_would_have_to_be(drawn):
    assert [row[1] for row in drawn["path"].table.rows] == ["−7.0", "+0.33", "−0.023", "1.8", "1.5"]


def test_agencies_are_called_by_name_and_unknown_ones_by_their_code(drawn):
    names = [row[0] for row in drawn["controls"].table.rows]
    assert names == [
        "Health: its sections",
        "Health: other sections",
        "Speech and language: its sections",
        "Speech and language: other sections",
    ]


def test_nothing_is_drawn_of_what_was_not_found():
    open_claim = Claim(verdict=Verdict.CANNOT_TELL)
    findings = make_findings(
        cohort_trend=open_claim,
        review_trend=open_claim,
        plan_lines=(),
        pathway=replace(PATH, a=None, b=None, groups=(), controls=()),
    )
    assert set(draw_claims(findings, LEVELS, AGENCIES)) == {"trend"}
    assert draw_claims(make_content(0).findings, LEVELS, AGENCIES) == {}


def test_the_same_findings_give_the_same_pictures(drawn):
    again = draw_claims(make_findings(), LEVELS, AGENCIES)
    assert {name: chart.svg for name, chart in again.items()} == {
        name: chart.svg for name, chart in drawn.items()
    }


def test_a_reading_speaks_only_of_what_is_drawn():
    found = make_findings()
    assert "orange line is the best guess" in read_charts(found)["trend"]
    assert "blue band" in read_charts(found)["trend"]
    none = make_findings(cohort_trend=Claim(verdict=Verdict.CANNOT_TELL))
    assert "orange" not in read_charts(none)["trend"]
    assert "blue band" not in read_charts(none)["trend"]
    assert "orange" in read_charts(none)["reviews"]
