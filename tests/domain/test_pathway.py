import dataclasses
import itertools
import random

import pytest

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.case_engagement import engagement_by_agency, engagement_of_cases
from audit.domain.findings import Doubt, Verdict
from audit.domain.hypothesis import analyse
from audit.domain.scenario import Engagement, Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.domain.tables import BridgeRow, Tables

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


def test_controls_are_made_over_bridged_versions_of_the_standards():
    moving = made_up(engagement=Engagement(change=-0.09, effect=2.5, elsewhere=1.0))
    names = sorted({score.criterion for score in moving.scores})
    versions = [
        dataclasses.replace(score, rubric_version="1" if score.cohort_year < 2021 else "2")
        for score in moving.scores
    ]
    bridges = [
        BridgeRow(from_version="1", from_criterion=name, to_version="2", to_criterion=name, relation="same")
        for name in names
    ]
    bridged = dataclasses.replace(moving, scores=tuple(versions), bridges=tuple(bridges))
    one, two = analyse(moving, QUICK).pathway, analyse(bridged, QUICK).pathway
    assert [control.moved for control in two.controls] == [control.moved for control in one.controls]
    assert (two.verdict, two.reasons) == (Verdict.CANNOT_TELL, (Doubt.NEGATIVE_CONTROL_MOVED,))
    heavy = dataclasses.replace(QUICK, criterion_weights={names[0]: 50.0})
    means = [[cohort.adjusted_mean for cohort in analyse(each, heavy).cohorts] for each in (moving, bridged)]
    assert means[0] == pytest.approx(means[1])


def test_a_criterion_that_two_agencies_feed_may_stand_in_two_rows():
    tables = made_up()
    others = [row for row in tables.sections if "education" not in row.fed_by]
    joined = [dataclasses.replace(row, fed_by=(*row.fed_by, "education")) for row in others]
    apart = [row for each in others for row in (each, dataclasses.replace(each, fed_by=("education",)))]
    own = [row for row in tables.sections if "education" in row.fed_by]
    found = [
        analyse(dataclasses.replace(tables, sections=(*own, *rows)), QUICK).pathway.controls
        for rows in (joined, apart)
    ]
    assert found[0] == found[1]
    assert len(found[0]) == 3


def test_agencies_under_other_names_than_in_the_sections_are_named():
    tables = made_up()
    strangers = [dataclasses.replace(row, agency=row.agency.upper()) for row in tables.contributions]
    findings = analyse(dataclasses.replace(tables, contributions=tuple(strangers)), QUICK)
    assert not findings.pathway.controls
    assert not findings.pathway.controls_available
    assert any("EDUCATION, HEALTH, PSYCHOLOGY" in warning for warning in findings.warnings)


def test_the_level_that_describes_decides_nothing():
    tables = made_up(seed=2, slope=-0.3, engagement=Engagement(change=-0.06, effect=0.5))
    narrow, wide = (
        analyse(tables, dataclasses.replace(QUICK, confidence_level=level)).pathway for level in (0.5, 0.95)
    )
    assert (narrow.verdict, narrow.reasons) == (wide.verdict, wide.reasons)
    assert narrow.descriptive_interval == wide.descriptive_interval


def reviewed(*, hidden, fall=0.0, seed=1):
    """Four cohorts of 25 plans with three reviews each: what health gives moves its two questions, and where
    `hidden` the other two as well. Each cohort of first plans is lower than the one before by `fall`."""
    draw = random.Random(seed)
    scores, cases, given = [], [], []
    for cohort_year, number in itertools.product(range(2018, 2022), range(25)):
        plan_id, worth = f"{cohort_year}-{number}", draw.gauss(2.9 - fall * (cohort_year - 2018), 0.3)
        for review_no in range(4):
            own = {"plan_id": plan_id, "review_no": review_no}
            cases.append({**own, "cohort_year": cohort_year})
            moves = draw.gauss(0, 1) - 0.5 * review_no
            part = [moves + draw.gauss(0, 0.5) > -0.8 for _ in range(2)]
            for agency, (on_time, attended) in {"health": part, "social_care": (True, True)}.items():
                row = {"agency": agency, "requested": True, "on_time": on_time, "attended": attended}
                given.append({**own, **row})
            for rater, name in itertools.product(draw.sample("abcd", 2), ("h1", "h2", "s1", "s2")):
                felt = moves if hidden or name.startswith("h") else 0.0
                level = min(4, max(1, round(worth + 0.35 * felt + draw.gauss(0, 0.5))))
                answer = {"criterion": name, "level": level, "rater_id": rater, "audit_year": 2026}
                scores.append({**own, "cohort_year": cohort_year, **answer})
    feeds = {"h": "health", "s": "social_care"}
    sections = [
        {"criterion": name, "section": name[0], "fed_by": (feeds[name[0]],)}
        for name in ("h1", "h2", "s1", "s2")
    ]
    return Tables.from_rows(scores=scores, cases=cases, contributions=given, sections=sections)


def test_a_path_over_reviews_compares_plans_with_themselves_and_has_its_controls():
    path = analyse(reviewed(hidden=False), QUICK).pathway
    assert (path.trend, path.verdict) == ("review", Verdict.CONSISTENT)
    assert path.counts["n_cases_in_path"] == 400
    (control,) = path.controls
    assert control.agency == "health"
    assert not control.moved
    assert control.fed.interval.low > 0 > control.unfed.interval.low


def test_a_hidden_cause_of_all_sections_shows_in_the_controls_of_reviews():
    findings = analyse(reviewed(hidden=True), QUICK)
    assert findings.review_trend.verdict == Verdict.DECLINED
    assert findings.pathway.trend == "review"
    assert findings.pathway.reasons == (Doubt.NEGATIVE_CONTROL_MOVED,)
    assert findings.hypothesis.verdict != Verdict.SUPPORTED


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


def test_where_both_trends_fell_the_path_of_either_is_enough():
    """From cohort to cohort without a change in contributions, from review to review with it."""
    findings = analyse(reviewed(hidden=False, fall=0.3), QUICK)
    assert findings.cohort_trend.verdict == findings.review_trend.verdict == Verdict.DECLINED
    assert (findings.pathway.trend, findings.pathway.verdict) == ("review", Verdict.CONSISTENT)
    assert findings.hypothesis.verdict == Verdict.SUPPORTED
