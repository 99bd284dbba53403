import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.statistics.share import korn_graubard, wilson

# R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("n_good", "n_cases", "low", "high"), NEWCOMBE)
def test_wilson_agrees_with_newcombe(n_good, n_cases, low, high):
    interval = wilson(n_good, n_cases)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)
    assert (interval.confidence_level, interval.method) == (0.95, "Wilson")


@settings(deadline=None)
@given(
    st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999)
)
def test_wilson_holds_the_share_and_stays_between_0_and_1(counts, confidence_level):
    n_good, n_cases = counts
    interval = wilson(n_good, n_cases, confidence_level)
    assert 0 <= interval.low <= n_good / n_cases <= interval.high <= 1


@pytest.mark.parametrize(("n_good", "n_cases"), [(1, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_what_is_not_a_share(n_good, n_cases):
    with pytest.raises(ValueError, match="is not a share"):
        wilson(n_good, n_cases)


def test_korn_graubard_agrees_with_the_survey_package_of_r():
    # survey 4.1-1: svyciprop(~I(sch.wide == "Yes"), apistrat design with fpc, method = "beta")
    interval = korn_graubard(0.827948011416, 0.0243447801131**2, n_cases=200, degrees_of_freedom=197)
    assert interval.low == pytest.approx(0.774171328597, abs=1e-7)
    assert interval.high == pytest.approx(0.873431592621, abs=1e-7)


def test_korn_graubard_without_design_is_clopper_pearson():
    # R 4.2: binom.test(0, 20)$conf.int is 0 to 0.1684335
    interval = korn_graubard(0.0, 0.0, n_cases=20, degrees_of_freedom=19)
    assert (interval.low, interval.high) == (0.0, pytest.approx(0.1684335, abs=1e-7))


@settings(deadline=None)
@given(
    st.floats(1e-6, 1 - 1e-6) | st.sampled_from([0.0, 1.0]),
    st.floats(0, 0.05) | st.just(1e-33),
    st.integers(2, 500),
)
def test_korn_graubard_holds_the_share(share, variance, n_cases):
    interval = korn_graubard(share, variance, n_cases=n_cases, degrees_of_freedom=n_cases - 1)
    assert 0 <= interval.low <= share <= interval.high <= 1


def test_korn_graubard_refuses_one_case():
    with pytest.raises(ValueError, match="two cases or more"):
        korn_graubard(0.5, 0.1, n_cases=1, degrees_of_freedom=1)
