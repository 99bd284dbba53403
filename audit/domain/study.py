"""One data set of the simulation study: made, analysed, and compared with what is true of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from audit.domain.analysis_rules import rules_of
from audit.domain.findings import Claim, Findings
from audit.domain.fingerprint import fingerprint_of
from audit.domain.hypothesis import analyse
from audit.domain.scenario import Scenario
from audit.domain.scenario_list import find_scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import Truth, simulate
from audit.statistics.interval import Interval

SEEDS_A_STUDY = 1_000_000


@dataclass(frozen=True, kw_only=True)
class SetKey:
    """What makes one data set and its analysis: the same key gives the same result.

    `rules` is the version of the analysis rules, `made_as` the mark of everything that the scenario says.
    """

    scenario: str
    design: str
    set_no: int
    seed: int
    rules: int
    made_as: str


@dataclass(frozen=True, kw_only=True)
class SetResult:
    """What the analysis said of one data set, and whether its intervals hold the truth. Slopes in levels a
    year; `_hits` of `_total` intervals hold the truth; None where the analysis gave nothing."""

    key: SetKey
    cohort_verdict: str
    cohort_reasons: tuple[str, ...]
    review_verdict: str
    review_reasons: tuple[str, ...]
    pathway_verdict: str
    pathway_reasons: tuple[str, ...]
    hypothesis_verdict: str
    cohort_estimate: float | None = None
    cohort_low: float | None = None
    cohort_high: float | None = None
    cohort_truth: float | None = None
    review_estimate: float | None = None
    review_low: float | None = None
    review_high: float | None = None
    review_truth: float | None = None
    pathway_estimate: float | None = None
    pathway_low: float | None = None
    pathway_high: float | None = None
    pathway_truth: float | None = None
    has_sensitivity: bool = False
    cohort_mean_hits: int = 0
    cohort_mean_total: int = 0
    severity_hits: int = 0
    severity_total: int = 0
    slope_hits: int = 0
    slope_total: int = 0


def list_sets(scenarios: Iterable[Scenario], *, n_sets: int, seed: int) -> Iterator[SetKey]:
    """Every data set that the study wants: the first of each scenario and design, then the second, ..."""
    wanted = [(scenario, design, mark_of(scenario)) for scenario in scenarios for design in scenario.designs]
    for set_no in range(1, n_sets + 1):
        for scenario, design, mark in wanted:
            yield SetKey(
                scenario=scenario.name,
                design=str(design),
                set_no=set_no,
                seed=seed * SEEDS_A_STUDY + set_no,
                rules=rules_of(scenario),
                made_as=mark,
            )


def mark_of(scenario: Scenario) -> str:
    """Eight figures that change when the scenario makes other data or is analysed under another plan."""
    parts = {
        each.name: getattr(scenario, each.name)
        for each in fields(scenario)
        if each.name not in ("title", "designs", "expectations")
    }
    return fingerprint_of(parts)[:8]


def run_set(key: SetKey) -> SetResult:
    """The result of one data set. Raises ValueError where there is no such scenario any more."""
    scenario = find_scenario(key.scenario)
    if scenario is None:
        raise ValueError(f"there is no scenario {key.scenario}")
    return study_set(scenario, key)


def study_set(scenario: Scenario, key: SetKey) -> SetResult:
    """Make one data set of the scenario, analyse it under the scenario's plan, compare with the truth."""
    audit = simulate(scenario, Design(key.design), key.seed)
    try:
        found = analyse(audit.tables, scenario.plan)
    except Exception as error:
        error.add_note(f"ehcp-audit simulate {key.scenario} --design {key.design} --seed {key.seed} made it")
        raise
    return compare(key, found, audit.truth)


def compare(key: SetKey, found: Findings, truth: Truth) -> SetResult:
    """What was found against what is true."""
    means = [(cohort.adjusted_interval, truth.cohort_means[cohort.cohort_year]) for cohort in found.cohorts]
    severities = [(rater.severity_interval, truth.severities[rater.rater_id]) for rater in found.raters]
    slope = [(found.cohort_trend.descriptive_interval, truth.slope_levels)]
    return SetResult(
        key=key,
        **_claim(found.cohort_trend, "cohort"),
        **_claim(found.review_trend, "review"),
        **_claim(found.pathway, "pathway"),
        hypothesis_verdict=str(found.hypothesis.verdict),
        cohort_truth=truth.slope_levels,
        review_truth=truth.review_slope_levels,
        pathway_truth=None if truth.pathway_share is None else truth.pathway_share * truth.slope_levels,
        has_sensitivity=found.pathway.rho_at_zero is not None and found.pathway.e_value is not None,
        **_hits(means, "cohort_mean"),
        **_hits(severities, "severity"),
        **_hits(slope, "slope"),
    )


def _claim(claim: Claim, name: str) -> dict[str, Any]:
    return {
        f"{name}_verdict": str(claim.verdict),
        f"{name}_reasons": tuple(str(reason) for reason in claim.reasons),
        f"{name}_estimate": claim.estimate,
        f"{name}_low": claim.interval.low if claim.interval else None,
        f"{name}_high": claim.interval.high if claim.interval else None,
    }


def _hits(pairs: Sequence[tuple[Interval | None, float]], name: str) -> dict[str, Any]:
    held = [interval.low <= true <= interval.high for interval, true in pairs if interval is not None]
    return {f"{name}_hits": sum(held), f"{name}_total": len(held)}
