import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from audit.statistics.group_differences import dunn_holm, kruskal_wallis

# R's InsectSprays (Beall 1942). Kruskal-Wallis: R 4.2, kruskal.test 54.6913446224, p 1.51084443942e-10.
# Dunn: the table of p without adjustment in T. Pohlert's vignette of PMCMR (2014), and p.adjust(...,
# "holm") of it in R.
SPRAYS = {
    1: [10, 7, 20, 14, 14, 12, 10, 23, 17, 20, 14, 13],
    2: [11, 17, 21, 11, 16, 14, 17, 17, 19, 21, 7, 13],
    3: [0, 1, 7, 2, 3, 1, 2, 1, 3, 0, 1, 4],
    4: [3, 5, 12, 6, 4, 3, 5, 5, 5, 5, 2, 4],
    5: [3, 5, 3, 5, 3, 6, 1, 1, 3, 2, 6, 4],
    6: [11, 9, 15, 22, 15, 16, 13, 10, 26, 26, 24, 13],
}
GROUPS = [spray for spray, counts in SPRAYS.items() for _ in counts]
VALUES = [count for counts in SPRAYS.values() for count in counts]
# Hollander and Wolfe (1973), page 116: mucociliary efficiency; R's ?kruskal.test: 0.77142857, p 0.6799648
DUST = [[2.9, 3.0, 2.5, 2.6, 3.2], [3.8, 2.7, 4.0, 2.4], [2.8, 3.4, 3.7, 2.2, 2.0]]

rows = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 6)), min_size=2, max_size=70)


def test_kruskal_wallis_agrees_with_r():
    found = kruskal_wallis(GROUPS, VALUES)
    assert found.statistic == pytest.approx(54.6913446224, abs=1e-9)
    assert found.p_value == pytest.approx(1.51084443942e-10, rel=1e-9)
    assert (found.degrees_of_freedom, found.method) == (5, "chi-squared approximation")


def test_kruskal_wallis_agrees_with_hollander_and_wolfe():
    groups = [group for group, values in enumerate(DUST) for _ in values]
    found = kruskal_wallis(groups, sum(DUST, []))
    assert found.statistic == pytest.approx(0.77142857, abs=1e-8)
    assert found.p_value == pytest.approx(0.68, abs=0.04)  # theirs by chi-squared; ours is by permutation
    assert found.method == "permutation"
    assert found == kruskal_wallis(groups, sum(DUST, []))


@settings(deadline=None, max_examples=40)
@given(rows)
def test_kruskal_wallis_is_scipys(pairs):
    groups, values = [g for g, _ in pairs], [v for _, v in pairs]
    found = kruskal_wallis(groups, values)
    if found is None:
        assert min(len(set(groups)), len(set(values))) == 1
        return
    judge = stats.kruskal(*[[v for g, v in pairs if g == group] for group in sorted(set(groups))])
    assert found.statistic == pytest.approx(judge.statistic)
    if found.method == "chi-squared approximation":
        assert found.p_value == pytest.approx(judge.pvalue)


def test_dunn_agrees_with_the_vignette_of_pmcmr_and_with_p_adjust_of_r():
    pairs = {(pair.earlier, pair.later): pair for pair in dunn_holm(GROUPS, VALUES)}
    published = {(1, 2): 0.75448, (1, 4): 0.00182, (1, 5): 0.00012, (1, 6): 0.68505, (2, 6): 0.92603}
    published |= {(2, 4): 0.00060, (3, 4): 0.09762, (3, 5): 0.35572, (4, 5): 0.46358, (4, 6): 0.00043}
    for groups, p_value in published.items():
        assert round(pairs[groups].p_value, 5) == p_value
    assert pairs[1, 3].z == pytest.approx(-4.77407760665, abs=1e-9)
    adjusted = {(1, 3): 2.34692588072e-05, (1, 4): 0.0127645986420, (3, 4): 0.585708956559, (4, 5): 1.0}
    for groups, p_value in adjusted.items():
        assert pairs[groups].adjusted_p_value == pytest.approx(p_value, abs=1e-9)
    assert len(pairs) == 15
    assert {(pair.n_earlier, pair.n_later) for pair in pairs.values()} == {(12, 12)}


@pytest.mark.parametrize(("groups", "values"), [([], []), ([1, 1], [2, 3]), ([1, 2], [3, 3])])
def test_nothing_varying_has_no_difference(groups, values):
    assert kruskal_wallis(groups, values) is None
    assert dunn_holm(groups, values) == ()


def test_unequal_lengths_are_refused():
    for compare in (kruskal_wallis, dunn_holm):
        with pytest.raises(ValueError, match="one value per case"):
            compare([1, 2], [1])
