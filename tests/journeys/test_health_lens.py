"""A nurse with a quarter of an hour: the health sections of one plan, by keys alone where scripts run."""

import pytest
from test_auditor_scores import score_case, take_first_case
from walking import Meet, Walker

pytestmark = pytest.mark.browser
MOST_CLICKS = 25


def test_health_finishes_its_sections_by_keys_or_with_few_clicks(meet: Meet):
    health = meet("health")
    take_first_case(health)
    if health.way.scripts:
        score_by_keys(health)
    else:
        score_case(health)
        assert health.clicks <= MOST_CLICKS, f"{health.clicks} clicks for the health sections of one plan"
    health.sees("is submitted")


def test_the_rest_of_the_plan_can_be_read_and_the_keys_are_explained(meet: Meet):
    health = meet("health")
    take_first_case(health)
    health.press("Save and come back later")
    health.sees("Scored by others")
    health.follow("A. ", starts=True)
    health.sees("Scored by others", "not yours to answer")
    assert health.page.locator("main input:not([type=hidden]), main textarea").count() == 0
    health.go("/shortcuts")
    health.press("Switch the keys off")
    health.sees("The keys are switched off")
    health.press("Switch the keys on")
    health.sees("The keys are switched on")


def score_by_keys(walker: Walker) -> None:
    keys = walker.page.keyboard
    while walker.page.locator("section.question").count():
        questions = walker.page.locator("section.question")
        for number in range(questions.count()):
            keys.press(str(questions.nth(number).locator(".answer__input").count()))
            keys.press("n")
        assert walker.page.locator(".question:not(:has(input[type=radio]:checked))").count() == 0
        press_by_enter(walker)
    walker.sees("Finish")
    tab_to(walker, "input[name=own_grade]")
    keys.press("Space")
    tab_to(walker, "form.scoring button")
    press_by_enter(walker)
    walker.sees("Check your answers")
    tab_to(walker, "form[action$='/submit'] button")
    press_by_enter(walker)


def press_by_enter(walker: Walker) -> None:
    """Whatever has the focus."""
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")
    walker.look()


def tab_to(walker: Walker, selector: str) -> None:
    """Tab until the focus is there, and can be seen."""
    for _ in range(80):
        walker.page.keyboard.press("Tab")
        if walker.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")
