"""The content of a report travels as JSON and names nobody."""

from dataclasses import replace
from datetime import datetime

import pytest
from pydantic import ValidationError
from sample_content import fill_with, make_content

from audit.domain.findings import RaterSummary
from audit.reporting.content import ReportContent, TrailHead


@pytest.mark.parametrize("n_cases", [0, 5, 60])
def test_content_comes_back_from_json_as_it_went(n_cases):
    content = make_content(n_cases)
    assert ReportContent.from_json(content.to_json()) == content


def test_any_text_survives_the_journey():
    content = fill_with(make_content(3), 'שלום 😀 "x" </script> \\ \u2028 \x07')
    assert ReportContent.from_json(content.to_json()) == content


def test_a_report_does_not_carry_who_scored_what():
    content = make_content(3)
    rater = RaterSummary(rater_id="Ama Mensah", n_cases=3, n_ratings=60, n_per_level=(1, 2, 3, 4))
    told = replace(content, findings=replace(content.findings, raters=(rater,)))
    assert told.findings.raters == ()
    assert "Ama" not in told.to_json()


def test_moments_without_a_time_zone_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        replace(make_content(3), trail_head=TrailHead(sequence=1, hash="0", at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_json_with_a_part_missing_is_refused():
    with pytest.raises(ValidationError):
        ReportContent.from_json('{"area": "Exampleshire"}')


def test_several_rounds_are_called_by_their_programme():
    content = make_content(3)
    assert content.title == "September 2026 plan audit"
    assert replace(content, rounds=content.rounds * 2).title == content.programme
