from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics.proportion_trend import cochran_armitage


def spread(counts):
    """Groups and answers, one per case, from {score: (good, cases)}."""
    groups = [score for score, (_, n) in counts.items() for _ in range(n)]
    answers = [place < good for good, n in counts.values() for place in range(n)]
    return groups, answers


def test_it_agrees_with_agrestis_infants():
    # Agresti, Categorical Data Analysis (2002), section 3.4 and 5.3.5: malformations by the mother's drinks
    # a day, z^2 = 6.57, P = 0.010; R 4.2: prop.trend.test(..., score = c(0, .5, 1.5, 4, 7)) 6.570133945,
    # 0.0103704146
    drinks = {0: (48, 17114), 0.5: (38, 14502), 1.5: (5, 793), 4: (1, 127), 7: (1, 38)}
    found = cochran_armitage(*spread(drinks))
    assert found.z**2 == pytest.approx(6.570133945, abs=1e-8)
    assert found.p_value == pytest.approx(0.0103704146, abs=1e-9)
    assert (found.method, found.n_good, found.n_groups) == ("normal approximation", 93, 5)


def test_it_agrees_with_the_smokers_of_r():
    # R's ?prop.trend.test (Fleiss 1981): X-squared 8.22492228519771, p 0.00413189747764; later groups are
    # lower
    smokers = {1: (83, 86), 2: (90, 93), 3: (129, 136), 4: (70, 82)}
    found = cochran_armitage(*spread(smokers))
    assert found.z == pytest.approx(-(8.22492228519771**0.5), abs=1e-9)
    assert found.p_value == pytest.approx(0.00413189747764, abs=1e-12)
    less = cochran_armitage(*spread(smokers), alternative="decreasing")
    assert less.p_value == pytest.approx(0.00413189747764 / 2, abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 1), st.booleans()), min_size=2, max_size=30))
def test_two_small_groups_are_fishers_exact_test(rows):
    table = [[sum(row == (group, answer) for row in rows) for answer in (True, False)] for group in (1, 0)]
    found = cochran_armitage([g for g, _ in rows], [a for _, a in rows], alternative="increasing")
    if found is None:
        assert 0 in (*map(sum, table), *map(sum, zip(*table, strict=True)))
    else:
        assert found.method == "exact"
        assert found.p_value == pytest.approx(stats.fisher_exact(table, alternative="greater").pvalue)


def test_the_exact_p_counts_every_way():
    groups, answers = [1, 1, 1, 2, 2, 2, 4, 4], [0, 0, 0, 0, 1, 0, 1, 1]
    found = cochran_armitage(groups, answers)
    every = [sum(groups[case] for case in chosen) for chosen in combinations(range(8), 3)]
    middle = 3 * sum(groups) / 8
    as_far = sum(abs(total - middle) >= abs(10 - middle) - 1e-9 for total in every)
    assert found.p_value == pytest.approx(as_far / len(every))


@given(st.lists(st.tuples(st.integers(2018, 2022), st.booleans()), min_size=2, max_size=20))
def test_turning_time_round_turns_the_answer_round(rows):
    groups, answers = [g for g, _ in rows], [a for _, a in rows]
    forward, back = cochran_armitage(groups, answers), cochran_armitage([-g for g in groups], answers)
    assert (forward is None) == (back is None)
    if forward is not None:
        assert forward.z == pytest.approx(-back.z)
        assert forward.p_value == pytest.approx(back.p_value)


@pytest.mark.parametrize(("groups", "answers"), [([], []), ([1, 1], [True, False]), ([1, 2], [True, True])])
def test_nothing_varying_has_no_trend(groups, answers):
    assert cochran_armitage(groups, answers) is None


def test_wrong_alternatives_and_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="two-sided, increasing, decreasing"):
        cochran_armitage([1, 2], [True, False], alternative="less")
    with pytest.raises(ValueError, match="one answer per case"):
        cochran_armitage([1, 2], [True])
