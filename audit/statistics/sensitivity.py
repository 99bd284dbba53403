"""How strong would a hidden cause have to be to explain a result away?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]

TO_LOG_RISK_RATIO = 0.91
HALF_WIDTH = 1.78  # 0.91 x 1.96
NO_VARIANCE = 1e-12


@dataclass(frozen=True, slots=True)
class EValue:
    """The risk ratio that a hidden cause would need with both sides: for the estimate, and for the limit of
    its 95% interval nearer to no effect (1 where the interval holds no effect; None without an error)."""

    estimate: float
    limit: float | None


@dataclass(frozen=True, slots=True)
class MediationSensitivity:
    """What the mediated effect is without a hidden cause, and how far the two models' errors would have to be
    correlated (-1 to 1) for it to be nothing."""

    mediated_effect: float
    rho_at_zero: float
    n_cases: int


def e_value_of_risk_ratio(risk_ratio: float) -> float:
    """How strongly, as a risk ratio, must a hidden cause go with exposure and outcome to explain this away?

    risk_ratio: above 0. 1 or more; 1 where there is nothing to explain. Raises ValueError otherwise.

    With RR, or 1/RR where it is below 1: RR + sqrt(RR (RR - 1)). Source: T. J. VanderWeele and P. Ding,
    Annals of Internal Medicine 167 (2017) 268-274, table 2.

    >>> round(e_value_of_risk_ratio(3.9), 2)
    7.26
    """
    if not risk_ratio > 0:
        raise ValueError("a risk ratio must be above 0")
    ratio = max(risk_ratio, 1 / risk_ratio)
    return ratio + sqrt(ratio * (ratio - 1))


def e_value_of_difference(difference: float, standard_error: float | None = None) -> EValue:
    """The same for a difference in means, in standard deviations of the outcome (Cohen's d).

    difference: any number, with its standard error (0 or more) in the same units, or None. Raises ValueError
    for a negative error.

    RR is taken as exp(0.91 d), its 95% limits as exp(0.91 d -+ 1.78 s). Source: VanderWeele and Ding, as
    above, table 2; the same as `evalues.MD` of R's EValue.

    >>> found = e_value_of_difference(0.5, 0.25)
    >>> round(found.estimate, 3), round(found.limit, 3)
    (2.529, 1.111)
    """
    estimate = e_value_of_risk_ratio(exp(TO_LOG_RISK_RATIO * difference))
    if standard_error is None:
        return EValue(estimate, None)
    if standard_error < 0:
        raise ValueError("a standard error is 0 or more")
    nearer = TO_LOG_RISK_RATIO * abs(difference) - HALF_WIDTH * standard_error
    return EValue(estimate, e_value_of_risk_ratio(exp(nearer)) if nearer > 0 else 1.0)


def mediated_effect(
    exposure: Sequence[float],
    mediator: Sequence[float],
    outcome: Sequence[float],
    *,
    covariates: Sequence[Sequence[float]] = (),
    rho: float = 0.0,
) -> float | None:
    """How much of the effect of one step of the exposure goes through the mediator, if errors share rho?

    exposure, mediator, outcome: one per case; covariates: one list per covariate, which all models hold. rho:
    between -1 and 1, the correlation of the errors of the mediator's and the outcome's models that a hidden
    cause of both would bring. Units of the outcome. Answers None where a model cannot be told from the data
    or leaves no error. Raises ValueError for unequal lengths or a rho outside.

    With residuals e1 of the outcome on exposure and covariates, e2 of the mediator on the same, r their
    correlation, s1 and s2 their standard deviations and a the exposure's slope in the mediator's model:
    a (s1/s2) (r - rho sqrt((1 - r^2)/(1 - rho^2))). At rho = 0 it is the product of the two slopes. Source:
    K. Imai, L. Keele and T. Yamamoto, Statistical Science 25 (2010) 51-71, theorem 4.

    >>> round(mediated_effect([0, 0, 1, 1], [0, 1, 1, 4], [1, 2, 2, 6]), 4)
    2.6
    """
    if not -1 < rho < 1:
        raise ValueError("rho lies between -1 and 1")
    models = _fit(exposure, mediator, outcome, covariates)
    if models is None:
        return None
    slope, ratio, r = models
    return slope * ratio * (r - rho * sqrt((1 - r * r) / (1 - rho * rho)))


def mediation_sensitivity(
    exposure: Sequence[float],
    mediator: Sequence[float],
    outcome: Sequence[float],
    *,
    covariates: Sequence[Sequence[float]] = (),
) -> MediationSensitivity | None:
    """How far must a hidden cause of mediator and outcome tie their errors for the mediated effect to vanish?

    Arguments, None and errors as for `mediated_effect`. rho_at_zero is r, the correlation of the residuals of
    the mediator's model and of the outcome's model without the mediator; its square is the product of the
    shares of unexplained variance that such a cause would explain in the two. Source: as above, theorem 4 and
    section 5.

    >>> round(mediation_sensitivity([0, 0, 1, 1], [0, 1, 1, 4], [1, 2, 2, 6]).rho_at_zero, 4)
    0.9971
    """
    models = _fit(exposure, mediator, outcome, covariates)
    if models is None:
        return None
    slope, ratio, r = models
    return MediationSensitivity(slope * ratio * r, r, len(exposure))


def _fit(
    exposure: Sequence[float],
    mediator: Sequence[float],
    outcome: Sequence[float],
    covariates: Sequence[Sequence[float]],
) -> tuple[float, float, float] | None:
    """The exposure's slope in the mediator's model, s1/s2, and the correlation of the residuals."""
    import numpy as np

    if len({len(exposure), len(mediator), len(outcome), *map(len, covariates)}) > 1:
        raise ValueError("one exposure, mediator, outcome and covariate per case are needed")
    columns = [[1.0] * len(exposure), exposure, *covariates]
    design = np.column_stack([np.asarray(column, dtype=float) for column in columns])
    if len(design) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    both = np.column_stack([np.asarray(mediator, dtype=float), np.asarray(outcome, dtype=float)])
    slopes = np.linalg.lstsq(design, both, rcond=None)[0]
    residuals = both - design @ slopes
    of_mediator, of_outcome = (residuals**2).sum(axis=0)
    scale = (both**2).sum(axis=0)
    if of_mediator <= NO_VARIANCE * scale[0] or of_outcome <= NO_VARIANCE * scale[1]:
        return None
    r = float(residuals[:, 0] @ residuals[:, 1] / sqrt(of_mediator * of_outcome))
    return float(slopes[1, 0]), sqrt(of_outcome / of_mediator), max(-1.0, min(1.0, r))
