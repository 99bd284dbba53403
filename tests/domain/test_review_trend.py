from dataclasses import replace

import numpy as np
import pytest
from analysis_tables import case, cohort_tables, score

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Doubt, Verdict
from audit.domain.hypothesis import analyse
from audit.domain.review_trend import measure_within
from audit.domain.scenario import Reviews, Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.domain.tables import BridgeRow, Tables

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


def test_a_plan_belongs_to_the_cohort_of_its_first_document_whatever_year_a_review_has():
    """One cohort of plans is one cohort, though its reviews come in later years."""
    tables = followed().tables

    def moved(row):
        return replace(row, cohort_year=row.cohort_year + row.review_no)

    later = replace(tables, cases=tuple(map(moved, tables.cases)), scores=tuple(map(moved, tables.scores)))
    one, other = analyse(tables, QUICK).review_trend, analyse(later, QUICK).review_trend
    assert other.counts["n_cohorts"] == one.counts["n_cohorts"] == 4
    assert other.interval.low == pytest.approx(one.interval.low)
    assert other.interval.high == pytest.approx(one.interval.high)
    first = replace(
        later,
        cases=tuple(case for case in later.cases if case.cohort_year - case.review_no == 2018),
        scores=tuple(score for score in later.scores if score.cohort_year - score.review_no == 2018),
    )
    assert Doubt.FEWER_THAN_3_COHORTS in analyse(first, QUICK).review_trend.reasons


def test_a_cohort_of_one_plan_does_not_decide_how_the_cohorts_scatter():
    """Four cohorts of fifteen plans fall and rise; a fifth of a single plan leaves that scatter standing."""
    rng = np.random.default_rng(5)
    slopes = {0: -0.4, 1: 0.1, 2: -0.3, 3: 0.15}
    rows = [(cohort, f"{cohort}-{n}", step) for cohort in slopes for n in range(15) for step in range(3)]
    values = [2.5 + slopes[cohort] * step + rng.normal(0, 0.15) for cohort, _, step in rows]
    alone = [(4, "4-0", 0), (4, "4-0", 1)]

    def measured(rows, values):
        cohorts, plans, steps = zip(*rows, strict=True)
        others = np.zeros((len(rows), 0))
        codes = np.unique(plans, return_inverse=True)[1]
        return measure_within(np.array(values), np.array(steps, float), others, codes, np.array(cohorts))

    without, along = measured(rows, values), measured([*rows, *alone], [*values, 2.5, 2.41])
    assert without.year_error > 0.1
    assert along.year_error == pytest.approx(without.year_error, rel=0.2)
    assert (without.year_freedom, along.year_freedom) == (3, 4)


def test_fewer_than_five_links_a_year_are_too_few_for_reviews_too():
    scenario = Scenario(
        name="links", title="Links", n_cohorts=4, n_per_cohort=12, n_criteria=8, n_links=4, reviews=Reviews()
    )
    claim = analyse(simulate(scenario, Design.LINKED, 1).tables, QUICK).review_trend
    assert (claim.verdict, claim.reasons) == (Verdict.CANNOT_TELL, (Doubt.WEAK_LINK,))
    enough = simulate(replace(scenario, n_links=5), Design.LINKED, 1)
    assert Doubt.WEAK_LINK not in analyse(enough.tables, QUICK).review_trend.reasons


def test_a_bridge_between_other_questions_ties_no_versions():
    """The newer version is one level harder: without a question in common that looks like a fall."""
    tables = followed(slope=0.0).tables
    harder = [
        replace(score, rubric_version="2", level=max(1, score.level - 1))
        if score.review_no >= 2
        else replace(score, rubric_version="1")
        for score in tables.scores
    ]

    def claim(from_criterion, to_criterion):
        bridge = BridgeRow(
            from_version="1",
            from_criterion=from_criterion,
            to_version="2",
            to_criterion=to_criterion,
            relation="same",
        )
        return analyse(replace(tables, scores=tuple(harder), bridges=(bridge,)), QUICK)

    loose = claim("never asked", "nor this")
    assert Doubt.VERSIONS_NOT_BRIDGED in loose.review_trend.reasons
    assert any("no bridge between them" in warning for warning in loose.warnings)
    name = tables.scores[0].criterion
    assert Doubt.VERSIONS_NOT_BRIDGED not in claim(name, name).review_trend.reasons
