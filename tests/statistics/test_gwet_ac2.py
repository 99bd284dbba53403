import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.statistics.gwet_ac2 import gwet_ac2

# Gwet's example cac.raw4raters (the reliability data of Krippendorff 2011): four raters, twelve units, 0
# where there is no rating. His own irrCAC gives, by gwet.ac1.raw with these weights (digits of irrCAC
# 0.4.4): identity 0.77544 (pa 0.81818, pe 0.19032), quadratic 0.914 (0.97538, 0.7137), ordinal 0.89894
# (0.96818, 0.68516)
RATERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
    [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
]
UNITS = [[column.count(level) for level in range(1, 6)] for column in zip(*RATERS, strict=True)]


@pytest.mark.parametrize(
    ("weights", "published"), [("identity", 0.77544), ("quadratic", 0.914), ("ordinal", 0.89894)]
)
def test_ac2_agrees_with_gwets_own_program(weights, published):
    found = gwet_ac2(UNITS, weights=weights)
    assert round(found.estimate, 5) == published
    assert (found.n_units, found.n_cases, found.weights) == (11, 12, weights)
    assert found.interval.low < found.estimate <= found.interval.high


def test_one_level_that_nearly_all_give_does_not_bring_agreement_down():
    # the paradox of kappa: 98 of 100 pairs agree, all but one at the top level; alpha is near 0
    skewed = [[0, 0, 0, 2]] * 97 + [[2, 0, 0, 0]] + [[0, 0, 1, 1]] * 2
    assert gwet_ac2(skewed, draws=0).estimate > 0.99


def test_full_agreement_is_1_even_on_one_level():
    assert gwet_ac2([[0, 2, 0], [0, 3, 0]]).estimate == 1
    assert gwet_ac2([[2, 0], [0, 2]]).interval.low == 1


def test_the_interval_is_seeded_and_drawn_by_case():
    assert gwet_ac2(UNITS, seed=1) == gwet_ac2(UNITS, seed=1)
    assert gwet_ac2(UNITS, cases=["one"] * 12).interval is None
    assert gwet_ac2(UNITS, draws=0).interval is None
    # two cases, each alike: every draw is the sample
    doubled = gwet_ac2(UNITS * 2, cases=["a"] * 12 + ["b"] * 12)
    assert doubled.interval.low == pytest.approx(doubled.estimate)


@settings(deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 3), min_size=n, max_size=n), min_size=1, max_size=12)
    ),
    st.sampled_from(["quadratic", "ordinal", "identity"]),
)
def test_ac2_turns_with_the_scale_and_is_never_above_1(table, weights):
    found = gwet_ac2(table, weights=weights, draws=0)
    turned = gwet_ac2([row[::-1] for row in table], weights=weights, draws=0)
    assert (found is None) == (turned is None) == all(sum(row) < 2 for row in table)
    if found is not None:
        assert found.estimate == pytest.approx(turned.estimate)
        assert found.estimate <= 1 + 1e-12


def test_nothing_to_compare_has_no_ac2():
    assert gwet_ac2([]) is None
    assert gwet_ac2([[1, 0], [0, 1], [0, 0]]) is None


def test_wrong_weights_one_level_and_missing_labels_are_refused():
    with pytest.raises(ValueError, match="quadratic, ordinal or identity"):
        gwet_ac2(UNITS, weights="linear")
    with pytest.raises(ValueError, match="two levels"):
        gwet_ac2([[2], [2]])
    with pytest.raises(ValueError, match="one case label per unit"):
        gwet_ac2(UNITS, cases=["a"])
