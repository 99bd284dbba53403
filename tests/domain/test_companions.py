import pytest
from analysis_tables import case, cohort_tables, score
from scipy import stats

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.companions import compare_cohorts, order_reviews
from audit.domain.hypothesis import analyse
from audit.domain.scored_cases import score_cases
from audit.domain.tables import Tables

QUICK = AnalysisPlan(bootstrap_draws=100)


def test_cohorts_are_compared_by_their_case_means():
    tables = cohort_tables()
    cases = scored(tables)
    found = analyse(tables, QUICK).cohort_trend.companions
    assert found == compare_cohorts(cases, QUICK)
    by_year = [
        [one.mean for one in cases if one.row.cohort_year == year] for year in (2021, 2022, 2023, 2024)
    ]
    assert found.kruskal_wallis.statistic == pytest.approx(stats.kruskal(*by_year).statistic)
    assert [(pair.earlier, pair.later) for pair in found.dunn_holm][:3] == [
        (2021, 2022),
        (2021, 2023),
        (2021, 2024),
    ]
    assert found.cochran_armitage.n_good == sum(one.is_good for one in cases)
    assert (found.cochran_armitage.n_cases, found.theil_sen.n_cases) == (24, 24)


def test_one_cohort_has_nothing_to_compare():
    assert analyse(cohort_tables(n_cohorts=1), QUICK).cohort_trend.companions is None
    assert analyse(Tables.from_rows(scores=[], cases=[]), QUICK).cohort_trend.companions is None


def scored(tables):
    return list(score_cases(tables, QUICK).values())


def reviewed(plans):
    """Plans with the mean level of each numbered document, {plan: {review_no: level}}."""
    scores = [
        score(plan_id, "ama", "voice", level, review_no=review_no)
        for plan_id, levels in plans.items()
        for review_no, level in levels.items()
    ]
    cases = [case(plan_id, review_no=review_no) for plan_id, levels in plans.items() for review_no in levels]
    return Tables.from_rows(scores=scores, cases=cases)


def test_reviews_are_ordered_over_plans_that_have_them_all():
    plans = {f"p{i}": {0: 4, 1: 3, 2: 2} for i in range(4)}
    plans |= {"gap": {0: 1, 2: 4, 3: 4}, "short": {0: 1, 1: 4}, "later": {1: 1, 2: 2, 3: 3}}
    found = analyse(reviewed(plans), QUICK).review_trend.page_l
    assert (found.n_blocks, found.n_occasions) == (4, 3)
    assert found.z < 0
    assert found.p_value == pytest.approx(2 / 6**4)  # one of 6 orders in each of four plans, on either side


def test_as_many_documents_as_possible_are_taken_in():
    long = {f"l{i}": {0: 1, 1: 2, 2: 3, 3: 4} for i in range(3)}
    short = {f"s{i}": {0: 1, 1: 2, 2: 3} for i in range(2)}
    assert order_reviews(scored(reviewed(long))).n_occasions == 4
    both = order_reviews(scored(reviewed(long | short)))  # 5 plans of 3 are 15 documents, 3 plans of 4 are 12
    assert (both.n_blocks, both.n_occasions) == (5, 3)


def test_two_documents_are_too_few_to_order():
    assert order_reviews(scored(reviewed({"p1": {0: 1, 1: 2}}))) is None
    assert order_reviews(scored(cohort_tables())) is None
