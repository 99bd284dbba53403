import pytest

from audit.statistics.student_t import student_t_quantile

# R 4.2: qt(c(.95, .975, .995), df)
QUANTILES = [
    (1, 6.313752, 12.706205, 63.656741),
    (2, 2.919986, 4.302653, 9.924843),
    (3, 2.353363, 3.182446, 5.840909),
    (10, 1.812461, 2.228139, 3.169273),
    (148, 1.655215, 1.976122, 2.609456),
    (1000, 1.646379, 1.962339, 2.580755),
]


@pytest.mark.parametrize(("degrees_of_freedom", "one", "two", "three"), QUANTILES)
def test_quantiles_agree_with_r(degrees_of_freedom, one, two, three):
    found = [student_t_quantile(share, degrees_of_freedom) for share in (0.95, 0.975, 0.995)]
    assert found == pytest.approx([one, two, three], rel=1e-6)
    assert student_t_quantile(0.05, degrees_of_freedom) == -student_t_quantile(0.95, degrees_of_freedom)


@pytest.mark.parametrize(("share", "degrees_of_freedom"), [(0, 5), (1, 5), (0.9, 0)])
def test_what_is_no_quantile_is_refused(share, degrees_of_freedom):
    with pytest.raises(ValueError, match="a quantile needs"):
        student_t_quantile(share, degrees_of_freedom)
