import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics.many_comparisons import benjamini_hochberg, holm

# Benjamini and Hochberg (1995), section 3.2: fifteen hypotheses about thrombolysis after heart attacks. At a
# false discovery rate of 0.05 the first four are rejected, at a familywise rate of 0.05 (Holm) the first
# three.
P_VALUES = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
    0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip
p_values = st.lists(st.floats(0, 1), max_size=20)


def test_both_agree_with_p_adjust_of_r():
    # R 4.2: p.adjust(p, "holm"), p.adjust(p, "BH")
    assert holm(P_VALUES)[:8] == pytest.approx(
        [0.0015, 0.0056, 0.0247, 0.1140, 0.2211, 0.2780, 0.2780, 0.2780]
    )
    assert benjamini_hochberg(P_VALUES) == pytest.approx(
        [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714286, 0.06385714286, 0.0645, 0.0765]
        + [0.486, 0.58118181818, 0.714875, 0.75323076923, 0.81321428571, 1.0]
    )


def test_both_reject_what_benjamini_and_hochberg_report():
    assert sum(p <= 0.05 for p in holm(P_VALUES)) == 3
    assert sum(p <= 0.05 for p in benjamini_hochberg(P_VALUES)) == 4


@given(p_values)
def test_benjamini_hochberg_is_scipys(values):
    judge = stats.false_discovery_control(values) if values else []
    assert benjamini_hochberg(values) == pytest.approx(list(judge))


@given(p_values)
def test_adjusting_never_makes_p_smaller_and_holm_is_the_stricter(values):
    strict, mild = holm(values), benjamini_hochberg(values)
    assert all(p <= b + 1e-12 <= h + 2e-12 <= 1 + 3e-12 for p, b, h in zip(values, mild, strict, strict=True))


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_what_is_no_p_value_is_refused(adjust):
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            adjust([wrong])
