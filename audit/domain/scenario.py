"""A made-up audit whose truth is known: how quality moves, who marks how, and what is expected of us."""

from dataclasses import dataclass, field

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.expectation import Expectation
from audit.domain.simulated_design import Design

FIRST_COHORT = 2018


@dataclass(frozen=True, kw_only=True)
class CaseMix:
    """A yes-or-no covariate whose share moves from the first cohort to the last."""

    name: str
    first_share: float
    last_share: float
    effect: float


@dataclass(frozen=True, kw_only=True)
class Reviews:
    """Plans followed from their first document on. `slope` is in logits a review; each document deviates
    from its plan; with `ceasing` above 0 a plan is likelier to cease the better it is."""

    n_reviews: int = 3
    slope: float = 0.0
    document_deviation: float = 0.3
    ceasing: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """What agencies contribute. `middle` is the share in the middle year, `change` its change a year.

    `effect` is logits for a share of 1 against 0 in the sections that an agency feeds; `elsewhere` is the
    part of that effect that comes from the first agency in sections that it does not feed.
    """

    middle: float = 0.62
    change: float = -0.075
    effect: float = 0.0
    elsewhere: float = 0.0
    case_weight: float = 0.4
    agency_weight: float = 0.5


@dataclass(frozen=True, kw_only=True)
class HiddenTrait:
    """Something of a case that nobody recorded. It moves by `change` a year (standard deviations), quality by
    `effect` logits for each, and engagement with `weight` (correlation with each yes or no)."""

    effect: float
    change: float
    weight: float


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One made-up audit. Slopes, drift, shocks, severities and traits are in logits, slopes a year.

    `slope` is the direct change over cohorts; `slope_in_levels`, where given, stands in its place and is
    solved for on the level scale. `na_shares` is how common "not applicable" is in the first and last cohort.
    """

    name: str
    title: str
    designs: tuple[Design, ...] = tuple(Design)
    n_cohorts: int = 9
    n_per_cohort: int = 30
    n_criteria: int = 12
    n_raters: int = 6
    n_links: int = 12
    level_shares: tuple[float, ...] = (0.05, 0.40, 0.45, 0.10)
    plan_deviation: float = 0.8
    criterion_deviation: float = 0.5
    severity_deviation: float = 0.4
    slope: float = 0.0
    slope_in_levels: float | None = None
    drift: float = 0.0
    shock_deviation: float = 0.0
    has_turnover: bool = False
    na_shares: tuple[float, float] = (0.0, 0.0)
    case_mix: CaseMix | None = None
    reviews: Reviews | None = None
    engagement: Engagement | None = None
    hidden: HiddenTrait | None = None
    plan: AnalysisPlan = field(default_factory=lambda: AnalysisPlan(levels=4, bootstrap_draws=100))
    expectations: tuple[Expectation, ...] = ()

    @property
    def total_slope(self) -> float:
        """The change over cohorts, through whatever path; not where it is to be solved for."""
        through = self.engagement.change * self.engagement.effect if self.engagement else 0.0
        hidden = self.hidden.change * self.hidden.effect if self.hidden else 0.0
        return self.slope + through + hidden

    @property
    def pathway_share(self) -> float | None:
        """How much of the change runs through the agencies' contributions; None where none are recorded."""
        if self.engagement is None:
            return None
        if not self.engagement.change or not self.engagement.effect:
            return 0.0
        return self.engagement.change * self.engagement.effect / self.total_slope

    def expectations_of(self, design: Design) -> tuple[Expectation, ...]:
        """What is expected where the audit is scored in this design."""
        return tuple(each for each in self.expectations if design in each.designs)
