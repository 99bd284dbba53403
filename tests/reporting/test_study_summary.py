from audit.domain.expectation import Expectation, Share
from audit.domain.scenario_list import find_scenario
from audit.domain.simulated_design import Design
from audit.domain.study_summary import Answer, Judgement
from audit.reporting.study_summary import study_page


def judgement(answer, found=0.042, limit=0.069, **given):
    expectation = Expectation(designs=(Design.LINKED,), **given)
    return Judgement(
        scenario=find_scenario("fall"),
        design=Design.LINKED,
        expectation=expectation,
        n_sets=500,
        share=found,
        standard_error=0.009 if found is not None else None,
        limit=limit,
        answer=answer,
    )


def rows(page):
    return [line for line in page.splitlines() if line.startswith("| fall")]


def test_each_expectation_is_one_row_with_its_share_error_limit_and_answer():
    page = study_page([judgement(Answer.PASSED, claim="cohort_trend", verdict="declined", at_most=0.05)])
    assert rows(page) == [
        "| fall | linked | cohort_trend `declined` | 500 | 4.2% | 0.9% | at most 6.9% | passed |"
    ]


def test_limits_are_worded_by_what_they_demand():
    page = study_page(
        [
            judgement(Answer.FAILED, limit=1.0, at_least=0.8, is_condition=False),
            judgement(Answer.FAILED, limit=0.97, at_least=0.93),
            judgement(Answer.PASSED, limit=1.0, at_least=1.0),
            judgement(Answer.PASSED, limit=0.0),
        ]
    )
    limits = [row.split(" | ")[6] for row in rows(page)]
    assert limits == ["at least 80.0%", "93.0% to 97.0%", "always", "never"]
    assert rows(page)[0].endswith("failed (not a condition) |")


def test_conditions_are_counted_by_answer_and_the_rest_is_not():
    page = study_page(
        [
            judgement(Answer.PASSED),
            judgement(Answer.FAILED),
            judgement(Answer.NOT_ENOUGH_SETS),
            judgement(Answer.FAILED, is_condition=False),
        ]
    )
    assert "Of 3 conditions: 1 passed, 1 failed, 1 not enough sets yet, 0 nothing to count." in page


def test_what_was_not_counted_leaves_its_cells_empty():
    page = study_page([judgement(Answer.NOTHING_TO_COUNT, found=None, share=Share.SLOPE, at_least=0.93)])
    assert "95% interval of the slope holds the truth | 500 |  |  | " in rows(page)[0]
