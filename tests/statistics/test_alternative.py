import pytest

from audit.statistics.alternative import check_alternative, normal_p


def test_the_p_of_z_agrees_with_the_tables():
    # any table of the standard normal: 1.6449 leaves 5% above, 1.9600 leaves 5% outside
    assert normal_p(1.6448536, "increasing") == pytest.approx(0.05, abs=1e-7)
    assert normal_p(-1.6448536, "decreasing") == pytest.approx(0.05, abs=1e-7)
    assert normal_p(-1.9599640, "two-sided") == pytest.approx(0.05, abs=1e-7)


def test_only_the_three_alternatives_are_known():
    with pytest.raises(ValueError, match="two-sided, increasing, decreasing"):
        check_alternative("greater")
