"""Auditors: a whole plan, only the health sections, and handing a case back."""

import re

import pytest
from walking import Meet, Walker

pytestmark = pytest.mark.browser
EVIDENCE = "Section B names each need in plain words."


def answer_section(walker: Walker) -> None:
    """Give the best answer to every question of the section, with evidence for the first."""
    questions = walker.page.locator("section.question")
    for number in range(questions.count()):
        walker.clicks += 1
        questions.nth(number).locator("input.answer__input").last.check(force=True)
    questions.first.locator("textarea").fill(EVIDENCE)
    questions.first.get_by_label(re.compile("^Page")).fill("3")


def score_case(walker: Walker, judgement: str = "Good") -> None:
    """From the first section to the confirmation."""
    while walker.page.locator("section.question").count():
        answer_section(walker)
        walker.press("Save and", starts=True)
    walker.sees("Finish")
    walker.choose(judgement)
    walker.fill("What works well", "The child's own words open the plan.")
    walker.fill("What should be better next time", "Say who does what.")
    walker.fill("What must be put right for this child", "Add the hours of the therapist.")
    walker.press("Save and check your answers")
    walker.sees("Check your answers", EVIDENCE, "Add the hours of the therapist.")
    walker.press("Submit case", starts=True)
    walker.sees("is submitted")


def take_first_case(walker: Walker) -> None:
    """From the list of cases to the first section of one that was not begun."""
    walker.menu("My cases")
    walker.press("Open case", starts=True)
    walker.sees("Do you know this child", "Find the document")
    walker.press("No, start scoring")


def test_a_new_person_scores_a_first_section_within_ten_clicks(meet: Meet):
    forum = meet("forum")
    take_first_case(forum)
    answer_section(forum)
    forum.press("Save and go on", starts=True)
    forum.sees("is saved")
    assert forum.clicks <= 10, f"{forum.clicks} clicks from signing in to a first section scored"


def test_the_forum_scores_a_whole_plan(meet: Meet):
    forum = meet("forum")
    forum.menu("My cases")
    forum.press("Open case", starts=True)
    forum.press("No, start scoring")
    leave_open_questions_and_be_told(forum)
    score_case(forum)
    forum.follow("See what you submitted")
    forum.sees("You submitted it on", EVIDENCE)
    forum.follow("Correct a mistake in it")
    forum.press("Begin the new edition", expect=422)
    forum.fill_first("I scored from the draft.")
    forum.press("Begin the new edition")
    forum.follow("Check your answers and submit")
    forum.press("Submit case", starts=True)
    forum.sees("is submitted")


def leave_open_questions_and_be_told(forum: Walker) -> None:
    forum.press("Save and come back later")
    forum.follow("Check your answers and submit")
    forum.sees("Before you can submit", "without an answer")
    forum.follow("A. ", starts=True)


def test_health_scores_only_its_own_sections(meet: Meet):
    health = meet("health")
    take_first_case(health)
    sections = health.page.get_by_role("navigation", name=re.compile("^Sections of case")).inner_text()
    assert "C" in sections
    assert "G" in sections
    assert "A" not in sections.replace("Finish", "").split()
    health.page.locator("section.question").first.get_by_label("Not supplied").check()
    score_case(health)


def test_a_case_is_handed_back_in_one_click(meet: Meet):
    social_care = meet("socialcare")
    social_care.menu("My cases")
    social_care.press("Open case", starts=True)
    name = social_care.page.get_by_role("heading", level=1).inner_text()
    before = social_care.clicks
    social_care.press("Yes, hand it back")
    assert social_care.clicks == before + 1
    social_care.sees("You have handed the case back")
    running = social_care.page.get_by_role("region", name=re.compile("^New plans"))
    assert running.get_by_role("heading", name=name, exact=True).count() == 0
    lead = meet("lead")
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    lead.follow("Progress")
    lead.sees("Dana Reed, Social care: handed back")
    lead.follow(f"Give {name.lower()}", starts=True)
    lead.sees("Dana Reed: handed back")
    assert lead.page.get_by_label(re.compile("^Dana Reed")).count() == 0
    lead.page.get_by_label(re.compile("^Ben Stone|^Ama Hill|^Fay Moor")).first.check()
    lead.press("Give the case")
    lead.sees(f"has {name.lower()}")
