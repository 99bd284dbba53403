"""Could what was never seen turn the answer? Each time the worst is really filled in, and looked at."""

from dataclasses import replace

import pytest

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Doubt, Verdict
from audit.domain.hypothesis import analyse
from audit.domain.scenario import Reviews, Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.domain.tables import ScoreRow

QUICK = AnalysisPlan(levels=4, bootstrap_draws=100)


def falling(n_cohorts=5, level_shares=(0.02, 0.08, 0.30, 0.60)):
    """Cohorts of 40, most answers high, quality falling."""
    scenario = Scenario(
        name="falling",
        title="Falling",
        n_cohorts=n_cohorts,
        n_per_cohort=40,
        n_criteria=8,
        slope=-0.28,
        level_shares=level_shares,
    )
    return simulate(scenario, Design.RETROSPECTIVE, 1).tables


def lose(tables, years, n):
    """The same with `n` more sampled documents in each of some years, of which nobody scored any."""
    like = tables.cases[0]
    lost = [replace(like, plan_id=f"lost{year}-{i}", cohort_year=year) for year in years for i in range(n)]
    return replace(tables, cases=(*tables.cases, *lost)), lost


def fill(tables, lost, level):
    """As if two auditors had given every question of the lost documents this level."""
    raters = sorted({score.rater_id for score in tables.scores})[:2]
    criteria = sorted({score.criterion for score in tables.scores})
    filled = [
        ScoreRow(
            plan_id=case.plan_id,
            review_no=0,
            cohort_year=case.cohort_year,
            audit_year=tables.scores[0].audit_year,
            rater_id=rater,
            criterion=criterion,
            level=level,
        )
        for case in lost
        for rater in raters
        for criterion in criteria
    ]
    return replace(tables, scores=(*tables.scores, *filled))


def test_early_documents_that_nobody_scored_could_have_been_low_where_most_are_high():
    """Nine of each early year are lost: as many at the bottom take the fall away, so it is not called one."""
    whole = falling()
    assert analyse(whole, QUICK).cohort_trend.verdict == Verdict.DECLINED
    partly, lost = lose(whole, (2018, 2019), 9)
    claim = analyse(partly, QUICK).cohort_trend
    assert (claim.verdict, claim.reasons) == (Verdict.CANNOT_TELL, (Doubt.MISSING_COULD_TURN_IT,))
    assert analyse(fill(partly, lost, 1), QUICK).cohort_trend.estimate > 0 > claim.estimate


def test_late_documents_that_nobody_scored_cannot_turn_a_fall_where_there_is_little_room_above():
    whole = falling(level_shares=(0.01, 0.03, 0.16, 0.80))
    partly, lost = lose(whole, (2022,), 4)
    claim = analyse(partly, QUICK).cohort_trend
    assert (claim.verdict, claim.reasons) == (Verdict.DECLINED, ())
    assert analyse(fill(partly, lost, 4), QUICK).cohort_trend.estimate < 0


def test_a_sampled_cohort_of_which_nothing_was_scored_counts_as_missing():
    tables = falling()
    without = [score for score in tables.scores if score.cohort_year != 2018]
    claim = analyse(replace(tables, scores=tuple(without)), QUICK).cohort_trend
    assert claim.reasons == (Doubt.MISSING_COULD_TURN_IT,)


def test_documents_that_only_a_meeting_scored_count_as_missing_where_the_trend_leaves_them_out():
    tables = falling()
    by_meeting = {case.case for case in tables.cases if case.cohort_year in (2018, 2019)}
    by_meeting = set(sorted(by_meeting)[::2])
    seen, scores = set(), []
    for score in tables.scores:
        if score.case not in by_meeting:
            scores.append(score)
        elif (score.case, score.criterion) not in seen:
            seen.add((score.case, score.criterion))
            scores.append(replace(score, author="meeting", rater_id="meeting"))
    met = analyse(replace(tables, scores=tuple(scores)), QUICK).cohort_trend
    absent = [score for score in tables.scores if score.case not in by_meeting]
    assert met.reasons == analyse(replace(tables, scores=tuple(absent)), QUICK).cohort_trend.reasons
    assert met.reasons == (Doubt.MISSING_COULD_TURN_IT,)


@pytest.fixture(scope="module")
def followed():
    scenario = Scenario(
        name="followed",
        title="Followed",
        n_cohorts=4,
        n_per_cohort=14,
        n_criteria=8,
        reviews=Reviews(slope=-0.5),
    )
    return simulate(scenario, Design.RETROSPECTIVE, 2).tables


def test_reviews_that_nobody_scored_could_turn_a_fall_within_plans(followed):
    assert analyse(followed, QUICK).review_trend.verdict == Verdict.DECLINED
    plans = sorted({(case.cohort_year, case.plan_id) for case in followed.cases if case.review_no})
    by_year = {}
    for year, plan_id in plans:
        by_year.setdefault(year, []).append(plan_id)
    kept = {plan_id for plan_ids in by_year.values() for plan_id in plan_ids[:4]}
    scores = [score for score in followed.scores if not score.review_no or score.plan_id in kept]
    claim = analyse(replace(followed, scores=tuple(scores)), QUICK).review_trend
    assert (claim.verdict, claim.reasons) == (Verdict.CANNOT_TELL, (Doubt.MISSING_COULD_TURN_IT,))


def test_answers_that_were_not_supplied_in_reviews_could_turn_a_fall_within_plans(followed):
    asked = sorted({score.criterion for score in followed.scores})[:6]
    scores = [
        replace(score, level=None, reason="not_supplied")
        if score.review_no and score.criterion in asked
        else score
        for score in followed.scores
    ]
    claim = analyse(replace(followed, scores=tuple(scores)), QUICK).review_trend
    assert claim.reasons == (Doubt.MISSING_COULD_TURN_IT,)


def test_a_few_lost_reviews_turn_nothing(followed):
    one = next(case for case in followed.cases if case.review_no == 3)
    scores = [score for score in followed.scores if score.case != one.case]
    assert analyse(replace(followed, scores=tuple(scores)), QUICK).review_trend.verdict == Verdict.DECLINED
