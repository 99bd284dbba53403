"""The plan of an analysis, as reports print it."""

from dataclasses import replace
from datetime import UTC, datetime

from sample_content import make_content

from audit.domain.analysis_plan import AnalysisPlan
from audit.reporting.content import DeviationText, PlanText, ReportContent
from audit.reporting.plan_sentences import describe_choices
from audit.reporting.render import render_html


def test_every_choice_is_said_in_words():
    plan = AnalysisPlan(margin=0.125, alpha=0.025, covariates=("need", "age_band"))
    said = {choice.name: choice.text for choice in describe_choices(plan)}
    assert said["Smallest change of quality that matters"] == "0.125 of a level a year"
    assert said["Risk of claiming a fall where there is none"] == "2.5 in 100 audits (one-sided)"
    assert said["Held still, beside who scored and when"] == "primary need, age"
    assert describe_choices(AnalysisPlan(margin=None))[0].text == "not decided"


def print_with(plan: PlanText | None) -> str:
    return render_html(replace(make_content(3), analysis_plan=plan))


def test_a_report_prints_the_plan_its_date_and_every_deviation():
    moment = datetime(2026, 11, 2, tzinfo=UTC)
    departed = DeviationText(what="Two cases <left out>", why="They were withdrawn", recorded_at=moment)
    plan = PlanText(choices=describe_choices(AnalysisPlan()), frozen_at=moment)
    assert "Nothing had been recorded as done otherwise than planned" in print_with(plan)
    printed = print_with(replace(plan, deviations=(departed,)))
    assert "fixed when scoring opened, on 2 Nov 2026" in printed
    assert "Two cases &lt;left out&gt;" in printed
    assert "Nothing was done otherwise" not in printed
    assert "there before anybody chose" in print_with(PlanText(is_after_the_fact=True))


def test_a_report_that_was_made_before_there_were_plans_is_still_read_and_printed():
    stored = make_content(0)
    assert ReportContent.from_json(stored.to_json()).analysis_plan is None
    assert "The plan of the analysis" not in print_with(None)
