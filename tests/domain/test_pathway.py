import dataclasses

import pytest

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.case_engagement import engagement_by_agency, engagement_of_cases
from audit.domain.findings import Doubt, Verdict
from audit.domain.hypothesis import analyse
from audit.domain.scenario import Engagement, Reviews, Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.domain.tables import Tables

QUICK = AnalysisPlan(bootstrap_draws=300)


def made_up(seed=3, design=Design.RETROSPECTIVE, **changed):
    """Six cohorts of 25: contributions fall, and with them the sections that they feed."""
    small = {
        "n_cohorts": 6,
        "n_per_cohort": 25,
        "n_criteria": 12,
        "engagement": Engagement(change=-0.09, effect=2.5),
    }
    return simulate(Scenario(name="small", title="Small", **(small | changed)), design, seed).tables


@pytest.fixture(scope="module")
def with_path():
    return analyse(made_up(), QUICK)


def test_a_fall_through_contributions_is_consistent_and_supports_the_hypothesis(with_path):
    path = with_path.pathway
    assert with_path.cohort_trend.verdict == Verdict.DECLINED
    assert (path.verdict, path.reasons, path.trend) == (Verdict.CONSISTENT, (), "cohort")
    assert path.a.estimate < 0 < path.b.estimate
    assert path.descriptive_interval.high < 0
    assert path.estimate == pytest.approx(path.a.estimate * path.b.estimate)
    assert with_path.hypothesis.verdict == Verdict.SUPPORTED


def test_the_pathway_always_carries_its_sensitivity(with_path):
    path = with_path.pathway
    assert 0 < path.rho_at_zero < 1
    assert 1 < path.e_value_limit < path.e_value


def test_each_agency_moves_what_it_feeds_and_not_the_rest(with_path):
    controls = with_path.pathway.controls
    assert {control.agency for control in controls} == {"education", "health", "psychology", "social_care"}
    for control in controls:
        assert not control.moved
        assert control.fed.estimate > control.unfed.estimate
        assert control.fed.interval.low > 0


def test_groups_show_more_quality_where_more_was_contributed(with_path):
    groups = with_path.pathway.groups
    assert sum(group.n_cases for group in groups) == with_path.pathway.counts["n_cases_in_path"]
    assert groups[0].mean_quality < groups[-1].mean_quality
    assert all(group.lowest <= group.mean_engagement <= group.highest for group in groups)


def test_contributions_that_fall_alone_do_not_support_it():
    findings = analyse(made_up(engagement=Engagement(change=-0.09, effect=0.0)), QUICK)
    assert findings.pathway.verdict == Verdict.NOT_SUPPORTED
    assert Doubt.NO_TREND_DECLINED in findings.pathway.reasons
    assert findings.hypothesis.verdict == Verdict.NOT_SUPPORTED


def test_two_falls_side_by_side_are_no_pathway():
    findings = analyse(made_up(slope=-0.4, engagement=Engagement(change=-0.09, effect=0.0)), QUICK)
    assert findings.cohort_trend.verdict == Verdict.DECLINED
    assert findings.pathway.verdict != Verdict.CONSISTENT
    assert findings.hypothesis.verdict != Verdict.SUPPORTED


def test_sections_that_an_agency_does_not_feed_must_stay_still():
    findings = analyse(made_up(engagement=Engagement(change=-0.09, effect=2.5, elsewhere=1.0)), QUICK)
    assert Doubt.NEGATIVE_CONTROL_MOVED in findings.pathway.reasons
    assert findings.pathway.verdict == Verdict.CANNOT_TELL


def test_without_sections_the_controls_are_not_available_and_bar_nothing():
    bare = dataclasses.replace(made_up(), sections=())
    findings = analyse(bare, QUICK)
    assert not findings.pathway.controls_available
    assert findings.pathway.verdict == Verdict.CONSISTENT
    assert any("which agencies feed which sections" in warning for warning in findings.warnings)


def test_what_cannot_be_answered_of_the_trend_leaves_the_pathway_open():
    findings = analyse(made_up(design=Design.LIVE), QUICK)
    assert findings.pathway.reasons == (Doubt.NO_TREND_ANSWERABLE,)
    assert findings.hypothesis.verdict == Verdict.CANNOT_TELL


def test_nothing_recorded_is_said():
    findings = analyse(dataclasses.replace(made_up(), contributions=()), QUICK)
    assert findings.pathway.reasons == (Doubt.NO_CONTRIBUTIONS,)


def test_a_path_over_reviews_compares_plans_with_themselves():
    tables = made_up(n_cohorts=4, n_per_cohort=14, reviews=Reviews(slope=-0.5))
    path = analyse(tables, QUICK).pathway
    assert path.trend in ("cohort", "review")
    assert path.counts["n_cases_in_path"] > 0


def contributions(*rows):
    return Tables.from_rows(
        scores=[],
        cases=[],
        contributions=[{"plan_id": "p", "review_no": 0, "requested": True, **row} for row in rows],
    )


def test_engagement_is_what_was_given_of_what_was_asked():
    tables = contributions(
        {"agency": "health", "on_time": True, "attended": False},
        {"agency": "social_care", "on_time": True, "attended": None},
        {"agency": "psychology", "on_time": None, "attended": None},
        {"agency": "education", "requested": False, "on_time": False},
    )
    by_agency = engagement_by_agency(tables)
    assert {agency: dict(cases) for agency, cases in by_agency.items()} == {
        "health": {("p", 0): 0.5},
        "social_care": {("p", 0): 1.0},
    }
    assert engagement_of_cases(by_agency) == {("p", 0): 0.75}
