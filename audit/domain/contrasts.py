"""Years that the plan wants compared, each pair by itself: "2026-2018" is how much 2026 lies above 2018.

The means are those of the main model, so who scored what is allowed for. They decide nothing: the trend does.
"""

from math import sqrt

from audit.domain.analysis_plan import AnalysisPlan, years_of
from audit.domain.findings import Contrast
from audit.domain.main_model import MainModel
from audit.statistics.interval import Interval
from audit.statistics.many_comparisons import holm

# A shift of some cohorts alone that changes no fitted value leaves their contrast unknown.
_LEAST_SHIFT = 1e-7


def compare_years(factor: MainModel, plan: AnalysisPlan, freedom: float) -> tuple[Contrast, ...]:
    """Each contrast of the plan, in its order; without an estimate where the tables cannot tell.

    factor: the model with a mean for each cohort. freedom: of its error over cases. The difference is of mean
    expected levels, its error that of the cohorts' coefficients times what a logit is worth in levels.
    Intervals hold for all contrasts together (Bonferroni); p two-sided, adjusted by Holm's method.
    """
    from scipy import stats  # type: ignore[import-untyped]

    found = {name: _measure(factor, *years_of(name)) for name in plan.contrasts}
    known = {name: each for name, each in found.items() if each is not None and freedom >= 1}
    p_values = {
        name: 2 * float(stats.t.sf(abs(difference) / error, freedom))
        for name, (difference, error) in known.items()
    }
    adjusted = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    level = 1 - (1 - plan.confidence_level) / max(1, len(known))
    half = float(stats.t.ppf((1 + level) / 2, freedom)) if freedom >= 1 else 0.0
    method = f"t on {freedom:.4g} degrees of freedom, {len(known)} contrasts together"

    def contrast(name: str) -> Contrast:
        if name not in known:
            return Contrast(name=name)
        difference, error = known[name]
        reach = half * error
        return Contrast(
            name=name,
            estimate=difference,
            interval=Interval(difference - reach, difference + reach, plan.confidence_level, method),
            p_value=p_values[name],
            p_holm=adjusted[name],
        )

    return tuple(contrast(name) for name in plan.contrasts)


def _measure(factor: MainModel, later: int, earlier: int) -> tuple[float, float] | None:
    """The difference of two cohorts' mean levels and its standard error."""
    import numpy as np

    years = factor.cohort_years
    if later not in years or earlier not in years:
        return None
    weights = np.zeros(len(years))
    weights[years.index(later)], weights[years.index(earlier)] = 1.0, -1.0
    shifts = factor.terms.undetermined("cohort")
    if shifts.shape[1] and float(np.abs(weights @ shifts).max()) > _LEAST_SHIFT:
        return None
    span = factor.terms.spans["cohort"]
    covariance = factor.robust_covariance if factor.is_weighted else factor.covariance
    error = sqrt(max(0.0, float(weights @ covariance[span, span] @ weights))) * factor.fit.levels_a_logit
    return (float(weights @ np.array(factor.fit.moved_levels)), error) if error > 0 else None
