from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from audit.statistics.page_trend import page_l

# Hollander and Wolfe, Nonparametric Statistical Methods (1999), example 7.2 (Cochran and Cox 1957): breaking
# strength of cotton in three blocks, at 144, 108, 72, 54 and 36 pounds of potash an acre. L = 158.
COTTON = [[7.46, 7.17, 7.76, 8.14, 7.63], [7.68, 7.57, 7.73, 8.15, 8.00], [7.21, 7.80, 7.74, 7.87, 7.93]]


def test_page_agrees_with_hollander_and_wolfe():
    found = page_l(COTTON, alternative="increasing")
    assert (found.statistic, found.expected) == (158, 135)
    assert (found.n_blocks, found.n_occasions, found.method) == (3, 5, "exact")
    assert 0.001 < found.p_value < 0.01  # their table: 155 is the critical value at .01, 160 at .001
    # by hand: z = (158 - 135) / sqrt(3 * 25 * 36 * 4 / 144)
    assert found.z == pytest.approx(23 / 75**0.5)


def test_page_agrees_with_the_example_of_scipy():
    # scipy.stats.page_trend_test documentation: L 133.5, p 0.0018191161948127822 from the tables without
    # ties, which is more than the p given the ties
    table = [
        [3, 4, 3],
        [2, 2, 4],
        [3, 3, 5],
        [1, 3, 2],
        [2, 3, 2],
        [2, 4, 5],
        [1, 2, 4],
        [3, 4, 4],
        [2, 4, 5],
        [1, 3, 4],
    ]
    found = page_l(table, alternative="increasing")
    assert found.statistic == 133.5
    assert found.p_value < 0.0018191161948127822


@settings(deadline=None, max_examples=25)
@given(st.lists(st.lists(st.integers(1, 3), min_size=3, max_size=3), min_size=1, max_size=4))
def test_with_ties_the_exact_p_counts_every_order(blocks):
    found = page_l(blocks, alternative="increasing")
    if found is not None:
        orders = [list(permutations(stats.rankdata(block))) for block in blocks]
        every = [sum(r * j for block in each for j, r in enumerate(block, 1)) for each in product(*orders)]
        assert found.p_value == pytest.approx(sum(total >= found.statistic for total in every) / len(every))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.permutations(range(4)), min_size=3, max_size=8))
def test_without_ties_the_exact_p_is_scipys(blocks):
    judge = stats.page_trend_test(blocks, method="exact")
    found = page_l(blocks, alternative="increasing")
    assert found.statistic == judge.statistic
    assert found.p_value == pytest.approx(judge.pvalue)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.permutations(range(7)), min_size=3, max_size=25))
def test_without_ties_the_normal_p_is_scipys(blocks):
    judge = stats.page_trend_test(blocks, method="asymptotic")
    found = page_l(blocks, alternative="increasing")
    assert found.p_value == pytest.approx(judge.pvalue)
    assert found.method == "normal approximation, ties corrected"


@given(st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), min_size=1, max_size=8))
def test_turning_time_round_turns_the_answer_round(blocks):
    forward = page_l(blocks, alternative="decreasing")
    back = page_l([block[::-1] for block in blocks], alternative="increasing")
    assert (forward is None) == (back is None)
    if forward is not None:
        assert forward.z == pytest.approx(-back.z)
        assert forward.p_value == pytest.approx(back.p_value)
        upward = page_l(blocks, alternative="increasing")
        assert page_l(blocks).p_value == min(1, 2 * min(forward.p_value, upward.p_value))


@pytest.mark.parametrize("blocks", [[], [[2, 2, 2], [3, 3, 3]]])
def test_nothing_varying_has_no_order(blocks):
    assert page_l(blocks) is None


def test_wrong_alternatives_and_ragged_blocks_are_refused():
    with pytest.raises(ValueError, match="two-sided, increasing, decreasing"):
        page_l(COTTON, alternative="greater")
    for wrong in ([[1, 2], [1, 2, 3]], [[1], [2]]):
        with pytest.raises(ValueError, match="same number of occasions"):
            page_l(wrong)
