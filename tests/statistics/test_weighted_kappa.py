import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.statistics.weighted_kappa import RaterPair, mean_weighted_kappa, weighted_kappa

# J. Cohen, Psychological Bulletin 70 (1968), table 1: two diagnoses of 200 patients (personality disorder,
# neurosis, psychosis), with his disagreement weights. Kappa .492, weighted kappa .348.
COUNTS = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
COHENS_WEIGHTS = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
FIRST = [i for i in range(3) for j in range(3) for _ in range(COUNTS[i][j])]
SECOND = [j for i in range(3) for j in range(3) for _ in range(COUNTS[i][j])]


def test_weighted_kappa_agrees_with_cohens_own_example():
    assert round(weighted_kappa(FIRST, SECOND, weights=COHENS_WEIGHTS), 3) == 0.348
    assert round(weighted_kappa(FIRST, SECOND, weights="identity"), 3) == 0.492


def test_quadratic_kappa_agrees_with_psych_of_r():
    # R 4.2, psych 2.2.9: cohen.kappa(table, n.obs = 200)$weighted.kappa on the same table, quadratic by
    # default
    assert weighted_kappa(FIRST, SECOND) == pytest.approx(0.4545454545, abs=1e-9)


levels = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=30)


@given(levels)
def test_quadratic_kappa_is_the_concordance_of_two_columns(pairs):
    # Fleiss and Cohen, Educational and Psychological Measurement 33 (1973): it is an intraclass correlation;
    # with divisor n it is L. Lin's concordance, 2 cov / (var + var + (difference of means)^2).
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    n, mean_one, mean_other = len(pairs), sum(one) / len(one), sum(other) / len(other)
    covariance = sum((a - mean_one) * (b - mean_other) for a, b in pairs) / n
    bottom = sum((a - mean_one) ** 2 + (b - mean_other) ** 2 for a, b in pairs) / n
    bottom += (mean_one - mean_other) ** 2
    kappa = weighted_kappa(one, other)
    if kappa is None:
        assert bottom == 0
    else:
        assert kappa == pytest.approx(2 * covariance / bottom, abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(levels)
def test_the_mean_over_one_pair_is_that_pair(pairs):
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    kappa = weighted_kappa(one, other)
    found = mean_weighted_kappa([RaterPair(range(len(pairs)), one, other)], draws=50)
    assert (found is None) == (kappa is None)
    if found is not None:
        assert (found.estimate, found.n_pairs, found.n_units) == (kappa, 1, len(pairs))


def test_the_mean_is_over_pairs_and_drawn_by_case():
    good = RaterPair(["p1", "p1", "p2", "p2"], [1, 2, 3, 4], [1, 2, 3, 4])
    poor = RaterPair(["p2", "p2", "p3", "p3"], [1, 4, 1, 4], [4, 1, 4, 1])
    same = RaterPair(["p4"], [2], [2])
    found = mean_weighted_kappa([good, poor, same])
    assert (found.estimate, found.n_pairs, found.n_units, found.n_cases) == (0.0, 2, 8, 3)
    assert (found.interval.low, found.interval.high) == (-1.0, 1.0)  # some draws hold one pair only
    assert found == mean_weighted_kappa([good, poor, same])
    assert mean_weighted_kappa([good], draws=0).interval is None


def test_every_draw_of_cases_that_are_alike_is_the_sample():
    pair = RaterPair(["p1"] * 200 + ["p2"] * 200, FIRST * 2, SECOND * 2)
    interval = mean_weighted_kappa([pair]).interval
    assert (interval.low, interval.high) == pytest.approx((0.4545454545, 0.4545454545))


def test_one_level_throughout_has_no_kappa():
    assert weighted_kappa([2, 2], [2, 2]) is None
    assert weighted_kappa([], []) is None
    assert mean_weighted_kappa([RaterPair(["p1"], [2], [2])]) is None
    assert mean_weighted_kappa([]) is None


def test_wrong_weights_and_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="quadratic, identity or a table"):
        weighted_kappa([1], [1], weights="linear")
    with pytest.raises(ValueError, match="one level per unit"):
        weighted_kappa([1], [])
    with pytest.raises(ValueError, match="one case and two levels"):
        RaterPair(["p1"], [1], [])
