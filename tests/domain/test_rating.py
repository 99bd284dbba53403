from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.case import Fact
from audit.domain.rating import (
    Answer,
    AnswerError,
    Reason,
    allowed_levels,
    allowed_reasons,
    check_answer,
    grade_of,
    score,
    unanswered,
)
from audit.domain.rubric import WHOLE, Rubric

GRADES = ("Inadequate", "Requires improvement", "Good", "Outstanding")


def quality(key, weight, **fields):
    return {
        "key": key,
        "type": "quality",
        "question": "Well?",
        "look_for": ["this"],
        "descriptors": {n: f"{key} {n}" for n in range(1, 5)},
        "weight": weight,
        "fed_by": ["education"],
        **fields,
    }


def legal(key):
    return {"key": key, "type": "legal", "question": "Is it?", "look_for": ["this"], "fed_by": ["education"]}


RUBRIC = Rubric.model_validate(
    {
        "key": "plan",
        "version": "1",
        "kind": "plan",
        "title": "Plans",
        "about": "What good looks like.",
        "levels": [{"number": n, "name": name} for n, name in enumerate(GRADES, start=1)],
        "good_from": 3,
        "bands": [{"grade": g, "lowest_mean": m} for g, m in zip(GRADES, (1, 1.5, 2.5, 3.5), strict=True)],
        "limits": [
            {"key": "core", "legal_not_met": ["needs"], "cap": "Requires improvement", "reason": "Missing."},
            {
                "key": "both",
                "legal_not_met": ["needs", "advice"],
                "at_least": 2,
                "cap": "Inadequate",
                "reason": "Both.",
            },
            {"key": "vague", "quality": ["exact"], "at_or_below": 1, "cap": "Good", "reason": "Vague."},
        ],
        "sections": [
            {
                "key": "f",
                "title": "F",
                "help": "Read.",
                "agencies": ["education"],
                "criteria": [
                    legal("needs"),
                    legal("advice"),
                    quality("voice", 0.1),
                    quality("exact", 2.0),
                    quality("steps", 1.0),
                    quality("adult", 0.7, applies_when="year_9_and_above"),
                ],
            }
        ],
    }
)
QUALITY = ("voice", "exact", "steps", "adult")
LEGAL = ("needs", "advice")
SHARED_REASONS = (Reason.NOT_APPLICABLE, Reason.NOT_SUPPLIED, Reason.OUTSIDE_ROLE)

levels = st.dictionaries(st.sampled_from(QUALITY), st.integers(1, 4))
met = st.dictionaries(st.sampled_from(LEGAL), st.integers(0, 1))
sheets = st.builds(lambda a, b: [Answer(key, level) for key, level in {**a, **b}.items()], levels, met)


def rank(grade):
    return GRADES.index(grade)


def test_the_score_is_the_weighted_mean_of_the_levels():
    result = score(RUBRIC, [Answer("exact", 4), Answer("steps", 1)])
    assert result.mean == 3.0
    assert (result.n_scored, result.grade) == (2, "Good")


def test_nothing_scored_has_no_mean_and_no_grade():
    result = score(RUBRIC, [Answer("exact", reason=Reason.NOT_SUPPLIED), Answer("needs", 0)])
    assert (result.mean, result.grade, result.n_scored, result.capped_by) == (None, None, 0, ())
    assert result.not_met == ("needs",)


def test_each_reason_is_counted_apart():
    result = score(
        RUBRIC,
        [
            Answer("exact", reason=Reason.NOT_SUPPLIED),
            Answer("steps", reason=Reason.NOT_SUPPLIED),
            Answer("adult", reason=Reason.NOT_APPLICABLE),
            Answer("needs", reason=Reason.CANNOT_TELL),
        ],
    )
    assert result.n_by_reason == {
        Reason.NOT_SUPPLIED: 2,
        Reason.NOT_APPLICABLE: 1,
        Reason.CANNOT_TELL: 1,
    }
    assert result.cannot_tell == ("needs",)


def test_a_cap_says_which_limit_lowered_the_grade_and_why():
    result = score(RUBRIC, [Answer("exact", 4), Answer("needs", 0), Answer("advice", 1)])
    assert (result.uncapped_grade, result.grade) == ("Outstanding", "Requires improvement")
    assert [(limit.key, limit.reason) for limit in result.capped_by] == [("core", "Missing.")]
    assert result.is_capped


def test_the_lowest_of_several_caps_counts():
    result = score(RUBRIC, [Answer("exact", 4), Answer("needs", 0), Answer("advice", 0)])
    assert result.grade == "Inadequate"
    assert [limit.key for limit in result.capped_by] == ["core", "both"]


def test_a_limit_that_would_not_lower_the_grade_is_not_named():
    assert score(RUBRIC, [Answer("exact", 1)]).capped_by == ()


def test_a_legal_question_that_nobody_could_answer_caps_nothing():
    answers = [Answer("exact", 4), Answer("needs", reason=Reason.CANNOT_TELL)]
    assert score(RUBRIC, answers).grade == "Outstanding"


def test_a_mean_exactly_on_the_line_earns_the_better_grade():
    assert grade_of(RUBRIC, 2.5) == "Good"
    assert grade_of(RUBRIC, 0.1 * 25 - 1e-12) == "Good"
    assert grade_of(RUBRIC, 2.4999) == "Requires improvement"
    assert grade_of(RUBRIC, None) is None


def test_two_answers_to_one_question_are_refused():
    with pytest.raises(AnswerError, match="answered twice"):
        score(RUBRIC, [Answer("exact", 4), Answer("exact", 3)])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer("nothing", 1), "no question nothing"),
        (Answer("exact"), "Choose a level, or a reason"),
        (Answer("exact", 2, Reason.NOT_SUPPLIED), "Choose a level, or a reason"),
        (Answer("exact", 0), "levels shown"),
        (Answer("exact", 5), "levels shown"),
        (Answer("needs", 2), "levels shown"),
        (Answer("exact", reason=Reason.CANNOT_TELL), "legal questions only"),
    ],
)
def test_an_answer_that_the_question_does_not_allow_is_refused_in_words(answer, words):
    with pytest.raises(AnswerError, match=words):
        check_answer(RUBRIC, answer)


def test_a_question_offers_exactly_what_it_accepts():
    for criterion in RUBRIC.criteria:
        for level in allowed_levels(RUBRIC, criterion):
            assert check_answer(RUBRIC, Answer(criterion.key, level)) == criterion
        for reason in allowed_reasons(criterion):
            assert check_answer(RUBRIC, Answer(criterion.key, reason=reason)) == criterion


def test_an_answer_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Answer("exact", 4).level = 1


def test_what_is_left_to_answer_depends_on_lens_and_facts():
    given_so_far = [Answer("voice", 3), Answer("needs", reason=Reason.OUTSIDE_ROLE)]
    assert [c.key for c in unanswered(RUBRIC, WHOLE, (), given_so_far)] == ["advice", "exact", "steps"]
    left = unanswered(RUBRIC, "education", {Fact.YEAR_9_AND_ABOVE}, given_so_far)
    assert [c.key for c in left] == ["advice", "exact", "steps", "adult"]
    assert unanswered(RUBRIC, "health", (), ()) == ()


@given(sheets, st.sampled_from(SHARED_REASONS))
def test_a_reason_never_changes_the_mean_or_the_grade(answers, reason):
    answered = {answer.criterion for answer in answers}
    more = [Answer(key, reason=reason) for key in (*QUALITY, *LEGAL) if key not in answered]
    before, after = score(RUBRIC, answers), score(RUBRIC, [*answers, *more])
    assert (before.mean, before.n_scored, before.grade) == (after.mean, after.n_scored, after.grade)


@given(sheets, st.data())
def test_raising_a_level_never_lowers_the_score(answers, data):
    if not answers:
        return
    position = data.draw(st.integers(0, len(answers) - 1))
    old = answers[position]
    top = 1 if old.criterion in LEGAL else 4
    new = Answer(old.criterion, data.draw(st.integers(old.level, top)))
    before = score(RUBRIC, answers)
    after = score(RUBRIC, [*answers[:position], new, *answers[position + 1 :]])
    assert (before.mean is None) == (after.mean is None)
    if before.mean is not None:
        assert after.mean >= before.mean
        assert rank(after.grade) >= rank(before.grade)


@given(sheets)
def test_a_cap_only_ever_lowers_the_grade(answers):
    result = score(RUBRIC, answers)
    if result.grade is None:
        assert result.uncapped_grade is None
    else:
        assert rank(result.grade) <= rank(result.uncapped_grade)
        assert (result.grade != result.uncapped_grade) == result.is_capped


@given(levels, met, met)
def test_legal_answers_never_enter_the_mean(given_levels, one, other):
    answers = [Answer(key, level) for key, level in given_levels.items()]
    means = {
        score(RUBRIC, [*answers, *(Answer(key, level) for key, level in legal_answers.items())]).mean
        for legal_answers in ({}, one, other)
    }
    assert len(means) == 1


@given(sheets, st.randoms())
def test_the_order_of_the_answers_does_not_matter(answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)
    assert score(RUBRIC, shuffled) == score(RUBRIC, answers)


@given(levels)
def test_the_mean_stays_between_the_lowest_and_the_highest_level(given_levels):
    result = score(RUBRIC, [Answer(key, level) for key, level in given_levels.items()])
    if given_levels:
        assert min(given_levels.values()) - 1e-9 <= result.mean <= max(given_levels.values()) + 1e-9
