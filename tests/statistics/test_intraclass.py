import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.statistics.intraclass import icc_agreement_single

# Shrout and Fleiss, Psychological Bulletin 86 (1979), table 2: six targets, four judges; ICC(2,1) = .29. The
# 95% limits are those of R's psych 2.2.9, ICC(table, lmer = FALSE): 0.2897637795, 0.01878651337 to
# 0.7610843696
TARGETS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def long(table):
    rows = [(case, rater, value) for case, row in enumerate(table) for rater, value in enumerate(row)]
    return [list(column) for column in zip(*[row for row in rows if row[2] is not None], strict=True)]


def by_mean_squares(table):
    n, k = len(table), len(table[0])
    grand = sum(map(sum, table)) / (n * k)
    cases, raters = [sum(row) / k for row in table], [sum(column) / n for column in zip(*table, strict=True)]
    ms_cases = k * sum((mean - grand) ** 2 for mean in cases) / (n - 1)
    ms_raters = n * sum((mean - grand) ** 2 for mean in raters) / (k - 1)
    rest = sum((table[i][j] - cases[i] - raters[j] + grand) ** 2 for i in range(n) for j in range(k)) / (
        (n - 1) * (k - 1)
    )
    bottom = ms_cases + (k - 1) * rest + k * (ms_raters - rest) / n
    return (ms_cases - rest) / bottom if bottom > 1e-9 else None


def test_icc_agrees_with_shrout_and_fleiss_and_with_psych_of_r():
    found = icc_agreement_single(*long(TARGETS))
    assert round(found.estimate, 2) == 0.29
    assert found.estimate == pytest.approx(0.2897637795, abs=1e-9)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.01878651337, 0.7610843696), abs=1e-9)
    assert found.interval.method == "F, McGraw and Wong"
    assert (found.n_cases, found.n_raters, found.n_ratings) == (6, 4, 24)


@settings(deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda k: st.lists(st.lists(st.integers(1, 9), min_size=k, max_size=k), min_size=2, max_size=8)
    )
)
def test_on_complete_tables_it_is_the_ratio_of_mean_squares(table):
    found, judge = icc_agreement_single(*long(table), draws=0), by_mean_squares(table)
    assert (found is None) == (judge is None)
    if found is not None:
        assert found.estimate == pytest.approx(judge, abs=1e-9)


def test_raters_who_each_saw_some_cases_are_compared_by_pairs():
    # within cases: (1^2 + 0 + 1^2)/2 over 3 pairs; between cases, different raters, by hand:
    # a-b: (1,2),(1,5),(4,2)... every pair of ratings of different cases and raters
    cases, raters, values = (
        ["p1", "p1", "p2", "p2", "p3", "p3"],
        ["a", "b", "b", "c", "c", "a"],
        [1, 2, 4, 4, 8, 7],
    )
    every = list(zip(cases, raters, values, strict=True))
    apart = [(v - w) ** 2 / 2 for c, r, v in every for d, s, w in every if c != d and r != s]
    found = icc_agreement_single(cases, raters, values)
    assert found.estimate == pytest.approx(1 - (2 / 2 / 3) / (sum(apart) / len(apart)))
    assert found.interval.method == "bootstrap of cases, percentile"
    assert found.interval.low <= found.estimate <= found.interval.high
    assert found == icc_agreement_single(cases, raters, values)
    assert icc_agreement_single(cases, raters, values, draws=0).interval is None


def test_a_harsh_rater_brings_agreement_down():
    fair = [[1, 1], [2, 2], [3, 3], [4, 4]]
    assert icc_agreement_single(*long(fair)).estimate == 1
    assert (icc_agreement_single(*long(fair)).interval.low) == 1
    assert icc_agreement_single(*long([[a, b + 2] for a, b in fair])).estimate < 0.6


def test_cases_with_equal_means_have_no_interval():
    found = icc_agreement_single(*long([[1, 6], [2, 5]]))
    assert (found.estimate, found.interval) == (pytest.approx(-0.0625), None)


@pytest.mark.parametrize(
    "table",
    [[[1, 2]], [[1], [2]], [[3, 3], [3, 3]], [[1, None], [None, 2]], [[1, None], [2, None], [2, None]]],
)
def test_one_case_one_rater_or_no_difference_has_no_correlation(table):
    assert icc_agreement_single(*long(table)) is None


def test_nothing_is_none_and_wrong_ratings_are_refused():
    assert icc_agreement_single([], [], []) is None
    with pytest.raises(ValueError, match="one case, one rater"):
        icc_agreement_single([1], [1], [])
    with pytest.raises(ValueError, match="rates a case once"):
        icc_agreement_single([1, 1], ["a", "a"], [2, 3])
