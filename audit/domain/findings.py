"""What an analysis found: the values that pages, reports and stored JSON print, and nothing else.

Every estimate carries its n and its interval; what could not be found is None, never NaN.
"""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.statistics.group_differences import DunnPair, KruskalWallis
from audit.statistics.interval import Interval
from audit.statistics.page_trend import PageL
from audit.statistics.proportion_trend import CochranArmitage
from audit.statistics.theil_sen import TheilSen
from audit.statistics.trend import JonckheereTerpstra

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class Verdict(StrEnum):
    """Trends are declined, no_meaningful_change, improved or cannot_tell; the pathway is consistent,
    not_supported or cannot_tell; the hypothesis is supported, not_supported or cannot_tell."""

    DECLINED = "declined"
    NO_MEANINGFUL_CHANGE = "no_meaningful_change"
    IMPROVED = "improved"
    CONSISTENT = "consistent"
    SUPPORTED = "supported"
    NOT_SUPPORTED = "not_supported"
    CANNOT_TELL = "cannot_tell"


class Doubt(StrEnum):
    """Why a verdict is `cannot_tell`."""

    EFFECTS_NOT_SEPARATED = "effects_not_separated"  # only in reports made before the model was there
    COHORT_AUDIT_YEAR_ALIASED = "cohort_audit_year_aliased"
    WEAK_LINK = "weak_link"
    FEWER_THAN_3_COHORTS = "fewer_than_3_cohorts"
    NO_REVIEWS = "no_reviews"
    NO_CONTRIBUTIONS = "no_contributions"
    NO_MARGIN = "no_margin"
    NO_VARIATION = "no_variation"
    NO_CASE_DOUBLE_SCORED = "no_case_double_scored"
    RATERS_DO_NOT_AGREE = "raters_do_not_agree"
    INTERVAL_TOO_WIDE = "interval_too_wide"
    CEILING = "ceiling"
    NO_CONVERGENCE = "no_convergence"
    VERSIONS_NOT_BRIDGED = "versions_not_bridged"
    SCORED_IN_DATE_ORDER = "scored_in_date_order"
    MISSING_COULD_TURN_IT = "missing_could_turn_it"
    NO_TREND_ANSWERABLE = "no_trend_answerable"
    NO_TREND_DECLINED = "no_trend_declined"
    TOO_FEW_CASES = "too_few_cases"
    CONTRIBUTIONS_DID_NOT_FALL = "contributions_did_not_fall"
    INDIRECT_EFFECT_UNCLEAR = "indirect_effect_unclear"
    NEGATIVE_CONTROL_MOVED = "negative_control_moved"
    CLAIMS_OPEN = "claims_open"


@dataclass(frozen=True, kw_only=True)
class ReviewStep:
    """How many plans were scored at one review number (0 is the first plan), and for how many of them this
    was the last one scored: plans that end early are not those that stay."""

    review_no: int
    n_plans: int
    n_last: int


@dataclass(frozen=True, kw_only=True)
class Companions:
    """What other tests say of the same cases, cohort by cohort: the share good or better (Cochran-Armitage),
    any difference in case means (Kruskal-Wallis; between which years, Dunn with Holm's adjustment over all
    pairs), and their slope (Theil-Sen, levels a year). None of them allows for who scored what."""

    cochran_armitage: CochranArmitage | None = None
    kruskal_wallis: KruskalWallis | None = None
    dunn_holm: tuple[DunnPair, ...] = ()
    theil_sen: TheilSen | None = None


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """Two cohorts that the plan wants compared: how many levels the first named lies above the second.

    `p_value` is two-sided, `p_holm` adjusted over the plan's contrasts; without an estimate where the tables
    cannot tell.
    """

    name: str
    estimate: float | None = None
    interval: Interval | None = None
    p_value: float | None = None
    p_holm: float | None = None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One question and its answer. `estimate` and its intervals are in levels a year, and stay empty until
    the effects of cohort, audit year and rater can be told apart. The companions describe the case means
    without allowing for who scored what; tau-b has no interval, because it only describes these cases."""

    verdict: Verdict
    reasons: tuple[Doubt, ...] = ()
    estimate: float | None = None
    interval: Interval | None = None
    descriptive_interval: Interval | None = None
    p_value: float | None = None
    equivalence_p_value: float | None = None
    margin: float | None = None
    beyond_margin: bool = False
    smallest_detectable: float | None = None
    counts: dict[str, int] = field(default_factory=dict)
    unadjusted_slope: float | None = None
    unadjusted_slope_interval: Interval | None = None
    explaining_drift: float | None = None
    steps: tuple[ReviewStep, ...] = ()
    jonckheere_terpstra: JonckheereTerpstra | None = None
    kendall_tau_b: float | None = None
    companions: Companions | None = None
    contrasts: tuple[Contrast, ...] = ()
    page_l: PageL | None = None


@dataclass(frozen=True, kw_only=True)
class PathEstimate:
    """One step of the path, with its interval (level 1 - 2 alpha). Contributions are shares from 0 to 1."""

    estimate: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Control:
    """What an agency's own contributions go with, in levels for a share of 1 against 0, with the other
    agencies' held still: in the sections it feeds, and in those it does not (the negative control), where
    nothing should move. `p_value` is one-sided for the latter, adjusted by Holm over agencies."""

    agency: str
    n_cases: int
    fed: PathEstimate | None
    unfed: PathEstimate
    p_value: float
    moved: bool


@dataclass(frozen=True, kw_only=True)
class EngagementGroup:
    """Documents with about as much contributed: their share from `lowest` to `highest`, and their mean
    quality in levels, what differs between years (or reviews) taken out."""

    n_cases: int
    lowest: float
    highest: float
    mean_engagement: float
    mean_quality: float
    interval: Interval | None


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One plan's documents by review number with their adjusted means. It says not which plan."""

    review_nos: tuple[int, ...]
    means: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class PathwayClaim(Claim):
    """(c). `trend` is the trend that it belongs to, `cohort` or `review`; `estimate` the indirect effect ab
    in levels a year (a review): `a` the change of contributions a year times `b` the levels for a share of 1
    against 0. `rho_at_zero` and `e_value` say how strong a hidden cause would have to be to explain it."""

    trend: str | None = None
    a: PathEstimate | None = None
    b: PathEstimate | None = None
    rho_at_zero: float | None = None
    e_value: float | None = None
    e_value_limit: float | None = None
    groups: tuple[EngagementGroup, ...] = ()
    controls: tuple[Control, ...] = ()
    controls_available: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseSummary:
    """How good a group of cases is. The weighted figures stand for all documents of the population, where
    strata or weights were given; the others describe the cases that were scored."""

    n_cases: int
    n_good: int
    mean: float | None = None
    mean_interval: Interval | None = None
    good_share: float | None = None
    good_interval: Interval | None = None
    weighted_mean: float | None = None
    weighted_mean_interval: Interval | None = None
    weighted_good_share: float | None = None
    weighted_good_interval: Interval | None = None

    @property
    def estimated_mean(self) -> tuple[float | None, Interval | None]:
        """The mean that is shown: of all documents where the sample was weighted, else of the cases."""
        if self.weighted_mean is not None:
            return self.weighted_mean, self.weighted_mean_interval
        return self.mean, self.mean_interval


@dataclass(frozen=True, kw_only=True)
class Cohort(CaseSummary):
    """The documents of one year. Each plan counts once, by its earliest document in the tables;
    `n_first_documents` of them (review_no 0) enter the cohort trend. `adjusted_mean` is what the average
    rater would have given."""

    cohort_year: int
    n_first_documents: int
    n_unscored: int
    n_in_population: int | None = None
    adjusted_mean: float | None = None
    adjusted_interval: Interval | None = None


@dataclass(frozen=True, kw_only=True)
class CriterionSummary:
    """One question over all sampled cases. `n_ratings` counts answers with a level (or met / not met),
    `n_per_level[0]` those at level 1. `n_good` of `n_ratings` are at `good_from` or higher; the interval
    is as wide as `n_cases` independent cases make it, however many people scored each. `mean` is the mean
    over cases of each case's mean."""

    criterion: str
    section: str | None
    type: str
    n_cases: int
    n_ratings: int
    n_per_reason: dict[str, int]
    n_per_level: tuple[int, ...] = ()
    mean: float | None = None
    mean_interval: Interval | None = None
    n_good: int = 0
    good_share: float | None = None
    good_interval: Interval | None = None
    n_met: int = 0
    n_not_met: int = 0
    n_cannot_tell: int = 0
    met_share: float | None = None
    met_interval: Interval | None = None


@dataclass(frozen=True, kw_only=True)
class SectionSummary:
    """One section: its quality levels counted, and the mean over cases of each case's mean in the section."""

    section: str
    n_criteria: int
    n_cases: int
    n_ratings: int
    n_per_level: tuple[int, ...]
    n_good: int
    mean: float | None = None
    mean_interval: Interval | None = None
    good_share: float | None = None
    good_interval: Interval | None = None


@dataclass(frozen=True, kw_only=True)
class RaterSummary:
    """How much one rater scored, and how strictly: `severity` in logits against the average rater, above 0
    is stricter, `severity_shrunken` the same drawn towards the average by how little is known of them. None
    where raters cannot be compared. Severity is named only to that person and the lead."""

    rater_id: str
    n_cases: int
    n_ratings: int
    n_per_level: tuple[int, ...]
    severity: float | None = None
    severity_interval: Interval | None = None
    severity_shrunken: float | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far raters who scored the same case by themselves agree. `n_cases` were scored by two or more;
    of `n_pairs` pairs of levels `n_exact` are equal and `n_adjacent` at most one apart. `deciding_interval`
    of alpha is at 95% whatever level the plan describes with. Gwet's AC2 has
    quadratic weights; the mean of quadratic weighted kappa is over `n_rater_pairs` pairs of raters; ICC(A,1)
    is of the mean levels that raters gave `n_icc_cases` cases."""

    n_cases: int
    n_raters: int
    n_pairs: int
    n_exact: int = 0
    n_adjacent: int = 0
    krippendorff_alpha_ordinal: float | None = None
    interval: Interval | None = None
    deciding_interval: Interval | None = None
    exact_rate: float | None = None
    exact_interval: Interval | None = None
    adjacent_rate: float | None = None
    adjacent_interval: Interval | None = None
    gwet_ac2: float | None = None
    gwet_ac2_interval: Interval | None = None
    mean_weighted_kappa: float | None = None
    mean_weighted_kappa_interval: Interval | None = None
    n_rater_pairs: int = 0
    icc_agreement_single: float | None = None
    icc_agreement_single_interval: Interval | None = None
    n_icc_cases: int = 0


@dataclass(frozen=True, kw_only=True)
class ContributionSummary:
    """What one agency was asked for and gave; `cohort_year` None is all cohorts together.
    A count has its own `_known`, because an empty cell is not a no."""

    agency: str
    cohort_year: int | None
    n_cases: int
    n_requested: int
    n_on_time: int
    n_on_time_known: int
    n_attended: int
    n_attended_known: int
    n_received: int
    n_received_known: int
    n_used: int
    n_used_known: int
    n_refused: int
    n_not_known: int


@dataclass(frozen=True, kw_only=True)
class DesignPower:
    """What one design could see. Powers are shares of such audits, from 0 to 1; falls are a year.

    Where it cannot answer, `reason` says why and the figures are None.
    """

    name: str = ""
    can_answer: bool
    reason: Doubt | None = None
    n_cohorts: int
    n_cases: int
    n_links: int
    fall: float
    fall_in_levels: float
    margin: float
    alpha: float
    power_to_see_fall: float | None = None
    power_to_say_no_change: float | None = None
    smallest_fall: float | None = None
    smallest_fall_in_levels: float | None = None
    n_draws: int = 0
    seed: int = 0
    method: str = ""


@dataclass(frozen=True, kw_only=True)
class Power:
    """What the design that was analysed could see of a trend over cohorts, `as_analysed`, and what it could
    have seen `with_links`. Empty, with the reason, where it was not asked, as in reports of older rules."""

    reason: str = ""
    designs: tuple[DesignPower, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Everything that one analysis found, in the order of the documented JSON keys."""

    cohort_trend: Claim
    review_trend: Claim
    pathway: PathwayClaim
    hypothesis: Claim
    overall: CaseSummary
    cohorts: tuple[Cohort, ...]
    criteria: tuple[CriterionSummary, ...]
    sections: tuple[SectionSummary, ...]
    raters: tuple[RaterSummary, ...]
    agreement: Agreement
    contributions: tuple[ContributionSummary, ...]
    power: Power
    counts: dict[str, int]
    warnings: tuple[str, ...]
    plan: AnalysisPlan
    fingerprint: str
    plan_lines: tuple[PlanLine, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The findings as plain values for JSON: strict, with stable keys."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), allow_nan=False))
        return plain

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Findings":
        """The findings that `as_dict` wrote. Raises pydantic's ValidationError where a key is wrong."""
        return _adapter().validate_python(stored)


@cache
def _adapter() -> "TypeAdapter[Findings]":
    from pydantic import TypeAdapter

    return TypeAdapter(Findings)
