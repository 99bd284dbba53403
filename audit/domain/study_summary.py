"""What the simulation study found so far, expectation by expectation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt

from audit.domain.analysis_rules import rules_of
from audit.domain.expectation import Expectation, Share
from audit.domain.scenario import Scenario
from audit.domain.simulated_design import Design
from audit.domain.study import SetResult, mark_of

SETS_WANTED = 500


class Answer(StrEnum):
    """How an expectation fares."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ENOUGH_SETS = "not enough sets yet"
    NOTHING_TO_COUNT = "nothing to count"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One expectation in one design. `share` and its standard error are None where nothing was counted;
    `limit` is the upper limit with its slack, for this many sets."""

    scenario: Scenario
    design: Design
    expectation: Expectation
    n_sets: int
    share: float | None
    standard_error: float | None
    limit: float
    answer: Answer


def judge_study(
    scenarios: Iterable[Scenario], results: Iterable[SetResult], *, n_wanted: int = SETS_WANTED
) -> list[Judgement]:
    """Each expectation against the results of today's rules and scenarios; others are left out."""
    by_design: dict[tuple[str, str, str, int], dict[int, SetResult]] = {}
    for result in results:
        key = result.key
        place = (key.scenario, key.design, key.made_as, key.rules)
        by_design.setdefault(place, {})[key.seed] = result
    return [
        _judge(
            scenario,
            design,
            expectation,
            list(
                by_design.get(
                    (scenario.name, str(design), mark_of(scenario), rules_of(scenario)), {}
                ).values()
            ),
            n_wanted,
        )
        for scenario in scenarios
        for design in scenario.designs
        for expectation in scenario.expectations_of(design)
    ]


def _judge(
    scenario: Scenario,
    design: Design,
    expectation: Expectation,
    results: Sequence[SetResult],
    n_wanted: int,
) -> Judgement:
    counted = [_count(result, expectation) for result in results]
    share, error = _ratio([hits for hits, _ in counted], [total for _, total in counted])
    at_most = expectation.at_most
    limit = at_most
    if results:
        limit += expectation.slack * sqrt(at_most * (1 - at_most) / len(results))
    if share is None:
        answer = Answer.NOTHING_TO_COUNT if results else Answer.NOT_ENOUGH_SETS
    elif len(results) < n_wanted:
        answer = Answer.NOT_ENOUGH_SETS
    else:
        answer = Answer.PASSED if expectation.at_least <= share <= limit else Answer.FAILED
    return Judgement(
        scenario=scenario,
        design=design,
        expectation=expectation,
        n_sets=len(results),
        share=share,
        standard_error=error,
        limit=limit,
        answer=answer,
    )


def _count(result: SetResult, expectation: Expectation) -> tuple[int, int]:
    """How many of how many in one data set."""
    verdicts: Mapping[str, str] = {
        "cohort_trend": result.cohort_verdict,
        "review_trend": result.review_verdict,
        "pathway": result.pathway_verdict,
    }
    is_bare = result.pathway_verdict == "consistent" and not result.has_sensitivity
    counts: Mapping[Share, tuple[int, int]] = {
        Share.VERDICT: (int(verdicts.get(expectation.claim) == expectation.verdict), 1),
        Share.COHORT_MEANS: (result.cohort_mean_hits, result.cohort_mean_total),
        Share.SEVERITIES: (result.severity_hits, result.severity_total),
        Share.SLOPE: (result.slope_hits, result.slope_total),
        Share.NO_SENSITIVITY: (int(is_bare), 1),
    }
    return counts[expectation.share]


def _ratio(hits: Sequence[int], totals: Sequence[int]) -> tuple[float | None, float | None]:
    """A share and its standard error, a data set being the unit: what lies in one set goes together."""
    n_total = sum(totals)
    if not n_total:
        return None, None
    share = sum(hits) / n_total
    spread = fsum((hit - share * total) ** 2 for hit, total in zip(hits, totals, strict=True))
    return share, sqrt(spread) / n_total
