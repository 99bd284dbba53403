from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest

from audit.domain.scenario_list import SCENARIOS, find_scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate

RETROSPECTIVE, LINKED, LIVE = Design.RETROSPECTIVE, Design.LINKED, Design.LIVE


def large(name, **changed):
    """The scenario with cohorts so large that what is true shows through chance."""
    return replace(find_scenario(name), n_per_cohort=600, **changed)


def means_by(scores, value_of):
    found = defaultdict(list)
    for score in scores:
        if score.level is not None:
            found[value_of(score)].append(score.level)
    return {key: np.mean(levels) for key, levels in sorted(found.items())}


def engagement_by_cohort(tables):
    cohorts = {row.case: row.cohort_year for row in tables.cases}
    found = defaultdict(list)
    for row in tables.contributions:
        answers = [answer for answer in (row.on_time, row.attended) if answer is not None]
        if row.requested and answers:
            found[cohorts[row.case]].append(np.mean(answers))
    return {year: np.mean(shares) for year, shares in sorted(found.items())}


def slope_of(means):
    return np.polyfit(list(means), list(means.values()), 1)[0]


def test_the_same_seed_gives_the_same_audit_and_another_seed_another():
    scenario = find_scenario("small_sample")
    assert simulate(scenario, LINKED, 7) == simulate(scenario, LINKED, 7)
    assert simulate(scenario, LINKED, 7).tables.scores != simulate(scenario, LINKED, 8).tables.scores


def test_names_are_said_once_and_a_design_that_is_missing_is_refused():
    names = [scenario.name for scenario in SCENARIOS]
    assert len(names) == len(set(names))
    assert find_scenario("nothing") is None
    with pytest.raises(ValueError, match="drift is not scored in the design retrospective"):
        simulate(find_scenario("drift"), RETROSPECTIVE, 1)


def test_a_case_is_scored_by_two_raters_who_all_score_about_as_much():
    tables = simulate(find_scenario("no_change"), RETROSPECTIVE, 1).tables
    raters = defaultdict(set)
    for score in tables.scores:
        raters[score.case].add(score.rater_id)
    assert {len(names) for names in raters.values()} == {2}
    per_rater = Counter(name for names in raters.values() for name in names)
    assert len(per_rater) == 6
    assert set(per_rater.values()) == {90}


def test_a_retrospective_audit_scores_every_cohort_in_one_year_in_random_order():
    tables = simulate(find_scenario("no_change"), RETROSPECTIVE, 1).tables
    assert {score.audit_year for score in tables.scores} == {2026}
    places = {score.case: (score.sequence, score.cohort_year) for score in tables.scores}
    assert sorted(place for place, _ in places.values()) == list(range(1, 271))
    assert abs(np.corrcoef(list(places.values()), rowvar=False)[0, 1]) < 0.2


def test_link_cases_are_scored_by_every_rater_in_every_year_and_lie_outside_the_sample():
    tables = simulate(find_scenario("no_change"), LINKED, 1).tables
    links = {row.case for row in tables.cases if not row.in_sample}
    assert len(links) == 12
    sheets = {(s.case, s.audit_year, s.rater_id) for s in tables.scores if s.case in links}
    assert len(sheets) == 12 * 9 * 6
    assert all(s.audit_year == s.cohort_year for s in tables.scores if s.case not in links)


def test_a_live_audit_has_no_link_cases():
    tables = simulate(find_scenario("no_change"), LIVE, 1).tables
    assert all(row.in_sample for row in tables.cases)
    assert all(score.audit_year == score.cohort_year for score in tables.scores)


def test_at_most_half_of_the_documents_are_sampled():
    rows = simulate(find_scenario("no_change"), LIVE, 1).tables.population
    assert [row.sampled for row in rows] == [30] * 9
    assert all(row.population >= 60 for row in rows)


def test_the_levels_are_as_common_as_the_scenario_says():
    tables = simulate(large("no_change", severity_deviation=0.0), RETROSPECTIVE, 1).tables
    counts = Counter(score.level for score in tables.scores)
    shares = [counts[level] / len(tables.scores) for level in (1, 2, 3, 4)]
    assert shares == pytest.approx([0.05, 0.40, 0.45, 0.10], abs=0.01)


def test_more_than_six_in_ten_answers_lie_at_the_top_under_a_ceiling():
    for seed in range(10):
        scores = simulate(find_scenario("ceiling"), RETROSPECTIVE, seed).tables.scores
        assert np.mean([score.level == 4 for score in scores]) > 0.6


def test_the_cohort_means_are_those_of_the_average_rater_on_all_documents():
    audit = simulate(large("fall", severity_deviation=0.0), RETROSPECTIVE, 1)
    found = means_by(audit.tables.scores, lambda score: score.cohort_year)
    assert found == pytest.approx(audit.truth.cohort_means, abs=0.05)
    assert slope_of(audit.truth.cohort_means) == pytest.approx(audit.truth.slope_levels, abs=0.005)
    assert slope_of(found) == pytest.approx(audit.truth.slope_levels, abs=0.006)


def test_the_fall_at_the_margin_is_the_margin():
    for design in Design:
        truth = simulate(find_scenario("fall_at_margin"), design, 1).truth
        assert truth.slope_levels == pytest.approx(-0.05, abs=0.0005)


def test_severities_add_up_to_nothing_and_a_harsher_rater_gives_lower_levels():
    audit = simulate(large("no_change", severity_deviation=0.8), RETROSPECTIVE, 1)
    assert sum(audit.truth.severities.values()) == pytest.approx(0, abs=1e-12)
    found = means_by(audit.tables.scores, lambda score: score.rater_id)
    assert np.corrcoef(list(found.values()), list(audit.truth.severities.values()))[0, 1] < -0.95


def test_each_year_one_lenient_rater_leaves_for_a_harsher_one():
    audit = simulate(find_scenario("turnover"), LINKED, 1)
    panels = defaultdict(set)
    for score in audit.tables.scores:
        panels[score.audit_year].add(score.rater_id)
    years = sorted(panels)
    assert all(len(panels[year] & panels[year + 1]) == 5 for year in years[:-1])
    severity = [np.mean([audit.truth.severities[name] for name in panels[year]]) for year in years]
    assert severity == sorted(severity)
    assert sum(audit.truth.severities.values()) == pytest.approx(0, abs=1e-12)


def test_in_one_pooled_audit_later_cohorts_go_to_harsher_raters():
    audit = simulate(large("turnover"), RETROSPECTIVE, 1)
    severity = defaultdict(list)
    for score in audit.tables.scores:
        severity[score.cohort_year].append(audit.truth.severities[score.rater_id])
    assert np.mean(severity[2018]) < -0.3
    assert np.mean(severity[2026]) > 0.3
    assert slope_of(means_by(audit.tables.scores, lambda score: score.cohort_year)) < -0.02
    assert audit.truth.slope_levels == 0


def test_when_all_raters_drift_the_links_fall_too():
    tables = simulate(large("drift", n_links=600), LINKED, 1).tables
    links = {row.case for row in tables.cases if not row.in_sample}
    linked = [score for score in tables.scores if score.case in links]
    assert slope_of(means_by(linked, lambda score: score.audit_year)) == pytest.approx(-0.05, abs=0.006)


def test_the_case_mix_shifts_and_is_declared():
    scenario = large("case_mix")
    audit = simulate(scenario, RETROSPECTIVE, 1)
    assert scenario.plan.covariates == ("is_complex",)
    shares = defaultdict(list)
    for row in audit.tables.cases:
        shares[row.cohort_year].append(float(row.covariates["is_complex"]))
    assert np.mean(shares[2018]) == pytest.approx(0.15, abs=0.05)
    assert np.mean(shares[2026]) == pytest.approx(0.75, abs=0.05)
    assert slope_of(audit.truth.cohort_means) < -0.02
    assert audit.truth.slope_levels == 0


def test_more_and_more_questions_do_not_apply_whoever_asks():
    tables = simulate(large("na_rising"), RETROSPECTIVE, 1).tables
    answers = defaultdict(set)
    for score in tables.scores:
        assert (score.level is None) == (score.reason == "not_applicable")
        answers[score.case, score.criterion].add(score.level is None)
    assert all(len(said) == 1 for said in answers.values())
    rising = defaultdict(list)
    for score in tables.scores:
        rising[score.cohort_year].append(score.level is None)
    assert np.mean(rising[2018]) == pytest.approx(0.02, abs=0.01)
    assert np.mean(rising[2026]) == pytest.approx(0.30, abs=0.02)


def test_year_shocks_move_whole_cohorts_without_a_trend():
    slopes, spreads = [], []
    for seed in range(40):
        means = simulate(find_scenario("year_shocks"), LIVE, seed).truth.cohort_means
        slopes.append(slope_of(means))
        spreads.append(np.std(list(means.values()), ddof=1))
    assert abs(np.mean(slopes)) < 0.006
    assert np.mean(spreads) == pytest.approx(0.25 / 3, abs=0.03)


def test_plans_are_followed_and_fall_by_the_review_slope():
    audit = simulate(large("within_plan_fall", n_cohorts=3), RETROSPECTIVE, 1)
    assert Counter(row.review_no for row in audit.tables.cases) == dict.fromkeys(range(4), 1800)
    assert all(row.document_year == row.cohort_year + row.review_no for row in audit.tables.cases)
    found = means_by(audit.tables.scores, lambda score: score.review_no)
    assert slope_of(found) == pytest.approx(audit.truth.review_slope_levels, abs=0.005)


def test_good_plans_cease_early_though_none_falls():
    tables = simulate(large("selective_ceasing", n_cohorts=3), RETROSPECTIVE, 1).tables
    left = Counter(row.review_no for row in tables.cases)
    assert left[0] > left[1] > left[2] > left[3] > 300
    assert slope_of(means_by(tables.scores, lambda score: score.review_no)) < -0.05
    survivors = {row.plan_id for row in tables.cases if row.review_no == 3}
    whole = [score for score in tables.scores if score.plan_id in survivors]
    assert slope_of(means_by(whole, lambda score: score.review_no)) == pytest.approx(0, abs=0.01)


def test_contributions_fall_by_as_much_as_the_scenario_says():
    for name in ("engagement_alone", "both_fall_no_pathway", "true_pathway"):
        tables = simulate(large(name, n_criteria=4), RETROSPECTIVE, 1).tables
        assert slope_of(engagement_by_cohort(tables)) == pytest.approx(-0.075, abs=0.005)


def test_an_agency_moves_the_section_that_it_feeds_and_no_other():
    tables = simulate(large("true_pathway", n_cohorts=3), RETROSPECTIVE, 1).tables
    within = _engagement_effects(tables)
    assert min(within[agency, agency] for agency, _ in within) > 0.2
    assert max(abs(effect) for (agency, section), effect in within.items() if agency != section) < 0.15


def test_health_moves_the_sections_that_it_does_not_feed_where_that_is_the_scenario():
    within = _engagement_effects(simulate(large("unfed_section_moves", n_cohorts=3), RETROSPECTIVE, 1).tables)
    assert min(within["health", section] for section in ("social_care", "education", "psychology")) > 0.2


def _engagement_effects(tables):
    """By agency and section, the slope of a case's section mean on that agency's share, others held still."""
    section_of = {row.criterion: row.section for row in tables.sections}
    levels = defaultdict(lambda: defaultdict(list))
    for score in tables.scores:
        levels[score.case][section_of[score.criterion]].append(score.level)
    shares = defaultdict(dict)
    for row in tables.contributions:
        if row.requested and None not in (row.on_time, row.attended):
            shares[row.case][row.agency] = (row.on_time + row.attended) / 2
    agencies = sorted(set(section_of.values()))
    whole = [row for row in tables.cases if len(shares[row.case]) == len(agencies)]
    columns = [[shares[row.case][agency] for agency in agencies] for row in whole]
    years = [[float(row.cohort_year == year) for year in range(2018, 2021)] for row in whole]
    matrix = np.hstack([columns, years])
    effects = {}
    for section in agencies:
        means = [np.mean(levels[row.case][section]) for row in whole]
        fitted = np.linalg.lstsq(matrix, means, rcond=None)[0]
        effects |= {(agency, section): fitted[number] for number, agency in enumerate(agencies)}
    return effects


def test_a_hidden_trait_ties_engagement_to_every_section_without_a_pathway():
    audit = simulate(large("hidden_confounder", n_cohorts=3), RETROSPECTIVE, 1)
    assert audit.truth.pathway_share == 0
    within = _engagement_effects(audit.tables)
    assert min(within.values()) > 0.02
    assert slope_of(engagement_by_cohort(audit.tables)) < -0.03


def test_seven_tenths_of_the_fall_run_through_the_agencies_where_that_is_the_scenario():
    truth = simulate(find_scenario("true_pathway"), RETROSPECTIVE, 1).truth
    assert truth.pathway_share == pytest.approx(0.7)
    assert truth.slope_logits == pytest.approx(-0.15)
    assert simulate(find_scenario("no_change"), RETROSPECTIVE, 1).truth.pathway_share is None
