import math
import random

import pytest

from audit.statistics.sensitivity import (
    e_value_of_difference,
    e_value_of_risk_ratio,
    mediated_effect,
    mediation_sensitivity,
)


def test_the_e_value_agrees_with_vanderweele_and_ding():
    # VanderWeele and Ding (2017), infant deaths and breastfeeding: risk ratio 3.9 (1.8 to 8.7), E-value
    # 7.26, of the lower limit 3.0
    assert round(e_value_of_risk_ratio(3.9), 2) == 7.26
    assert round(e_value_of_risk_ratio(1.8), 1) == 3.0
    assert e_value_of_risk_ratio(1 / 3.9) == pytest.approx(e_value_of_risk_ratio(3.9))
    assert e_value_of_risk_ratio(1) == 1


@pytest.mark.parametrize("sign", [1, -1])
def test_the_e_value_of_a_difference_agrees_with_evalue_of_r(sign):
    # R's EValue, evalues.MD(0.5, se = 0.2): 2.52914198186127 for the point, 1.44302956344269 for the limit
    found = e_value_of_difference(sign * 0.5, 0.2)
    assert (found.estimate, found.limit) == pytest.approx((2.52914198186127, 1.44302956344269), abs=1e-12)


def test_an_interval_that_holds_no_effect_needs_no_hidden_cause():
    assert e_value_of_difference(0.1, 0.2).limit == 1
    assert e_value_of_difference(0.1).limit is None
    assert e_value_of_difference(0).estimate == 1
    with pytest.raises(ValueError, match="0 or more"):
        e_value_of_difference(0.1, -1)
    with pytest.raises(ValueError, match="above 0"):
        e_value_of_risk_ratio(0)


# Worked by hand: exposure 0, 0, 1, 1; mediator 0, 2, 3, 5 (means 1 and 4, slope 3, residuals -1, 1, -1, 1);
# outcome 1, 3, 4, 8 (means 2 and 6, residuals -1, 1, -2, 2). Residuals' squares sum to 4 and 10, products
# to 6, so r = 6/sqrt(40) = 0.948683, and the mediator's slope given exposure is 6/4: mediated 3 x 1.5 =
# 4.5.
EXPOSURE, MEDIATOR, OUTCOME = [0, 0, 1, 1], [0, 2, 3, 5], [1, 3, 4, 8]


def test_the_rho_at_zero_is_the_correlation_of_the_residuals():
    found = mediation_sensitivity(EXPOSURE, MEDIATOR, OUTCOME)
    assert found.rho_at_zero == pytest.approx(6 / math.sqrt(40))
    assert found.mediated_effect == pytest.approx(4.5)
    assert mediated_effect(EXPOSURE, MEDIATOR, OUTCOME) == pytest.approx(4.5)
    assert mediated_effect(EXPOSURE, MEDIATOR, OUTCOME, rho=6 / math.sqrt(40)) == pytest.approx(0, abs=1e-9)
    # theorem 4 at rho = 0.5: 3 sqrt(10/4) (r - 0.5 sqrt((1 - 0.9)/(0.75)))
    by_hand = 3 * math.sqrt(2.5) * (6 / math.sqrt(40) - 0.5 * math.sqrt(0.1 / 0.75))
    assert mediated_effect(EXPOSURE, MEDIATOR, OUTCOME, rho=0.5) == pytest.approx(by_hand)


def test_a_known_hidden_cause_is_taken_out_at_its_own_rho():
    # y = 0.5 m + u, m = x + u + noise, with u hidden: at the true correlation of the errors, 1/sqrt(2), the
    # mediated effect is its truth, 0.5 a step of x, though the naive product of slopes is 1
    dice = random.Random(11)
    n = 40_000
    x, u, e = ([dice.gauss(0, 1) for _ in range(n)] for _ in range(3))
    m = [a + b + c for a, b, c in zip(x, u, e, strict=True)]
    y = [0.5 * a + b for a, b in zip(m, u, strict=True)]
    assert mediated_effect(x, m, y) == pytest.approx(1.0, abs=0.03)
    assert mediated_effect(x, m, y, rho=math.sqrt(0.5)) == pytest.approx(0.5, abs=0.03)


def test_covariates_are_held_fixed_in_both_models():
    dice = random.Random(5)
    x, c = [dice.gauss(0, 1) for _ in range(60)], [dice.gauss(0, 1) for _ in range(60)]
    m = [a + 2 * b + dice.gauss(0, 1) for a, b in zip(x, c, strict=True)]
    y = [0.4 * a + b + dice.gauss(0, 1) for a, b in zip(m, c, strict=True)]
    shifted = [a + 7 * b for a, b in zip(y, c, strict=True)]
    assert mediated_effect(x, m, y, covariates=[c]) == pytest.approx(
        mediated_effect(x, m, shifted, covariates=[c])
    )


def test_what_cannot_be_told_apart_has_no_rho():
    assert mediation_sensitivity([], [], []) is None
    assert mediation_sensitivity([1, 1, 1, 1], MEDIATOR, OUTCOME) is None
    assert mediation_sensitivity(EXPOSURE, EXPOSURE, OUTCOME) is None  # the mediator leaves no error
    with pytest.raises(ValueError, match="per case"):
        mediation_sensitivity(EXPOSURE, MEDIATOR, [1])
    with pytest.raises(ValueError, match="between -1 and 1"):
        mediated_effect(EXPOSURE, MEDIATOR, OUTCOME, rho=1)
