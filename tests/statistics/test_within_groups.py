"""Within-plan slopes against R's clubSandwich 0.5.8."""

import numpy as np
import pytest
from followed_plans import COLUMNS, PLANS, REVIEWS, SCORES, WEIGHTS

from audit.statistics.within_groups import fit_within_groups


def test_slope_error_and_degrees_of_freedom_agree_with_club_sandwich():
    # m <- lm(y ~ 0 + rev + rater + factor(plan))
    # coef_test(m, vcov = "CR2", cluster = plan, test = "Satterthwaite")
    fit = fit_within_groups(SCORES, COLUMNS, PLANS)
    assert fit.estimates[0] == pytest.approx(-0.18562542386, abs=1e-9)
    assert fit.standard_errors[0] == pytest.approx(0.03739375317, abs=1e-9)
    assert fit.degrees_of_freedom[0] == pytest.approx(6.28926011284, abs=1e-7)
    assert (fit.n_groups, fit.n_rows) == (14, 40)


def test_weights_agree_with_club_sandwich_given_the_variances():
    # the same with weights = w and vcovCR(target = 1/w), to three digits; it keeps the plans' constants where
    # this absorbs them, hence the tolerance of the degrees of freedom
    fit = fit_within_groups(SCORES, COLUMNS, PLANS, weights=WEIGHTS)
    assert fit.estimates[0] == pytest.approx(-0.161, abs=5e-4)
    assert fit.standard_errors[0] == pytest.approx(0.0535, abs=5e-5)
    assert fit.degrees_of_freedom[0] == pytest.approx(6.75, abs=0.1)


def test_the_order_of_documents_changes_nothing():
    order = np.random.default_rng(2).permutation(len(PLANS))
    whole, other = (
        fit_within_groups(SCORES[rows], COLUMNS[rows], PLANS[rows]) for rows in (np.arange(40), order)
    )
    assert other.estimates == pytest.approx(whole.estimates)
    assert other.standard_errors == pytest.approx(whole.standard_errors)


def test_what_differs_between_plans_alone_says_nothing():
    between = PLANS.astype(float)[:, None]
    assert fit_within_groups(SCORES, between, PLANS) is None
    lifted = fit_within_groups(SCORES + 5 * PLANS, COLUMNS, PLANS)
    assert lifted.estimates == pytest.approx(fit_within_groups(SCORES, COLUMNS, PLANS).estimates)


def test_several_slopes_can_be_asked_for():
    late = REVIEWS * (PLANS > 6)
    both = fit_within_groups(
        SCORES, np.column_stack([REVIEWS - late, late, COLUMNS[:, 1:]]), PLANS, n_wanted=2
    )
    assert both.estimates.shape == both.degrees_of_freedom.shape == (2,)
    assert both.covariance.shape == (2, 2)


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="one value"):
        fit_within_groups(SCORES, COLUMNS, PLANS[:-1])
