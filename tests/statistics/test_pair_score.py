import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.statistics import pair_score
from audit.statistics.pair_score import kendall_score


def test_the_score_agrees_with_hollander_and_wolfe():
    # R's ?cor.test, method "kendall" (Hollander and Wolfe 1973, pages 185 to 194, tuna): T = 26 of 36 pairs
    lightness = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1]
    panel = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]
    score, variance = kendall_score(lightness, panel)
    assert score == 26 - 10
    assert variance == pytest.approx(9 * 8 * 23 / 18)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=2, max_size=150), st.booleans())
def test_counting_by_groups_and_scipys_count_agree_with_every_pair(rows, are_few):
    x = [a % 9 if are_few else a for a, _ in rows]  # over 64 groups the pairs are scipy's
    y = [b for _, b in rows]
    scored = kendall_score(x, y)
    if scored is not None:
        pairs = itertools.combinations(zip(x, y, strict=True), 2)
        assert scored[0] == sum(((a > c) - (a < c)) * ((b > d) - (b < d)) for (a, b), (c, d) in pairs)


def test_many_different_values_are_counted_in_their_order(monkeypatch):
    dice = random.Random(8)
    groups, values = [dice.randrange(7) for _ in range(300)], [dice.randrange(150) for _ in range(300)]
    looked_up = kendall_score(groups, values)
    monkeypatch.setattr(pair_score, "MOST_LOOKED_UP", 10)
    assert kendall_score(groups, values) == looked_up


def test_nothing_varying_has_no_score():
    assert kendall_score([1, 1], [1, 2]) is None
    assert kendall_score([], []) is None
