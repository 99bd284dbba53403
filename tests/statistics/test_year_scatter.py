import numpy as np
import pytest

from audit.statistics.year_scatter import slope_over_years

YEARS = [2018, 2019, 2020, 2021, 2022, 2023, 2024]
EFFECTS = [0.12, 0.05, 0.09, -0.02, 0, -0.11, -0.04]


def test_slope_and_error_agree_with_r():
    # summary(lm(effects ~ years))
    slope = slope_over_years(YEARS, EFFECTS)
    assert slope.estimate == pytest.approx(-0.031785714286, abs=1e-10)
    assert slope.standard_error == pytest.approx(0.008303859442, abs=1e-10)
    assert (slope.degrees_of_freedom, slope.n_years) == (5, 7)


def test_a_shift_that_is_undetermined_costs_a_degree_of_freedom_and_changes_nothing():
    late = np.array([0.0, 0, 0, 0, 1, 1, 1])
    shifts = np.column_stack([np.ones(7), late])
    one = slope_over_years(YEARS, EFFECTS, shifts)
    other = slope_over_years(YEARS, (np.array(EFFECTS) + 3 * late).tolist(), shifts)
    assert other.estimate == pytest.approx(one.estimate)
    assert one.degrees_of_freedom == 4


@pytest.mark.parametrize("n_years", [1, 2])
def test_two_years_have_no_scatter(n_years):
    assert slope_over_years(YEARS[:n_years], EFFECTS[:n_years]) is None


def test_a_slope_that_could_be_a_shift_is_not_told():
    assert slope_over_years(YEARS, EFFECTS, np.array([YEARS, np.ones(7)], dtype=float).T) is None
