import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.statistics.many_comparisons import holm

# Benjamini and Hochberg (1995), section 3.2: fifteen hypotheses about thrombolysis after heart attacks. At a
# familywise rate of 0.05 (Holm) the first three are rejected.
P_VALUES = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
    0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


def test_it_agrees_with_p_adjust_of_r():
    # R 4.2: p.adjust(p, "holm")
    assert holm(P_VALUES)[:8] == pytest.approx(
        [0.0015, 0.0056, 0.0247, 0.1140, 0.2211, 0.2780, 0.2780, 0.2780]
    )


def test_it_rejects_as_many_as_published():
    assert sum(p <= 0.05 for p in holm(P_VALUES)) == 3


@given(st.lists(st.floats(0, 1), max_size=20))
def test_adjusting_never_makes_p_smaller(values):
    assert all(p <= adjusted <= 1 for p, adjusted in zip(values, holm(values), strict=True))


def test_what_is_no_p_value_is_refused():
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            holm([wrong])
