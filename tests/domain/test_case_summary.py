import dataclasses

import pytest
from analysis_tables import case, score
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.hypothesis import analyse
from audit.domain.tables import Tables

QUICK = AnalysisPlan(bootstrap_draws=100)


def two_groups(levels, population, raters=("ama",), **changed):
    """Cases of one criterion and cohort, named by group: first cases g0, g1, ... of group g, and so on."""
    names = {
        f"{group}{number}": level for group, given in levels.items() for number, level in enumerate(given)
    }
    return Tables.from_rows(
        scores=[score(name, rater, "voice", level) for name, level in names.items() for rater in raters],
        cases=[case(name, stratum=name[0], **changed) for name in names],
        population=population,
    )


STRATA = [
    {"cohort_year": 2024, "population": 900, "stratum": "a"},
    {"cohort_year": 2024, "population": 100, "stratum": "b"},
]
LEVELS = {"a": [1, 2, 2, 3], "b": [3, 4, 4, 3]}


def cohort(tables):
    (only,) = analyse(tables, QUICK).cohorts
    return only


def test_groups_count_by_their_size_in_the_population():
    only = cohort(two_groups(LEVELS, STRATA))
    assert only.mean == 2.75
    assert only.weighted_mean == pytest.approx(0.9 * 2 + 0.1 * 3.5)
    assert only.weighted_good_share == pytest.approx(0.9 * 0.25 + 0.1 * 1)
    assert only.weighted_good_interval.method == "Korn-Graubard"
    assert only.n_in_population == 1000


def test_the_size_of_the_population_narrows_the_interval_only_where_marking_noise_is_known():
    small = [{**row, "population": row["population"] // 20} for row in STRATA]  # 45 and 5
    alone, both = cohort(two_groups(LEVELS, small)), cohort(two_groups(LEVELS, small, ("ama", "ben")))
    assert alone.weighted_mean_interval.method == "t, stratified and weighted"
    assert both.weighted_mean_interval.method == "t, stratified and weighted, finite population"
    width = alone.weighted_mean_interval.high - alone.weighted_mean_interval.low
    assert both.weighted_mean_interval.high - both.weighted_mean_interval.low < width


@pytest.mark.parametrize(
    "population",
    [
        STRATA[:1],
        [*STRATA, {"cohort_year": 2024, "population": 50, "stratum": "c"}],
        [{**row, "population": 3} for row in STRATA],
    ],
)
def test_groups_that_do_not_match_are_a_warning_not_a_wrong_figure(population):
    findings = analyse(two_groups(LEVELS, population), QUICK)
    assert findings.cohorts[0].weighted_mean is None
    assert any(warning.startswith("No weighted figures for 2024") for warning in findings.warnings)


def test_weights_of_cases_are_used_where_there_are_no_groups():
    tables = two_groups(LEVELS, [])
    cases = tuple(dataclasses.replace(row, weight=9.0 if row.stratum == "a" else 1.0) for row in tables.cases)
    assert cohort(dataclasses.replace(tables, cases=cases)).weighted_mean == pytest.approx(2.15)


def test_weights_take_over_where_a_group_has_no_scored_case():
    tables = two_groups(
        LEVELS, [*STRATA, {"cohort_year": 2024, "population": 50, "stratum": "c"}], weight=2.0
    )
    findings = analyse(tables, QUICK)
    assert findings.cohorts[0].weighted_mean == findings.cohorts[0].mean == 2.75
    assert not any("No weighted figures" in warning for warning in findings.warnings)


def test_without_population_or_weights_there_is_no_weighted_figure():
    assert cohort(two_groups(LEVELS, [])).weighted_mean is None


def test_all_cohorts_together_keep_their_proportions():
    tables = Tables.from_rows(
        scores=[
            score(f"p{year}{i}", "ama", "voice", year - 2022, cohort_year=year)
            for year in (2024, 2025)
            for i in "ab"
        ],
        cases=[case(f"p{year}{i}", cohort_year=year) for year in (2024, 2025) for i in "ab"],
        population=[{"cohort_year": 2024, "population": 30}, {"cohort_year": 2025, "population": 10}],
    )
    findings = analyse(tables, QUICK)
    assert findings.overall.mean == 2.5
    assert findings.overall.weighted_mean == pytest.approx(2.25)
    assert [each.cohort_year for each in findings.cohorts] == [2024, 2025]


def test_a_plan_counts_once_in_its_cohort_by_its_earliest_document():
    tables = Tables.from_rows(
        scores=[score("p1", "ama", "voice", 4 - review_no, review_no=review_no) for review_no in (0, 1)]
        + [score("p2", "ama", "voice", 1, review_no=None)],
        cases=[case("p1"), case("p1", review_no=1), case("p2", review_no=None)],
    )
    findings = analyse(tables, QUICK)
    assert (findings.cohorts[0].n_cases, findings.cohorts[0].mean) == (2, 2.5)
    assert findings.cohorts[0].n_first_documents == 1
    assert findings.overall.n_cases == 3


levels = st.lists(st.integers(1, 4), min_size=1, max_size=6)


@settings(deadline=None, max_examples=50)
@given(levels, levels, st.integers(6, 500), st.integers(6, 500), st.booleans())
def test_weighted_intervals_hold_their_estimates(first, second, n_first, n_second, is_double):
    population = [{**STRATA[0], "population": n_first}, {**STRATA[1], "population": n_second}]
    only = cohort(
        two_groups({"a": first, "b": second}, population, ("ama", "ben") if is_double else ("ama",))
    )
    assert 1 <= only.weighted_mean <= 4
    if only.weighted_mean_interval:
        assert only.weighted_mean_interval.low <= only.weighted_mean <= only.weighted_mean_interval.high
    if only.weighted_good_interval:
        assert only.weighted_good_interval.low <= only.weighted_good_share <= only.weighted_good_interval.high
