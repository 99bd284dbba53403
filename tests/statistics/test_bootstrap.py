import numpy as np
import pytest

from audit.statistics.bootstrap import (
    CELLS_AT_ONCE,
    code_cases,
    draw_again,
    percentile_interval,
    resample_sums,
    sum_by_case,
)


def levels(counts):
    yield counts[:, 0]
    yield counts[:, 1]


def test_a_case_with_one_unit_each_needs_no_labels():
    assert code_cases(None, 3) is None
    assert code_cases(["a", "b", "c"], 3) is None
    assert code_cases(["a", "b", "a"], 3).tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match="one case label per unit"):
        code_cases(["a"], 3)


def test_cases_that_are_alike_are_kept_once():
    counts = np.array([[2, 0], [0, 2], [2, 0], [1, 1]])
    alike = sum_by_case(counts, None, levels, least_ratings=1)
    assert sorted(zip(alike.sums.tolist(), alike.n_alike.tolist(), strict=True)) == [
        ([0.0, 2.0], 1),
        ([1.0, 1.0], 1),
        ([2.0, 0.0], 2),
    ]
    assert (alike.n_cases, alike.total.tolist()) == (4, [5.0, 3.0])
    by_case = sum_by_case(counts, np.array([7, 7, 9, 9]), levels, least_ratings=1)
    assert (by_case.sums.tolist(), by_case.n_alike.tolist()) == ([[2.0, 2.0], [3.0, 1.0]], [1, 1])


def test_units_with_too_few_ratings_are_passed_over():
    counts = np.array([[2, 0], [0, 1], [0, 0]])
    for labels in (None, np.array([0, 0, 1])):
        found = sum_by_case(counts, labels, levels, least_ratings=2)
        assert (found.total.tolist(), found.n_units) == ([2.0, 0.0], 1)
        assert sum_by_case(counts, labels, levels, least_ratings=3) is None
    assert sum_by_case(counts[:0], None, levels, least_ratings=1) is None


def test_counts_too_large_for_a_table_of_patterns_are_sorted():
    counts = np.array([[900, 0, 3], [0, 900, 1], [900, 0, 3]])
    alike = sum_by_case(counts, None, levels, least_ratings=1)
    assert (alike.n_cases, alike.total.tolist(), len(alike.sums)) == (3, [1800.0, 900.0], 2)


def test_every_draw_takes_as_many_cases_as_there_are_and_no_batch_is_large():
    n_alike = np.ones(CELLS_AT_ONCE // 3, dtype=np.int64)
    batches = list(draw_again(n_alike, 4, seed=1))
    assert [len(batch) for batch in batches] == [3, 1]
    assert all((batch.sum(axis=1) == len(n_alike)).all() for batch in batches)


def test_alike_cases_drawn_together_vary_as_much_as_one_by_one():
    counts = np.array([[1, 0]] * 30 + [[0, 1]] * 10)
    together = resample_sums(sum_by_case(counts, None, levels, least_ratings=1), 4000, seed=3)[:, 0]
    apart = resample_sums(
        sum_by_case(counts, np.repeat(np.arange(40), 1), levels, least_ratings=1), 4000, seed=4
    )[:, 0]
    # binomial with 40 and 3/4: mean 30, standard deviation 2.74
    for drawn in (together, apart):
        assert drawn.mean() == pytest.approx(30, abs=0.2)
        assert drawn.std() == pytest.approx(7.5**0.5, abs=0.1)


def test_no_draws_give_no_interval():
    sums = resample_sums(sum_by_case(np.array([[1, 0], [0, 1]]), None, levels, least_ratings=1), 0, seed=1)
    assert sums.shape == (0, 2)
    assert percentile_interval(sums[:, 0], 0.95) is None


def test_the_interval_holds_the_middle_share_of_the_finite_estimates():
    interval = percentile_interval(np.array([np.nan, *range(101)]), 0.9)
    assert (interval.low, interval.high) == pytest.approx((5.0, 95.0))
    assert (interval.confidence_level, interval.method) == (0.9, "bootstrap of cases, percentile")
