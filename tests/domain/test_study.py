from dataclasses import asdict, replace
from pathlib import Path

import pytest

from audit.domain.analysis_rules import REVIEW_RULES_VERSION, RULES_VERSION
from audit.domain.hypothesis import analyse
from audit.domain.scenario_list import SCENARIOS, find_scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.domain.study import compare, list_sets, mark_of, run_set, study_set
from audit.intake.study_results import StudyResults
from audit.statistics.interval import Interval

SETS_A_SCENARIO = 3


def smaller(scenario):
    """The same audit on fewer documents, questions and draws, so that the test is quick."""
    return replace(
        scenario,
        n_per_cohort=min(scenario.n_per_cohort, 8),
        n_criteria=4,
        n_raters=4,
        n_links=5,
        plan=replace(scenario.plan, bootstrap_draws=100),
    )


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_three_sets_of_a_scenario_run_and_a_live_one_cannot_tell(scenario):
    for key in list(list_sets([scenario], n_sets=2, seed=2026))[:SETS_A_SCENARIO]:
        result = study_set(smaller(scenario), key)
        assert result.key == key
        if key.design == Design.LIVE:
            assert (result.cohort_verdict, result.review_verdict) == ("cannot_tell", "cannot_tell")
            assert "cohort_audit_year_aliased" in result.cohort_reasons


@pytest.fixture(scope="module")
def committed():
    results = StudyResults(Path(__file__).parents[2] / "docs" / "study" / "results.csv").read()
    return {result.key: result for result in results}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_first_sets_come_out_as_the_committed_results_say(scenario, committed):
    for key in list_sets([scenario], n_sets=1, seed=2026):
        was, now = asdict(committed[key]), asdict(run_set(key))
        assert now.keys() == was.keys()
        for name, value in was.items():
            if isinstance(value, float):
                assert now[name] == pytest.approx(value, rel=1e-3, abs=1e-5), (key, name)
            else:
                assert now[name] == value, (key, name)


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
    followed = next(list_sets([find_scenario("within_plan_fall")], n_sets=1, seed=2026))
    assert followed.rules == RULES_VERSION * 100 + REVIEW_RULES_VERSION


def test_the_mark_changes_with_what_is_made_or_asked_but_not_with_what_is_expected():
    scenario = find_scenario("fall")
    assert mark_of(replace(scenario, title="other", expectations=())) == mark_of(scenario)
    assert mark_of(replace(scenario, slope=-0.1)) != mark_of(scenario)
    assert mark_of(replace(scenario, plan=replace(scenario.plan, alpha=0.1))) != mark_of(scenario)


@pytest.fixture(scope="module")
def key():
    return next(list_sets([find_scenario("small_sample")], n_sets=1, seed=1))


@pytest.fixture(scope="module")
def audit(key):
    return simulate(smaller(find_scenario("small_sample")), Design.RETROSPECTIVE, key.seed)


@pytest.fixture(scope="module")
def found(audit):
    return analyse(audit.tables, find_scenario("small_sample").plan)


def test_intervals_that_hold_the_truth_are_counted(key, audit, found):
    around = Interval(-0.09, -0.03, 0.95, "made up")
    trend = replace(found.cohort_trend, interval=around, descriptive_interval=around, estimate=-0.06)
    cohorts = [replace(cohort, adjusted_interval=None) for cohort in found.cohorts]
    cohorts[0] = replace(cohorts[0], adjusted_interval=Interval(2.5, 2.7, 0.95, "made up"))
    cohorts[1] = replace(cohorts[1], adjusted_interval=Interval(2.5, 2.7, 0.95, "made up"))
    raters = [replace(rater, severity_interval=None) for rater in found.raters]
    raters[0] = replace(raters[0], severity_interval=Interval(0.3, 0.4, 0.95, "made up"))
    years = [cohort.cohort_year for cohort in found.cohorts]
    truth = replace(
        audit.truth,
        slope_levels=-0.05,
        cohort_means=dict.fromkeys(years, 2.6) | {years[1]: 2.8},
        severities=dict.fromkeys(audit.truth.severities, 0.3),
    )
    changed = replace(found, cohort_trend=trend, cohorts=tuple(cohorts), raters=tuple(raters))
    result = compare(key, changed, truth)
    assert (result.cohort_mean_hits, result.cohort_mean_total) == (1, 2)
    assert (result.severity_hits, result.severity_total) == (1, 1)
    assert (result.slope_hits, result.slope_total) == (1, 1)
    assert (result.cohort_estimate, result.cohort_low, result.cohort_high) == (-0.06, -0.09, -0.03)
    assert result.cohort_truth == -0.05


def test_a_pathway_has_its_sensitivity_only_with_both_of_its_figures(key, audit, found):
    both = replace(found.pathway, rho_at_zero=0.2, e_value=1.5)
    assert compare(key, replace(found, pathway=both), audit.truth).has_sensitivity
    one = replace(both, e_value=None)
    assert not compare(key, replace(found, pathway=one), audit.truth).has_sensitivity


def test_severities_are_compared_in_the_sense_of_the_findings():
    scenario = replace(find_scenario("no_change"), n_criteria=8, severity_deviation=0.8)
    audit = simulate(scenario, Design.RETROSPECTIVE, 1)
    found = analyse(audit.tables, scenario.plan)
    apart = [abs(rater.severity - audit.truth.severities[rater.rater_id]) for rater in found.raters]
    assert max(apart) < 0.4 < max(audit.truth.severities.values())
