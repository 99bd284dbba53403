import dataclasses

import pytest
from analysis_tables import case, cohort_tables, score
from scipy import stats

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Doubt
from audit.domain.hypothesis import analyse
from audit.domain.tables import Tables

QUICK = AnalysisPlan(bootstrap_draws=100)


def trend(tables, plan=QUICK):
    return analyse(tables, plan).cohort_trend


def test_one_audit_of_all_cohorts_could_be_answered():
    assert trend(cohort_tables()).reasons == (Doubt.EFFECTS_NOT_SEPARATED,)


def test_cohorts_scored_each_in_their_own_year_cannot_be():
    claim = trend(cohort_tables(audit_year_of=lambda cohort_year: cohort_year + 1))
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED in claim.reasons
    assert claim.counts["n_audit_years"] == 4


def with_links(n_links):
    """Cohorts scored each in its own year, the first ones of 2021 again in every later one."""
    tables = cohort_tables(n_cohorts=3, audit_year_of=lambda cohort_year: cohort_year)
    linked = [row for row in tables.scores if row.cohort_year == 2021 and int(row.plan_id[-1]) < n_links]
    again = [dataclasses.replace(row, audit_year=year) for row in linked for year in (2022, 2023)]
    return dataclasses.replace(tables, scores=(*tables.scores, *again))


def test_five_linked_cases_in_each_audit_year_part_cohort_from_audit_year():
    claim = trend(with_links(5))
    assert claim.counts["n_link_cases"] == 5
    assert not {Doubt.COHORT_AUDIT_YEAR_ALIASED, Doubt.WEAK_LINK} & set(claim.reasons)


def test_four_linked_cases_are_a_weak_link():
    assert Doubt.WEAK_LINK in trend(with_links(4)).reasons
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED not in trend(with_links(4)).reasons


@pytest.mark.parametrize(("n_cohorts", "is_few"), [(1, True), (2, True), (3, False)])
def test_fewer_than_three_cohorts_are_no_trend(n_cohorts, is_few):
    claim = trend(cohort_tables(n_cohorts=n_cohorts))
    assert (Doubt.FEWER_THAN_3_COHORTS in claim.reasons) == is_few
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED not in claim.reasons


def test_no_double_marking_no_margin_and_no_variation_are_reasons():
    flat = Tables.from_rows(
        scores=[score(f"p{i}", "ama", "voice", 3, cohort_year=2020 + i) for i in range(4)],
        cases=[case(f"p{i}", cohort_year=2020 + i) for i in range(4)],
    )
    claim = trend(flat, dataclasses.replace(QUICK, margin=None))
    assert {Doubt.NO_CASE_DOUBLE_SCORED, Doubt.NO_MARGIN, Doubt.NO_VARIATION} <= set(claim.reasons)
    assert (claim.jonckheere_terpstra, claim.kendall_tau_b) == (None, None)


def test_raters_who_never_agree_are_a_reason():
    scores = [
        score(f"p{i}", rater, "voice", 1 if (i + turn) % 2 else 4)
        for i in range(12)
        for turn, rater in enumerate(("ama", "ben"))
    ]
    tables = Tables.from_rows(scores=scores, cases=[case(f"p{i}") for i in range(12)])
    assert Doubt.RATERS_DO_NOT_AGREE in trend(tables).reasons


def test_the_rank_tests_describe_the_case_means_of_first_documents():
    tables = cohort_tables()
    later = [score("2021-0", "ama", "voice", 1, review_no=1, cohort_year=2021)]
    reviews = [case("2021-0", review_no=1, cohort_year=2021)]
    more = Tables.from_rows(scores=later, cases=reviews)
    both = dataclasses.replace(tables, scores=tables.scores + more.scores, cases=tables.cases + more.cases)
    claim = trend(both)
    assert claim.counts["n_cases_in_means"] == 24
    assert claim.jonckheere_terpstra == trend(tables).jonckheere_terpstra
    means = {}
    for row in tables.scores:
        means.setdefault((row.cohort_year, row.plan_id), []).append(row.level)
    judge = stats.kendalltau([key[0] for key in means], [sum(each) / len(each) for each in means.values()])
    assert claim.kendall_tau_b == pytest.approx(judge.statistic)
    slope = claim.unadjusted_slope_interval
    assert slope.low < claim.unadjusted_slope < slope.high
    assert (slope.method, slope.confidence_level) == ("t on case means, unadjusted", 0.95)


def test_reviews_can_be_followed_only_where_a_plan_has_two():
    assert Doubt.NO_REVIEWS in analyse(cohort_tables(), QUICK).review_trend.reasons
    scores = [
        score(f"p{i}", "ama", "voice", 1 + (i + review_no) % 4, review_no=review_no, audit_year=2026)
        for i in range(4)
        for review_no in range(3)
    ]
    cases = [case(f"p{i}", review_no=review_no) for i in range(4) for review_no in range(3)]
    claim = analyse(Tables.from_rows(scores=scores, cases=cases), QUICK).review_trend
    assert claim.counts["n_plans_with_reviews"] == 4
    assert not {Doubt.NO_REVIEWS, Doubt.COHORT_AUDIT_YEAR_ALIASED} & set(claim.reasons)


def test_reviews_scored_each_in_their_own_year_cannot_be_told_from_audit_years():
    scores = [
        score(
            f"p{i}", "ama", "voice", 1 + (i + review_no) % 4, review_no=review_no, audit_year=2024 + review_no
        )
        for i in range(4)
        for review_no in range(3)
    ]
    cases = [case(f"p{i}", review_no=review_no) for i in range(4) for review_no in range(3)]
    claim = analyse(Tables.from_rows(scores=scores, cases=cases), QUICK).review_trend
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED in claim.reasons


def test_a_covariate_that_follows_the_cohort_hides_it():
    tables = cohort_tables()
    cases = tuple(
        dataclasses.replace(
            row, covariates={"form": f"form of {row.cohort_year}", "size": str(len(row.plan_id))}
        )
        for row in tables.cases
    )
    tables = dataclasses.replace(tables, cases=cases)
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED not in trend(tables).reasons
    harmless = dataclasses.replace(QUICK, covariates=("size",))
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED not in trend(tables, harmless).reasons
    hiding = dataclasses.replace(QUICK, covariates=("form",))
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED in trend(tables, hiding).reasons
