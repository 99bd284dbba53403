from dataclasses import replace
from math import sqrt

import pytest

from audit.domain.expectation import Expectation, Share
from audit.domain.scenario import Scenario
from audit.domain.simulated_design import Design
from audit.domain.study import SetResult, list_sets
from audit.domain.study_summary import Answer, judge_study

BLANK = {"cohort_reasons": (), "review_reasons": (), "pathway_reasons": ()}
SELDOM = Expectation(
    designs=(Design.RETROSPECTIVE,), claim="cohort_trend", verdict="declined", at_most=0.05, slack=2
)


def scenario_with(expectation):
    return Scenario(
        name="fall", title="", designs=(Design.RETROSPECTIVE, Design.LIVE), expectations=(expectation,)
    )


def results_of(scenario, verdicts, pathway="cannot_tell", **given):
    keys = [
        key
        for key in list_sets([scenario], n_sets=len(verdicts), seed=1)
        if key.design == Design.RETROSPECTIVE
    ]
    return [
        SetResult(
            key=key,
            cohort_verdict=verdict,
            review_verdict="cannot_tell",
            pathway_verdict=pathway,
            hypothesis_verdict="cannot_tell",
            **BLANK,
            **given,
        )
        for key, verdict in zip(keys, verdicts, strict=True)
    ]


def judge(expectation, verdicts, n_wanted=100, **given):
    scenario = scenario_with(expectation)
    (judgement,) = judge_study([scenario], results_of(scenario, verdicts, **given), n_wanted=n_wanted)
    return judgement


def test_an_upper_limit_is_widened_by_its_standard_errors_and_no_more():
    # 2 standard errors of 5% in 100 sets: 2 sqrt(0.05 * 0.95 / 100) = 0.0436, so 9 of 100 pass and 10 fail
    nine = judge(SELDOM, ["declined"] * 9 + ["improved"] * 91)
    assert nine.limit == pytest.approx(0.05 + 0.0435890)
    assert (nine.share, nine.answer) == (0.09, Answer.PASSED)
    assert nine.standard_error == pytest.approx(sqrt(0.09 * 0.91 / 100))
    assert judge(SELDOM, ["declined"] * 10 + ["improved"] * 90).answer == Answer.FAILED


def test_a_lower_limit_has_no_slack():
    mostly = replace(SELDOM, at_least=0.8, at_most=1.0, slack=0.0)
    assert judge(mostly, ["declined"] * 80 + ["cannot_tell"] * 20).answer == Answer.PASSED
    assert judge(mostly, ["declined"] * 79 + ["cannot_tell"] * 21).answer == Answer.FAILED


def test_too_few_sets_answer_nothing_whatever_they_show():
    judgement = judge(SELDOM, ["declined"] * 99)
    assert (judgement.n_sets, judgement.share, judgement.answer) == (99, 1.0, Answer.NOT_ENOUGH_SETS)


def test_coverage_takes_the_data_set_as_the_unit():
    # two sets, 9 of 9 and 7 of 9: share 16/18, residuals +1 and -1, so sqrt(2) / 18
    covered = Expectation(designs=(Design.RETROSPECTIVE,), share=Share.COHORT_MEANS, at_least=0.93)
    scenario = scenario_with(covered)
    results = results_of(scenario, ["improved"] * 2, cohort_mean_total=9)
    results = [replace(results[0], cohort_mean_hits=9), replace(results[1], cohort_mean_hits=7)]
    (judgement,) = judge_study([scenario], results, n_wanted=2)
    assert judgement.share == pytest.approx(16 / 18)
    assert judgement.standard_error == pytest.approx(sqrt(2) / 18)
    assert judgement.answer == Answer.FAILED


def test_where_the_analysis_gave_no_interval_there_is_nothing_to_count():
    covered = Expectation(designs=(Design.RETROSPECTIVE,), share=Share.SEVERITIES, at_least=0.93)
    judgement = judge(covered, ["improved"] * 100)
    assert (judgement.share, judgement.answer) == (None, Answer.NOTHING_TO_COUNT)


def test_a_pathway_is_never_consistent_without_its_sensitivity():
    bare = Expectation(designs=(Design.RETROSPECTIVE,), share=Share.NO_SENSITIVITY, at_most=0.0)
    assert judge(bare, ["improved"] * 100, pathway="consistent").answer == Answer.FAILED
    known = judge(bare, ["improved"] * 100, pathway="consistent", has_sensitivity=True)
    assert known.answer == Answer.PASSED


def test_results_of_older_rules_or_another_scenario_do_not_count_and_none_counts_twice():
    scenario = scenario_with(SELDOM)
    good = results_of(scenario, ["improved"] * 3)
    older = [replace(each, key=replace(each.key, rules=0)) for each in good]
    other = [replace(each, key=replace(each.key, made_as="other")) for each in good]
    (judgement,) = judge_study([scenario], [*good, *older, *other, *good], n_wanted=3)
    assert judgement.n_sets == 3
