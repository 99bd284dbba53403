from dataclasses import asdict, replace

import pytest

from audit.domain.analysis_rules import RULES_VERSION
from audit.domain.scenario_list import SCENARIOS, find_scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.domain.study import compare, list_sets, mark_of, run_set

SETS_A_SCENARIO = 3


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_three_sets_of_a_scenario_run_and_a_live_one_cannot_tell(scenario):
    for key in list(list_sets([scenario], n_sets=2, seed=2026))[:SETS_A_SCENARIO]:
        result = run_set(key)
        assert result.key == key
        if key.design == Design.LIVE:
            assert (result.cohort_verdict, result.review_verdict) == ("cannot_tell", "cannot_tell")
            assert "cohort_audit_year_aliased" in result.cohort_reasons


def test_sets_come_round_by_round_so_that_a_study_cut_short_is_even():
    scenarios = [find_scenario("no_change"), find_scenario("drift")]
    keys = list(list_sets(scenarios, n_sets=2, seed=2026))
    designs = [
        ("no_change", "retrospective"),
        ("no_change", "linked"),
        ("no_change", "live"),
        ("drift", "linked"),
        ("drift", "live"),
    ]
    assert [(key.scenario, key.design) for key in keys] == designs * 2
    assert [(key.set_no, key.seed) for key in keys[::5]] == [(1, 2026_000_001), (2, 2026_000_002)]
    assert {key.rules for key in keys} == {RULES_VERSION}


def test_the_mark_changes_with_what_is_made_or_asked_but_not_with_what_is_expected():
    scenario = find_scenario("fall")
    assert mark_of(replace(scenario, title="other", expectations=())) == mark_of(scenario)
    assert mark_of(replace(scenario, slope=-0.1)) != mark_of(scenario)
    assert mark_of(replace(scenario, plan=replace(scenario.plan, alpha=0.1))) != mark_of(scenario)


def _claim(verdict="cannot_tell", **given):
    return {
        "verdict": verdict,
        "reasons": [],
        "estimate": None,
        "interval": None,
        "descriptive_interval": None,
        **given,
    }


def _found(**changed):
    return {
        "cohort_trend": _claim(),
        "review_trend": _claim(),
        "pathway": _claim(),
        "hypothesis": _claim(),
        "cohorts": [],
        "raters": [],
        **changed,
    }


@pytest.fixture
def key():
    return next(list_sets([find_scenario("fall")], n_sets=1, seed=1))


@pytest.fixture
def truth():
    made = simulate(find_scenario("fall"), Design.RETROSPECTIVE, 1).truth
    return replace(
        made, slope_levels=-0.05, cohort_means={2018: 2.6, 2019: 2.5}, severities={"r1": 0.3, "r2": -0.3}
    )


def test_intervals_that_hold_the_truth_are_counted(key, truth):
    cohorts = [
        {"cohort_year": 2018, "adjusted_interval": {"low": 2.5, "high": 2.7}},
        {"cohort_year": 2019, "adjusted_interval": {"low": 2.6, "high": 2.8}},
    ]
    raters = [
        {"rater_id": "r1", "severity_interval": {"low": 0.3, "high": 0.4}},
        {"rater_id": "r2", "severity_interval": None},
    ]
    trend = _claim(
        "declined",
        estimate=-0.06,
        interval={"low": -0.08, "high": -0.04},
        descriptive_interval={"low": -0.09, "high": -0.03},
    )
    result = compare(key, _found(cohort_trend=trend, cohorts=cohorts, raters=raters), truth)
    assert (result.cohort_mean_hits, result.cohort_mean_total) == (1, 2)
    assert (result.severity_hits, result.severity_total) == (1, 1)
    assert (result.slope_hits, result.slope_total) == (1, 1)
    assert (result.cohort_verdict, result.cohort_low, result.cohort_high) == ("declined", -0.08, -0.04)
    assert (result.cohort_estimate, result.cohort_truth) == (-0.06, -0.05)


def test_what_the_analysis_does_not_give_is_not_counted(key, truth):
    result = compare(key, _found(cohorts=[{"cohort_year": 2018}], raters=[{"rater_id": "r1"}]), truth)
    counts = {name: value for name, value in asdict(result).items() if name.endswith(("_hits", "_total"))}
    assert len(counts) == 6
    assert set(counts.values()) == {0}
    assert result.cohort_estimate is None
    assert not result.has_sensitivity
