import tracemalloc

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audit.statistics.agreement import adjacent_agreement, exact_agreement, krippendorff_alpha

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units,
# 0 where an observer did not answer. Nominal alpha 0.743, ordinal alpha 0.815.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
    [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
]
UNITS = [[column.count(level) for level in range(1, 6)] for column in zip(*OBSERVERS, strict=True)]

tables = st.integers(2, 5).flatmap(
    lambda n_levels: st.lists(
        st.lists(st.integers(0, 3), min_size=n_levels, max_size=n_levels), min_size=1, max_size=12
    )
)


def test_alpha_agrees_with_krippendorffs_own_example():
    ordinal = krippendorff_alpha(UNITS)
    assert round(ordinal.estimate, 3) == 0.815
    assert (ordinal.n_units, ordinal.n_cases, ordinal.level) == (11, 11, "ordinal")
    assert round(krippendorff_alpha(UNITS, level="nominal").estimate, 3) == 0.743


def test_the_bootstrap_draws_from_the_same_alpha():
    # three cases alike: every bootstrap sample is the sample, so the interval closes on the estimate
    three = UNITS * 3
    alpha = krippendorff_alpha(three, cases=[case for case in "abc" for _ in UNITS])
    by_package = krippendorff.alpha(value_counts=np.array(three), level_of_measurement="ordinal")
    assert alpha.estimate == pytest.approx(by_package)
    assert alpha.interval.low == pytest.approx(by_package)
    assert alpha.interval.high == pytest.approx(by_package)


def test_the_interval_is_seeded_and_wider_when_units_belong_to_few_cases():
    whole = krippendorff_alpha(UNITS, seed=1)
    assert whole == krippendorff_alpha(UNITS, seed=1)
    assert whole.interval.low < whole.estimate < whole.interval.high
    assert whole.interval.method == "bootstrap of cases, percentile"
    assert krippendorff_alpha(UNITS, cases=["one"] * 12).interval is None


@settings(deadline=None)
@given(tables)
def test_alpha_is_the_packages_for_any_table(table):
    alpha = krippendorff_alpha(table, draws=100)
    pairable = np.array([row for row in table if sum(row) > 1])
    assume(len(pairable) and (pairable.sum(axis=0) > 0).sum() > 1)
    judge = krippendorff.alpha(value_counts=pairable, level_of_measurement="ordinal")
    assert alpha.estimate == pytest.approx(judge)
    assert alpha.estimate <= 1


@settings(deadline=None)
@given(tables)
def test_exact_agreement_is_never_above_adjacent(table):
    exact, adjacent = exact_agreement(table), adjacent_agreement(table)
    assert (exact is None) == (adjacent is None) == all(sum(row) < 2 for row in table)
    if exact is not None:
        assert 0 <= exact.rate <= adjacent.rate <= 1
        assert exact.n_pairs == adjacent.n_pairs


def test_exact_agreement_agrees_with_fleiss():
    # J. L. Fleiss's worked table as given by Wikipedia, "Fleiss' kappa": 14 raters, 10 subjects, P-bar 0.378
    fleiss = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
    assert round(exact_agreement(fleiss).rate, 3) == 0.378


def test_adjacent_agreement_counts_neighbours():
    # pairs (1,2), (1,3), (2,2) of three levels: one exact, two within one level
    pairs = [[1, 1, 0], [1, 0, 1], [0, 2, 0]]
    assert exact_agreement(pairs).rate == pytest.approx(1 / 3)
    assert adjacent_agreement(pairs).rate == pytest.approx(2 / 3)


@pytest.mark.parametrize("table", [[], [[1, 0], [0, 1]], [[2, 0], [3, 0]]])
def test_no_pairs_or_no_difference_has_no_alpha(table):
    assert krippendorff_alpha(table) is None


def test_no_draws_are_no_interval():
    assert krippendorff_alpha(UNITS, draws=0).interval is None
    assert krippendorff_alpha(UNITS, draws=0).estimate == krippendorff_alpha(UNITS).estimate


@pytest.mark.parametrize("labelled", [False, True])
def test_a_million_units_need_little_memory(labelled):
    # the 20 ways in which three raters may use four levels, in an order that mixes them
    every = np.array(
        [[a, b, c, 3 - a - b - c] for a in range(4) for b in range(4 - a) for c in range(4 - a - b)]
    )
    counts = every[np.random.default_rng(7).integers(0, len(every), 1_000_000)]
    cases = range(1_000_000) if labelled else None
    tracemalloc.start()
    alpha = krippendorff_alpha(counts, cases=cases, draws=200)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert alpha.n_cases == 1_000_000
    assert alpha.interval.low < alpha.estimate < alpha.interval.high
    assert alpha.interval.high - alpha.interval.low < 0.01
    assert peak < 300_000_000


def test_wrong_levels_and_missing_labels_are_refused():
    with pytest.raises(ValueError, match="ordinal or nominal"):
        krippendorff_alpha(UNITS, level="ratio")
    with pytest.raises(ValueError, match="one case label per unit"):
        krippendorff_alpha(UNITS, cases=["a"])


def test_agreement_is_drawn_again_by_case():
    counts = [[2, 0], [1, 1], [2, 0], [1, 1]] * 10
    apart = exact_agreement(counts, draws=400, seed=1)
    by_case = exact_agreement(counts, cases=[unit // 10 for unit in range(40)], draws=400, seed=1)
    pairwise = exact_agreement(counts, cases=[unit % 2 for unit in range(40)], draws=400, seed=1)
    assert apart.interval.low < 0.5 < apart.interval.high
    assert (by_case.interval.low, by_case.interval.high) == (0.5, 0.5)  # every case agrees on a half
    assert (pairwise.interval.low, pairwise.interval.high) == (0.0, 1.0)  # one case wholly, one never
    assert exact_agreement(counts, draws=400, seed=1) == apart
    assert apart.interval.method == "bootstrap of cases, percentile"


def test_agreement_on_one_case_has_no_interval_and_labels_must_fit():
    assert adjacent_agreement([[1, 1, 0], [1, 0, 1]], cases=["p1", "p1"]).interval is None
    with pytest.raises(ValueError, match="label"):
        exact_agreement([[2, 0]], cases=[])
