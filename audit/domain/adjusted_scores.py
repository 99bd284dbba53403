"""What each document would have scored at the average rater's hands: severity, and scores freed from it.

Severity is how much more strictly than the average rater somebody marks, in logits; above 0 is stricter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.main_model import MainModel, fit_main_model
from audit.domain.ratings import Ratings
from audit.domain.tables import CaseKey
from audit.statistics.interval import Interval
from audit.statistics.mean import mean_of

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]

# Beyond this many logits an effect is no measure of anybody: all their marks lie at one end.
FARTHEST = 8.0


@dataclass(frozen=True, slots=True)
class Severity:
    """One rater's strictness in logits against the average rater; None where it cannot be told."""

    estimate: float
    standard_error: float
    interval: Interval
    shrunken: float


@dataclass(frozen=True, eq=False)
class AdjustedScores:
    """Every rating on the level scale as the average rater would have given it, with what that rests on.

    `levels` has one adjusted level a row of `model.ratings`; `sensitivity` (rows x contrasts) is how it
    changes with each contrast (a rater or an audit year against their average), `covariance` that of the
    contrasts.
    """

    model: MainModel
    levels: "Array"
    sensitivity: Any
    covariance: "Array"
    severities: Mapping[str, Severity]

    @cached_property
    def number_of_case(self) -> Mapping[CaseKey, int]:
        """Which number a case has in `model.ratings`."""
        return {row.case: number for number, row in enumerate(self.model.ratings.cases)}


def adjust_scores(ratings: Ratings, plan: AnalysisPlan, trend: MainModel | None) -> AdjustedScores | None:
    """Adjusted levels of all documents drawn by chance and of link cases. None where no model can be fitted.

    trend: the model of the cohort trend, used as it is where it read the same rows.
    """
    import numpy as np

    drawn = np.array([row.in_sample for row in ratings.cases], dtype=bool)
    rows = (drawn | ratings.links)[ratings.case] & ratings.by_people
    own = ratings.where(rows)
    if not len(own):
        return None
    if trend is not None and len(trend.ratings) == len(own):
        model: MainModel | None = trend
    else:
        model = fit_main_model(own, plan, cohort="factor", by="document")
    if model is None or not model.fit.has_converged:
        return None
    return _adjust(model, plan)


def _adjust(model: MainModel, plan: AnalysisPlan) -> AdjustedScores:
    import numpy as np
    from scipy import sparse  # type: ignore[import-untyped]

    ratings = model.ratings
    contrasts = [_contrast(model, "rater", _auditor_columns(model))]
    if model.terms.spans["audit_year"].stop - model.terms.spans["audit_year"].start > 1:
        contrasts.append(_contrast(model, "audit_year", None))
    stacked = np.vstack(contrasts)  # contrasts x columns
    estimable = np.array([model.terms.is_estimable(row) for row in stacked])
    stacked = stacked * estimable[:, None]
    effects = stacked @ model.coefficients
    far = np.abs(effects) > FARTHEST
    effects, stacked = np.where(far, 0.0, effects), stacked * ~far[:, None]
    n_raters = len(contrasts[0])
    columns = [ratings.rater] if len(contrasts) == 1 else [ratings.rater, ratings.audit_year + n_raters]
    shift = np.sum([effects[column] for column in columns], axis=0)
    eta = model.terms.matrix @ model.coefficients + model.fit.group_effects[model.group_of_case[ratings.case]]
    observed = np.unique(ratings.level)
    as_marked, _ = _expect(eta, model.fit.thresholds, observed)
    as_average, slope = _expect(eta - shift, model.fit.thresholds, observed)
    places = np.concatenate([np.arange(len(ratings))] * len(columns)), np.concatenate(columns)
    sensitivity = sparse.csr_array(
        (np.tile(-slope, len(columns)), places), shape=(len(ratings), len(effects))
    )
    covariance = stacked @ model.covariance @ stacked.T
    return AdjustedScores(
        model=model,
        levels=ratings.level - as_marked + as_average,
        sensitivity=sensitivity,
        covariance=covariance,
        severities=_severities(model, effects, covariance, estimable & ~far, plan),
    )


def _auditor_columns(model: MainModel) -> "Array":
    import numpy as np

    used = np.isin(np.arange(len(model.ratings.raters)), model.ratings.rater)
    auditors: Array = (np.array(model.ratings.is_auditor) & used).astype(float)
    return auditors


def _contrast(model: MainModel, name: str, counted: "Array | None") -> "Array":
    """Each label of a factor against the mean of the counted ones: labels x columns."""
    import numpy as np

    span = model.terms.spans[name]
    n_labels = span.stop - span.start
    mean = np.ones(n_labels) if counted is None else counted[:n_labels]
    contrast = np.zeros((n_labels, len(model.coefficients)))
    contrast[:, span] = np.eye(n_labels) - (mean / max(1.0, mean.sum()))[None, :]
    return contrast


def _expect(eta: "Array", thresholds: "Array", observed: "Codes") -> "tuple[Array, Array]":
    """The expected level, and how it changes with eta."""
    import numpy as np

    steps = np.diff(observed).astype(float)
    above = 1 / (1 + np.exp(np.clip(thresholds[None, :] - eta[:, None], -300, 300)))
    return observed[0] + above @ steps, (above * (1 - above)) @ steps


def _severities(
    model: MainModel, effects: "Array", covariance: "Array", is_known: "Any", plan: AnalysisPlan
) -> Mapping[str, Severity]:
    """Each auditor's severity; the shrunken one draws each towards the average by how little is known of
    them: s t^2 / (t^2 + SE^2), t^2 the spread between raters beyond their errors, 0 or more."""
    import numpy as np
    from scipy import stats

    counted = _auditor_columns(model).astype(bool)
    known = [number for number in range(len(counted)) if counted[number] and is_known[number]]
    if len(known) < 2:
        return {}
    errors = {number: sqrt(max(0.0, float(covariance[number, number]))) for number in known}
    spread = float(np.var([effects[number] for number in known], ddof=1)) - mean_of(
        [error**2 for error in errors.values()]
    )
    n_plans = model.fit.n_groups
    width = float(stats.t.ppf((1 + plan.confidence_level) / 2, max(1, n_plans - 1)))
    found = {}
    for number in known:
        estimate, error = -float(effects[number]), errors[number]
        share = max(0.0, spread) / (max(0.0, spread) + error**2) if error else 1.0
        found[model.ratings.raters[number]] = Severity(
            estimate=estimate,
            standard_error=error,
            interval=Interval(
                estimate - width * error, estimate + width * error, plan.confidence_level, "t, main model"
            ),
            shrunken=estimate * share,
        )
    return found
