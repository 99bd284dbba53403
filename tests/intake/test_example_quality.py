from collections import Counter
from statistics import fmean

import pytest

from audit.domain.agency import Agency
from audit.intake.example_quality import (
    minutes_spent,
    on_time_rate,
    plan_quality,
    rate_legal,
    rate_quality,
    rate_time,
    severity_of,
)

SEED = 2026
PLANS = [plan_quality(SEED, f"plan-{n}", 2018 + n % 9) for n in range(1797)]
CRITERIA = [f"criterion_{n}" for n in range(20)]


def test_grades_are_spread_as_in_central_bedfordshire():
    counts = Counter(plan.level for plan in PLANS)
    shares = [counts[level] / len(PLANS) for level in (1, 2, 3, 4)]
    assert shares == pytest.approx([0.045, 0.578, 0.369, 0.008], abs=0.03)


def test_the_grades_that_scoring_gives_are_spread_so_too():
    def grade(plan):
        ratings = [rate_quality(SEED, plan, person="ama", criterion=name) for name in CRITERIA]
        mean = fmean(rating.level for rating in ratings if rating.level)
        return 1 + sum(mean >= bound for bound in (1.5, 2.5, 3.5))

    counts = Counter(grade(plan) for plan in PLANS[:900])
    shares = [counts[level] / 900 for level in (1, 2, 3, 4)]
    assert shares == pytest.approx([0.045, 0.578, 0.369, 0.008], abs=0.08)


def test_quality_falls_modestly_from_cohort_to_cohort():
    first = fmean(plan.mean_level for plan in PLANS if plan.cohort_year <= 2020)
    last = fmean(plan.mean_level for plan in PLANS if plan.cohort_year >= 2024)
    assert 0.12 < first - last < 0.40


def test_advice_comes_on_time_less_often():
    for agency in (Agency.HEALTH, Agency.SOCIAL_CARE, Agency.PSYCHOLOGY):
        first = fmean(plan.on_time[agency] for plan in PLANS if plan.cohort_year == 2018)
        last = fmean(plan.on_time[agency] for plan in PLANS if plan.cohort_year == 2026)
        assert first - last > 0.1
        assert on_time_rate(agency, 2018) - on_time_rate(agency, 2026) > 0.2


def test_late_advice_costs_the_sections_that_it_feeds():
    def mean_level(*, is_on_time):
        cohort = [plan for plan in PLANS if plan.cohort_year == 2022]
        fed = [plan for plan in cohort if plan.on_time[Agency.HEALTH] is is_on_time]
        ratings = [
            rate_quality(SEED, plan, person="ama", criterion=name, fed_by=[Agency.HEALTH])
            for plan in fed
            for name in CRITERIA
        ]
        return fmean(rating.level for rating in ratings if rating.level) - fmean(p.mean_level for p in fed)

    assert 0.1 < mean_level(is_on_time=True) - mean_level(is_on_time=False) < 0.4


def test_two_readers_agree_mostly_and_differ_seldom_by_more_than_one_level():
    pairs = [
        [rate_quality(SEED, plan, person=person, criterion=name) for person in ("ama", "ben")]
        for plan in PLANS[:100]
        for name in CRITERIA
    ]
    gaps = Counter(abs(a.level - b.level) for a, b in pairs if a.level and b.level)
    assert gaps[0] / gaps.total() > 0.55
    assert gaps[1] / gaps.total() > 0.1
    assert sum(gaps[gap] for gap in gaps if gap > 1) / gaps.total() < 0.02


def test_severities_differ_a_little():
    severities = [severity_of(SEED, f"rater-{n}") for n in range(40)]
    assert -0.3 <= min(severities) < -0.1 < 0.1 < max(severities) <= 0.3


def test_some_answers_have_a_reason_and_no_level():
    ratings = [rate_quality(SEED, plan, person="ama", criterion="x") for plan in PLANS]
    reasons = Counter(rating.reason for rating in ratings)
    assert 20 < reasons["not_applicable"] < 80
    assert reasons["not_supplied"] > 0
    assert reasons["outside_role"] > 0
    assert all((rating.level is None) == (rating.reason is not None) for rating in ratings)


def test_legal_failures_gather_in_poor_plans():
    def unmet_rate(levels):
        ratings = [
            rate_legal(SEED, plan, person="ama", criterion=name)
            for plan in PLANS
            if plan.level in levels
            for name in CRITERIA[:5]
        ]
        return fmean(rating.level == 0 for rating in ratings)

    assert unmet_rate({1}) > 0.2 > 0.08 > unmet_rate({2}) > unmet_rate({3, 4})


def test_a_whole_plan_takes_longer_than_one_agencys_sections():
    whole = fmean(minutes_spent(SEED, plan.plan, "ama", is_whole=True) for plan in PLANS[:200])
    lens = fmean(minutes_spent(SEED, plan.plan, "ama", is_whole=False) for plan in PLANS[:200])
    assert whole == pytest.approx(45, abs=3)
    assert lens == pytest.approx(15, abs=2)


def test_whether_a_limit_was_kept_is_what_the_story_says_of_those_who_had_to_keep_it():
    plan = plan_quality(SEED, "p", 2026)
    assert rate_time(plan, [Agency.HEALTH]).level == plan.on_time[Agency.HEALTH]
    assert rate_time(plan, [Agency.SEND_TEAM]) is None
    assert rate_time(plan, plan.on_time).level == (sum(plan.on_time.values()) >= 2)
