"""What the findings say of the design that was analysed."""

import time

from audit.domain.analysed_design import describe_power
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.cohort_trend import CohortTrend
from audit.domain.findings import Claim, Doubt, Findings, Power, Verdict
from audit.domain.hypothesis import analyse
from audit.domain.ratings import gather_ratings
from audit.domain.scenario import Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.domain.tables import Tables

SMALL = Scenario(name="s", title="Small", n_cohorts=3, n_per_cohort=6, n_criteria=4, n_raters=3, n_links=6)
NOTHING_FITTED = CohortTrend(Claim(verdict=Verdict.CANNOT_TELL))


def power_of(design: Design, plan: AnalysisPlan = SMALL.plan) -> Power:
    ratings = gather_ratings(simulate(SMALL, design, 1).tables)
    return describe_power(ratings, NOTHING_FITTED, plan)


def test_an_audit_of_all_years_together_is_described_as_one():
    (found,) = power_of(Design.RETROSPECTIVE).designs
    assert (found.name, found.can_answer, found.n_cohorts, found.n_cases) == ("as_analysed", True, 3, 18)


def test_links_are_counted_and_what_twelve_would_have_shown_stands_beside():
    found, linked = power_of(Design.LINKED).designs
    assert (found.n_links, found.n_cases, linked.name, linked.n_links) == (6, 18, "with_links", 12)


def test_years_scored_apart_say_what_links_would_have_shown():
    found, linked = power_of(Design.LIVE).designs
    assert found.reason == Doubt.COHORT_AUDIT_YEAR_ALIASED
    assert linked.can_answer


def test_without_a_margin_or_a_score_nothing_is_asked():
    assert power_of(Design.LIVE, AnalysisPlan(margin=None)).reason == "no_margin"
    nothing = gather_ratings(Tables.from_rows(scores=[], cases=[]))
    assert describe_power(nothing, NOTHING_FITTED, SMALL.plan).reason == "too_few_cases"


def test_it_costs_the_analysis_little():
    ratings = gather_ratings(simulate(SMALL, Design.LINKED, 1).tables)
    started = time.process_time()
    describe_power(ratings, NOTHING_FITTED, SMALL.plan)
    assert time.process_time() - started < 0.3


def test_findings_that_were_stored_before_are_still_read():
    findings = analyse(simulate(SMALL, Design.LIVE, 1).tables, SMALL.plan)
    stored = findings.as_dict()
    assert Findings.from_dict(stored) == findings
    stored["power"] = {"reason": "not_simulated", "designs": []}
    assert Findings.from_dict(stored).power == Power(reason="not_simulated")
