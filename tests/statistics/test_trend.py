import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from audit.statistics.trend import (
    jonckheere_terpstra,
    kendall_tau_b,
    least_squares_slope,
    slope_interval,
)

# Hollander and Wolfe, Nonparametric Statistical Methods (1999), example 6.2, table 6.6 (Hundal 1969): pieces
# made with no, rough and accurate knowledge of performance. J = 79, J* = 2.04 with ties.
PIECES = [40, 35, 38, 43, 44, 41, 38, 40, 47, 44, 40, 42, 48, 40, 45, 43, 46, 44]
KNOWLEDGE = [0] * 6 + [1] * 6 + [2] * 6
TIED_X = [1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4]
TIED_Y = [3, 2.5, 3, 2, 3, 2.5, 1, 2, 2, 1.5, 1, 2.5]


def test_jonckheere_terpstra_agrees_with_hollander_and_wolfe():
    result = jonckheere_terpstra(KNOWLEDGE, PIECES, alternative="increasing")
    assert (result.statistic, result.expected) == (79, 54)
    assert round(result.z, 2) == 2.04
    assert result.p_value == pytest.approx(0.0207, abs=0.004)  # their normal p; ours is by permutation
    assert (result.method, result.n_cases, result.n_groups) == ("permutation", 18, 3)


def test_jonckheere_terpstra_has_the_z_of_kendalls_test_in_r():
    # R 4.2: cor.test(KNOWLEDGE, PIECES, method = "kendall", exact = FALSE)$statistic
    assert jonckheere_terpstra(KNOWLEDGE, PIECES).z == pytest.approx(2.03929305884, abs=1e-9)


def test_tau_b_with_ties_agrees_with_r():
    # R 4.2: cor.test(TIED_X, TIED_Y, method = "kendall", exact = FALSE, alternative = ...)
    both = kendall_tau_b(TIED_X, TIED_Y)
    assert both.estimate == pytest.approx(-0.495600591295, abs=1e-9)
    assert both.z == pytest.approx(-1.98138304776, abs=1e-9)
    assert both.p_value == pytest.approx(0.0475483333886, abs=1e-9)
    less = kendall_tau_b(TIED_X, TIED_Y, alternative="decreasing")
    assert less.p_value == pytest.approx(0.0237741666943, abs=1e-9)


def test_tau_b_agrees_with_the_example_of_scipy():
    # scipy.stats.kendalltau documentation: statistic -0.47140452079103173, pvalue 0.2827454599327748
    result = kendall_tau_b([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])
    assert result.estimate == pytest.approx(-0.47140452079103173, abs=1e-12)
    assert result.p_value == pytest.approx(0.2827454599327748, abs=1e-12)


def count_every_arrangement(groups, values, statistic):
    """The share of all orders of the groups with a J as large, by brute force."""

    def j(labels):
        pairs = list(itertools.combinations(range(len(values)), 2))
        return sum(
            0.5 if values[a] == values[b] else (labels[a] < labels[b]) == (values[a] < values[b])
            for a, b in pairs
            if labels[a] != labels[b]
        )

    every = [j(order) for order in set(itertools.permutations(groups))]
    return sum(each >= statistic for each in every) / len(every)


def test_the_exact_p_counts_every_arrangement():
    groups, values = [1, 1, 2, 2, 2, 3, 3], [2, 5, 1, 6, 3, 7, 4]
    result = jonckheere_terpstra(groups, values, alternative="increasing")
    assert result.method == "exact"
    assert result.p_value == pytest.approx(count_every_arrangement(groups, values, result.statistic))


@given(st.permutations(range(9)))
def test_two_groups_are_mann_and_whitneys_test(values):
    result = jonckheere_terpstra([0] * 4 + [1] * 5, values)
    judge = stats.mannwhitneyu(values[4:], values[:4], method="exact")
    assert result.statistic == judge.statistic
    assert result.p_value == pytest.approx(judge.pvalue)


@given(st.permutations(range(7)))
def test_groups_of_one_are_kendalls_exact_test(values):
    judge = stats.kendalltau(range(7), values, method="exact")
    assert jonckheere_terpstra(range(7), values).p_value == pytest.approx(judge.pvalue)


cases = st.lists(st.tuples(st.integers(2018, 2022), st.integers(4, 12)), min_size=2, max_size=25)


@settings(deadline=None, max_examples=40)
@given(cases, st.randoms())
def test_the_order_of_cases_and_the_size_of_steps_change_nothing(rows, random):
    groups, values = [group for group, _ in rows], [value / 4 for _, value in rows]
    before = jonckheere_terpstra(groups, values)
    random.shuffle(rows)
    groups, values = [group**3 for group, _ in rows], [value for _, value in rows]
    assert jonckheere_terpstra(groups, values) == before


@settings(deadline=None)
@given(cases)
def test_turning_time_round_turns_the_answer_round(rows):
    groups, values = [group for group, _ in rows], [value for _, value in rows]
    forward, back = kendall_tau_b(groups, values), kendall_tau_b([-group for group in groups], values)
    assert (forward is None) == (back is None)
    if forward is not None:
        assert forward.estimate == -back.estimate
        assert -1 <= forward.estimate <= 1


def test_many_cases_take_the_normal_approximation():
    result = jonckheere_terpstra(TIED_X * 5, TIED_Y * 5, alternative="decreasing")
    assert result.method == "normal approximation, ties corrected"
    assert result.p_value == pytest.approx(
        kendall_tau_b(TIED_X * 5, TIED_Y * 5, alternative="decreasing").p_value
    )


@pytest.mark.parametrize(("groups", "values"), [([], []), ([1], [2]), ([1, 1], [2, 3]), ([1, 2], [3, 3])])
def test_nothing_varying_has_no_trend(groups, values):
    assert jonckheere_terpstra(groups, values) is None
    assert kendall_tau_b(groups, values) is None


def test_wrong_alternatives_and_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="two-sided, increasing, decreasing"):
        jonckheere_terpstra([1, 2], [1, 2], alternative="larger")
    with pytest.raises(ValueError, match="one value per case"):
        kendall_tau_b([1, 2], [1])


def test_the_slope_agrees_with_lm_of_r():
    # Anscombe's first quartet (The American Statistician 27 (1973) 17-21): slope 0.500
    x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    assert least_squares_slope(x, y) == pytest.approx(0.5000909, abs=1e-7)
    assert least_squares_slope([2020, 2020], [1, 2]) is None


def test_the_interval_of_a_slope_agrees_with_lm_of_r():
    # confint(lm(y1 ~ x1, anscombe))
    x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    interval = slope_interval(x, y)
    assert (interval.low, interval.high) == pytest.approx((0.2333701, 0.7668117), abs=1e-7)
    assert "unadjusted" in interval.method
    assert slope_interval([2020, 2021], [1, 2]) is None
    assert slope_interval([2020, 2020, 2020], [1, 2, 3]) is None
