from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.statistics.mean import mean_interval, mean_of, weighted_mean

# The stratified sample of Californian schools in R's survey 4.1-1 (apistrat, variable api00): schools in the
# state, schools drawn, mean and variance of the drawn. svymean needs no more than these.
SCHOOLS = {
    "E": (4421, 100, 674.43, 15687.4192929),
    "H": (755, 50, 625.82, 11947.0893878),
    "M": (1018, 50, 636.60, 13824.8571429),
}
POPULATION = {stratum: size for stratum, (size, *_) in SCHOOLS.items()}


def draw_schools():
    values, weights, strata = [], [], []
    for stratum, (size, n, mean, variance) in SCHOOLS.items():
        spread = sqrt(variance * (n - 1) / n)
        values += [mean - spread, mean + spread] * (n // 2)
        weights += [size / n] * n
        strata += [stratum] * n
    return values, weights, strata


def test_the_weighted_mean_agrees_with_the_survey_package_of_r():
    schools = weighted_mean(*draw_schools(), population=POPULATION)
    assert schools.estimate == pytest.approx(662.287363159, abs=1e-5)
    assert schools.standard_error == pytest.approx(9.40894080278, abs=1e-5)
    assert schools.degrees_of_freedom == 197
    assert schools.interval.low == pytest.approx(643.732188272, abs=1e-4)
    assert schools.interval.high == pytest.approx(680.842538047, abs=1e-4)


def test_without_a_population_nothing_is_corrected():
    assert weighted_mean(*draw_schools()).standard_error == pytest.approx(9.53613229693, abs=1e-5)


def test_the_weighted_share_agrees_with_the_survey_package_of_r():
    good = {"E": 91, "H": 26, "M": 35}  # sch.wide == "Yes"
    _, weights, strata = draw_schools()
    values = [float(i < good[s]) for s, (_, n, *_) in SCHOOLS.items() for i in range(n)]
    schools = weighted_mean(values, weights, strata, population=POPULATION)
    assert schools.estimate == pytest.approx(0.827948011416, abs=1e-7)
    assert schools.standard_error == pytest.approx(0.0243447801131, abs=1e-7)


def test_scoring_every_document_does_not_remove_the_noise_of_marking():
    values, ones, strata = [2.0, 3.0, 4.0, 3.0], [1.0] * 4, ["a"] * 4
    certain = weighted_mean(values, ones, strata, population={"a": 4})
    noisy = weighted_mean(values, ones, strata, population={"a": 4}, rating_variance=0.2)
    assert certain.standard_error == 0
    assert noisy.standard_error == pytest.approx(sqrt(0.2 / 4))


def test_a_stratum_with_one_case_is_taken_about_the_mean_of_all():
    # R survey 4.1-1 with options(survey.lonely.psu = "adjust")
    values, weights, strata = [2, 3, 4, 1, 3], [10, 10, 10, 5, 8], ["a", "a", "a", "b", "c"]
    assert weighted_mean(values, weights, strata).standard_error == pytest.approx(0.454267427843, abs=1e-9)
    population = {"a": 30, "b": 5, "c": 8}
    corrected = weighted_mean(values, weights, strata, population=population)
    assert corrected.standard_error == pytest.approx(0.425972420912, abs=1e-9)


def test_strata_of_one_case_each_have_no_interval():
    assert weighted_mean([2, 3], [1, 1], ["a", "b"]).interval is None


def test_more_cases_than_documents_are_refused():
    with pytest.raises(ValueError, match="3 cases from a group of 2 documents"):
        weighted_mean([2, 3, 4], [1, 1, 1], ["a"] * 3, population={"a": 2})


@pytest.mark.parametrize(("values", "weights"), [([], []), ([1.0], [0.0]), ([1.0], [1.0, 1.0])])
def test_a_mean_needs_one_weight_above_0_per_case(values, weights):
    with pytest.raises(ValueError, match="one weight above 0"):
        weighted_mean(values, weights, ["a"] * len(values))


def test_the_interval_of_a_mean_agrees_with_t_test_of_r():
    interval = mean_interval([1, 2, 3, 4])  # R: t.test(1:4)$conf.int
    assert interval.low == pytest.approx(0.4457397, abs=1e-6)
    assert interval.high == pytest.approx(4.5542603, abs=1e-6)


def test_one_value_has_no_interval_and_none_has_no_mean():
    assert mean_interval([3]) is None
    with pytest.raises(ValueError, match="no mean"):
        mean_of([])


@settings(deadline=None)
@given(st.lists(st.floats(1, 4), min_size=2, max_size=30), st.randoms())
def test_intervals_hold_the_mean_and_order_changes_nothing(values, random):
    interval, mean = mean_interval(values), mean_of(values)
    assert interval.low <= mean <= interval.high
    weighted = weighted_mean(values, [1.5] * len(values), ["a"] * len(values))
    assert weighted.interval.low <= weighted.estimate <= weighted.interval.high
    assert weighted.estimate == pytest.approx(mean)
    random.shuffle(values)
    assert (mean_of(values), mean_interval(values)) == (mean, interval)
