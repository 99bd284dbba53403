"""The cumulative-link model against R's ordinal on its wine data (Randall 1989): how bitter 72 glasses were,
8 by each of 9 judges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from audit.statistics.cumulative_link import fit_cumulative_link
from audit.statistics.cumulative_link_pass import Problem, find_modes, look

RATINGS = "2334445512132354233255443232325323433333323224541122232322233334123232" + "44"
WINE = np.array([int(rating) for rating in RATINGS])
WARM = np.tile([0, 0, 0, 0, 1, 1, 1, 1], 9)
CONTACT = np.tile([0, 0, 1, 1, 0, 0, 1, 1], 9)
JUDGE = np.repeat(np.arange(9), 8)
COLUMNS = np.column_stack([WARM, CONTACT])


def errors(fit):
    return np.sqrt(np.diag(fit.covariance))


def test_without_judges_it_agrees_with_clm():
    # clm(rating ~ temp + contact, data = wine)
    fit = fit_cumulative_link(WINE, COLUMNS)
    assert fit.has_converged
    assert fit.thresholds == pytest.approx([-1.344383411, 1.250808798, 3.466886926, 5.006404204], abs=1e-4)
    assert fit.coefficients == pytest.approx([2.503102008, 1.527797658], abs=1e-4)
    assert errors(fit) == pytest.approx(
        [0.5171020453, 0.4378802030, 0.5977604246, 0.7309063437, 0.5286801008, 0.4766226296], rel=0.01
    )
    assert (fit.sigma, fit.group_effects.any()) == (0.0, False)


def test_with_judges_it_agrees_with_clmm():
    # clmm(rating ~ temp + contact + (1 | judge), data = wine, nAGQ = 15)
    fit = fit_cumulative_link(WINE, COLUMNS, groups=JUDGE)
    assert fit.has_converged
    assert fit.thresholds == pytest.approx([-1.623487453, 1.512796038, 4.227053452, 6.086152275], abs=1e-4)
    assert fit.coefficients == pytest.approx([3.061890990, 1.833433363], abs=1e-4)
    assert errors(fit)[:6] == pytest.approx(
        [0.6833873492, 0.6044395622, 0.8089816865, 0.9719438647, 0.5950777732, 0.5121722600], rel=0.01
    )
    assert fit.sigma == pytest.approx(1.134783296, abs=1e-4)
    assert fit.log_likelihood == pytest.approx(-81.53246071, abs=1e-6)
    modes = [1.698464, -0.566575, 0.970524, -0.059389, 0.231107, 0.477951, -1.913607, -0.273032, -0.555170]
    # R gives conditional modes, this the conditional means: close, for nearly normal shapes
    assert fit.group_effects == pytest.approx(modes, abs=0.06)


def test_a_judge_of_weight_two_counts_as_two_judges():
    # the same clmm with judges 1, 3 and 5 entered twice under other names
    weights = np.array([2.0, 1, 2, 1, 2, 1, 1, 1, 1])
    fit = fit_cumulative_link(WINE, COLUMNS, groups=JUDGE, weights=weights)
    assert fit.coefficients == pytest.approx([3.010628007, 1.607424062], abs=1e-4)
    assert fit.standard_errors == pytest.approx([0.5102458534, 0.4326352796], rel=0.01)
    assert (fit.sigma, fit.log_likelihood) == pytest.approx((1.15906509, -109.6391662), abs=1e-4)


def test_the_order_of_rows_and_the_kind_of_matrix_change_nothing():
    order = np.random.default_rng(1).permutation(len(WINE))
    whole = fit_cumulative_link(WINE, COLUMNS, groups=JUDGE)
    other = fit_cumulative_link(
        WINE[order], sparse.csr_array(COLUMNS[order].astype(float)), groups=JUDGE[order]
    )
    assert other.coefficients == pytest.approx(whole.coefficients, abs=1e-8)
    assert other.covariance == pytest.approx(whole.covariance, abs=1e-8)


def test_a_start_elsewhere_ends_at_the_same_place():
    whole = fit_cumulative_link(WINE, COLUMNS, groups=JUDGE)
    start = (np.array([-3.0, 0, 1, 2]), np.array([0.0, -1]), 0.3)
    assert fit_cumulative_link(WINE, COLUMNS, groups=JUDGE, start=start).coefficients == pytest.approx(
        whole.coefficients, abs=1e-6
    )


def test_the_covariance_is_the_inverse_curvature_of_the_likelihood():
    # The information against numerical second differences of the profile likelihood at the best point.
    fit = fit_cumulative_link(WINE, COLUMNS[:, :1], groups=JUDGE)
    step = 0.02
    moved = [_profile(fit, shift) for shift in (-step, 0.0, step)]
    curvature = -(moved[0] - 2 * moved[1] + moved[2]) / step**2
    assert fit.standard_errors[0] == pytest.approx(curvature**-0.5, rel=0.01)


def _profile(fit, shift):
    """The highest likelihood with the coefficient held at its best value plus the shift."""
    problem = Problem.of(WINE, COLUMNS[:, :1], JUDGE, None, None)
    point = np.concatenate([fit.thresholds, fit.coefficients + shift, [fit.sigma]])
    free = [0, 1, 2, 3, 5]
    for _ in range(12):
        modes = find_modes(problem, point, np.zeros(9))
        seen = look(problem, point, modes, 15)
        point[free] += np.linalg.solve(seen.information[np.ix_(free, free)], seen.gradient[free])
    return look(problem, point, find_modes(problem, point, np.zeros(9)), 15).log_likelihood


def test_one_group_of_many_ratings_is_integrated_without_overflow():
    levels = np.tile([1, 2, 3, 4], 600)
    fit = fit_cumulative_link(levels, np.tile([0.0, 1.0], 1200)[:, None], groups=np.repeat([0, 1, 2], 800))
    assert np.isfinite(fit.log_likelihood)
    assert fit.sigma == pytest.approx(0, abs=0.2)


def test_blocks_of_groups_add_up(monkeypatch):
    whole = fit_cumulative_link(WINE, COLUMNS, groups=JUDGE)
    monkeypatch.setattr("audit.statistics.cumulative_link_pass.ROWS_AT_ONCE", 20)
    in_blocks = fit_cumulative_link(WINE, COLUMNS, groups=JUDGE)
    assert in_blocks.coefficients == pytest.approx(whole.coefficients, abs=1e-9)
    assert in_blocks.levels_a_logit == pytest.approx(whole.levels_a_logit, abs=1e-9)


def test_levels_a_logit_turns_a_coefficient_into_levels():
    # One threshold: the derivative of P(level 2) is F(1 - F), at F = 1/2 a quarter.
    fit = fit_cumulative_link(np.array([1, 2, 1, 2]), np.zeros((4, 0)))
    assert fit.levels_a_logit == pytest.approx(0.25)
    two_steps = fit_cumulative_link(np.array([1, 2, 1, 2]), np.zeros((4, 0)), steps=np.array([2.0]))
    assert two_steps.levels_a_logit == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("levels", "columns"), [([1, 1], [[0], [1]]), ([1, 3], [[0], [1]]), ([1, 2, 2], [[0], [1]])]
)
def test_levels_that_cannot_be_fitted_are_refused(levels, columns):
    with pytest.raises(ValueError, match="levels are whole numbers|one row of columns"):
        fit_cumulative_link(np.array(levels), np.array(columns))


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 1), st.integers(0, 3)), min_size=12, max_size=40))
def test_turning_the_scale_round_turns_the_coefficient_round(rows):
    levels, x, groups = (np.array(column) for column in zip(*rows, strict=True))
    if len(set(levels)) < 3 or len(set(x)) < 2:
        return
    groups = np.unique(groups, return_inverse=True)[1]
    columns = x[:, None].astype(float)
    up = fit_cumulative_link(levels, columns, groups=groups)
    down = fit_cumulative_link(4 - levels, columns, groups=groups)
    if up.has_converged and down.has_converged and up.standard_errors[0] < 5:
        assert up.coefficients == pytest.approx(-down.coefficients, abs=1e-3)
