"""The standards that are shipped, read as an area would get them."""

import re

import pytest

from audit.domain.agency import Agency
from audit.domain.case import Fact
from audit.domain.rating import Answer, score
from audit.domain.rubric import WHOLE
from audit.domain.words import KINDS
from audit.folders import folder
from audit.intake.rubric import read_rubric

AUDITORS = (Agency.EDUCATION, Agency.PSYCHOLOGY, Agency.HEALTH, Agency.SOCIAL_CARE, Agency.FORUM)
FILES = sorted(folder("rubrics").glob("*.yaml"))
SHIPPED = {path.stem: read_rubric(path.read_text(encoding="utf-8")) for path in FILES}
FULL, SHORT = SHIPPED["plan_2026"], SHIPPED["plan_short_2026"]
# How many questions the whole may have of one child: about 45 minutes, of a single report far less.
QUESTIONS = {"plan": (28, 40), "assessment": (25, 36), "review": (25, 34), "advice": (10, 16)}

each_rubric = pytest.mark.parametrize("rubric", SHIPPED.values(), ids=SHIPPED)


def descriptors(rubric):
    return [text for criterion in rubric.criteria for text in criterion.descriptors.values()]


def words(text):
    return len(text.split())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_file_is_named_for_its_key_and_version(name):
    assert name == SHIPPED[name].code


@each_rubric
def test_every_quality_question_describes_all_four_levels(rubric):
    names = [level.name for level in rubric.levels]
    assert names == ["Inadequate", "Requires improvement", "Good", "Outstanding"]
    assert all(sorted(c.descriptors) == [1, 2, 3, 4] for c in rubric.criteria if not c.is_legal)


@each_rubric
def test_every_description_is_one_sentence_of_8_to_25_words(rubric):
    for text in descriptors(rubric):
        assert 8 <= words(text) <= 25, text
        assert re.fullmatch(r"[A-Z][^.?!]*\.", text), text


@each_rubric
def test_every_question_is_one_question_of_at_most_22_words(rubric):
    for criterion in rubric.criteria:
        assert re.fullmatch(r"[A-Z][^.?!]*\?", criterion.question), criterion.question
        assert words(criterion.question) <= 22, criterion.question


@each_rubric
def test_no_description_and_no_question_is_repeated(rubric):
    texts = [*descriptors(rubric), *(criterion.question for criterion in rubric.criteria)]
    assert len(set(texts)) == len(texts)


@each_rubric
def test_somebody_who_audits_scores_every_section(rubric):
    assert all(set(section.agencies) & set(AUDITORS) for section in rubric.sections)
    assert all(set(section.agencies) <= set(AUDITORS) for section in rubric.sections)


@each_rubric
def test_every_agency_that_audits_has_something_to_score(rubric):
    assert all(rubric.criteria_for(agency) for agency in AUDITORS)


@each_rubric
def test_the_parent_carer_forum_judges_the_whole(rubric):
    assert "whole" in [section.key for section in rubric.sections_for(Agency.FORUM)]
    assert rubric.sections_for(WHOLE) == rubric.sections


@each_rubric
def test_the_grades_are_the_names_of_the_levels(rubric):
    assert list(rubric.grades) == [level.name for level in rubric.levels]


@each_rubric
def test_the_same_level_throughout_earns_the_grade_of_that_name(rubric):
    quality = [c.key for c in rubric.criteria if not c.is_legal]
    for level in rubric.levels[1:]:
        assert score(rubric, [Answer(key, level.number) for key in quality]).grade == level.name


@each_rubric
def test_a_document_that_misses_what_the_law_asks_is_never_outstanding(rubric):
    best = [Answer(c.key, 1 if c.is_legal else 4) for c in rubric.criteria]
    assert score(rubric, best).grade == "Outstanding"
    for criterion in (c for c in rubric.criteria if c.is_legal):
        answers = [Answer(a.criterion, 0) if a.criterion == criterion.key else a for a in best]
        assert score(rubric, answers).grade in {"Good", "Requires improvement"}, criterion.key


@each_rubric
def test_another_childs_details_make_a_document_inadequate(rubric):
    answers = [Answer(c.key, 1 if c.is_legal or c.key == "whole_accuracy" else 4) for c in rubric.criteria]
    result = score(rubric, answers)
    assert (result.grade, result.uncapped_grade) == ("Inadequate", "Outstanding")
    assert [limit.key for limit in result.capped_by] == ["wrong_facts"]


@each_rubric
def test_health_and_social_care_auditors_can_finish_in_a_quarter_of_an_hour(rubric):
    for agency in (Agency.HEALTH, Agency.SOCIAL_CARE):
        assert len(rubric.criteria_for(agency, set(Fact))) <= 6, agency


@each_rubric
def test_every_agency_that_gives_advice_feeds_something(rubric):
    fed = {agency for criterion in rubric.criteria for agency in criterion.fed_by}
    assert fed >= {Agency.EDUCATION, Agency.PSYCHOLOGY, Agency.HEALTH, Agency.SOCIAL_CARE, Agency.FAMILY}


@each_rubric
def test_the_introduction_says_what_counts_against_a_document_and_what_does_not(rubric):
    assert "earns the lowest level, or not met" in " ".join(rubric.about.split())
    assert rubric is SHORT or "not supplied" in rubric.about


def test_every_kind_of_document_has_standards():
    assert {rubric.kind for rubric in SHIPPED.values()} == set(KINDS)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_whole_document_can_be_scored_in_one_sitting(kind):
    fewest, most = QUESTIONS[kind]
    assert fewest <= len(SHIPPED[f"{kind}_2026"].criteria_for(WHOLE)) <= most


@pytest.mark.parametrize("kind", ["assessment", "review", "advice"])
def test_standards_for_other_documents_do_not_take_them_for_a_plan(kind):
    rubric = SHIPPED[f"{kind}_2026"]
    helps = [section.help for section in rubric.sections]
    texts = [rubric.title, rubric.about, *helps, *(limit.reason for limit in rubric.limits)]
    assert not re.search(r"the plan (cannot|is|in front)|this plan cannot|score the plan", " ".join(texts))


def test_an_assessment_asks_the_same_of_every_service_that_must_advise():
    asked = {"received", "time", "seen", "plain", "covers", "used"}
    for service in ("education", "psychology", "health", "care"):
        section = next(each for each in SHIPPED["assessment_2026"].sections if each.key == service)
        assert {criterion.key.removeprefix(f"{service}_") for criterion in section.criteria} == asked


def test_a_review_asks_of_health_and_social_care_alike_whether_they_came_and_what_was_given():
    keys = {criterion.key for criterion in SHIPPED["review_2026"].criteria}
    asked = ("part", "current", "delivered", "changes")
    assert {f"{service}_{each}" for service in ("health", "care") for each in asked} < keys


def test_the_full_standards_cover_sections_a_to_k_the_thread_and_the_whole():
    letters = [
        letter for section in FULL.sections for letter in re.findall(r"[A-K]\d?", section.letter or "")
    ]
    assert letters == ["A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J", "K"]
    assert {"thread", "whole"} < {section.key for section in FULL.sections}


def test_what_only_some_children_need_is_asked_of_them_alone():
    asked = {
        name: {c.applies_when for c in each.criteria if c.applies_when} for name, each in SHIPPED.items()
    }
    assert asked == {
        "plan_2026": {
            Fact.YEAR_9_AND_ABOVE,
            Fact.AGED_16_AND_ABOVE,
            Fact.LOOKED_AFTER,
            Fact.EOTAS,
            Fact.PERSONAL_BUDGET,
        },
        "plan_short_2026": set(),
        "assessment_2026": set(),
        "review_2026": {
            Fact.YEAR_9_AND_ABOVE,
            Fact.AGED_16_AND_ABOVE,
            Fact.LOOKED_AFTER,
            Fact.PHASE_TRANSFER,
        },
        "advice_2026": {Fact.YEAR_9_AND_ABOVE},
    }


def test_the_short_standards_are_ten_questions_taken_word_for_word_from_the_full_ones():
    assert len(SHORT.criteria) == 10
    assert all(criterion == FULL.criterion(criterion.key) for criterion in SHORT.criteria)
