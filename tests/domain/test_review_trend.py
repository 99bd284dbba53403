import pytest
from analysis_tables import case, cohort_tables, score

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Doubt, Verdict
from audit.domain.hypothesis import analyse
from audit.domain.scenario import Reviews, Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.domain.tables import Tables

QUICK = AnalysisPlan(bootstrap_draws=100)


def test_reviews_can_be_followed_only_where_a_plan_has_two():
    assert Doubt.NO_REVIEWS in analyse(cohort_tables(), QUICK).review_trend.reasons
    scores = [
        score(f"p{i}", "ama", "voice", 1 + (i + review_no) % 4, review_no=review_no, audit_year=2026)
        for i in range(4)
        for review_no in range(3)
    ]
    cases = [case(f"p{i}", review_no=review_no) for i in range(4) for review_no in range(3)]
    claim = analyse(Tables.from_rows(scores=scores, cases=cases), QUICK).review_trend
    assert claim.counts["n_plans_with_reviews"] == 4
    assert not {Doubt.NO_REVIEWS, Doubt.COHORT_AUDIT_YEAR_ALIASED} & set(claim.reasons)
    assert [(step.review_no, step.n_plans, step.n_last) for step in claim.steps] == [
        (0, 4, 0),
        (1, 4, 0),
        (2, 4, 4),
    ]


def test_reviews_scored_each_in_their_own_year_cannot_be_told_from_audit_years():
    scores = [
        score(
            f"p{i}", "ama", "voice", 1 + (i + review_no) % 4, review_no=review_no, audit_year=2024 + review_no
        )
        for i in range(4)
        for review_no in range(3)
    ]
    cases = [case(f"p{i}", review_no=review_no) for i in range(4) for review_no in range(3)]
    claim = analyse(Tables.from_rows(scores=scores, cases=cases), QUICK).review_trend
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED in claim.reasons


def followed(seed=1, slope=-0.5, ceasing=0.0, design=Design.RETROSPECTIVE, drift=0.0):
    """Four cohorts of 12 plans with up to three reviews each."""
    scenario = Scenario(
        name="followed",
        title="Followed",
        n_cohorts=4,
        n_per_cohort=12,
        n_criteria=8,
        drift=drift,
        reviews=Reviews(slope=slope, ceasing=ceasing),
    )
    return simulate(scenario, design, seed)


def review_trend(audit):
    return analyse(audit.tables, QUICK).review_trend


def test_a_fall_within_plans_is_found_and_its_size_lies_in_the_interval():
    audit = followed()
    claim = review_trend(audit)
    assert (claim.verdict, claim.reasons) == (Verdict.DECLINED, ())
    assert claim.descriptive_interval.low < audit.truth.review_slope_levels < claim.descriptive_interval.high


def test_good_plans_that_cease_early_are_no_fall():
    verdicts = {review_trend(followed(seed=seed, slope=0.0, ceasing=1.5)).verdict for seed in range(3)}
    assert Verdict.DECLINED not in verdicts


def test_links_tell_a_fall_within_plans_from_stricter_marking():
    assert review_trend(followed(design=Design.LINKED, drift=-0.3)).verdict == Verdict.DECLINED
    same = review_trend(followed(design=Design.LINKED, slope=0.0, drift=-0.3))
    assert same.verdict != Verdict.DECLINED
    alone = review_trend(followed(design=Design.LIVE, drift=-0.3))
    assert alone.reasons == (Doubt.COHORT_AUDIT_YEAR_ALIASED,)


def test_the_lines_of_plans_name_nobody():
    findings = analyse(followed().tables, QUICK)
    assert len(findings.plan_lines) == findings.review_trend.counts["n_plans_with_reviews"]
    line = findings.plan_lines[0]
    assert line.review_nos == tuple(sorted(line.review_nos))
    assert len(line.means) == len(line.review_nos)
    assert set(findings.as_dict()["plan_lines"][0]) == {"review_nos", "means"}


@pytest.mark.parametrize("n_cohorts", [1, 2])
def test_fewer_than_three_cohorts_of_plans_are_no_trend(n_cohorts):
    rows = [
        (f"{year}-{i}", year, review_no)
        for year in range(n_cohorts)
        for i in range(6)
        for review_no in (0, 1)
    ]
    scores = [
        score(
            plan_id,
            rater,
            "voice",
            1 + (int(plan_id[-1]) + review_no + (rater == "ben")) % 4,
            review_no=review_no,
            cohort_year=2020 + year,
        )
        for plan_id, year, review_no in rows
        for rater in ("ama", "ben")
    ]
    cases = [case(plan_id, review_no=review_no, cohort_year=2020 + year) for plan_id, year, review_no in rows]
    claim = analyse(Tables.from_rows(scores=scores, cases=cases), QUICK).review_trend
    assert Doubt.FEWER_THAN_3_COHORTS in claim.reasons
