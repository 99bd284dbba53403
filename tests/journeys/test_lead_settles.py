"""The audit lead: differing scores settled, what must be put right followed, the round closed."""

import pytest
from playwright.sync_api import Locator, Route
from walking import Meet, Walker

pytestmark = pytest.mark.browser


def test_a_lead_settles_follows_corrections_and_closes(meet: Meet):
    lead = meet("lead")
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    settle(lead)
    follow_a_correction(lead)
    close(lead)


def settle(lead: Walker) -> None:
    lead.follow("Agree the scores")
    lead.sees("differ")
    lead.follow("Case", starts=True)
    lead.sees("side by side", "not settled yet")
    questions = lead.page.locator("section.difference")
    first, second = unfold(questions.nth(0)), unfold(questions.nth(1))
    assert first.locator(".authors__one").count() >= 2
    put_down(first, "Page 4 says how often and by whom.")
    second.locator("textarea").fill("Read aloud by the panel.")
    lead.press("Settle what is filled in", expect=422)
    lead.sees("There is a problem")
    assert first.locator("textarea").input_value() == "Page 4 says how often and by whom."
    put_down(second, "Read aloud by the panel.")
    lead.press("Settle what is filled in")
    lead.sees("2 questions settled", "Settled:", "Page 4 says how often and by whom.")
    lead.sees("Read aloud by the panel.", "Lee Marsh", "What each auditor said at the end")


def unfold(question: Locator) -> Locator:
    """Open the fields of a question that may stay as it is."""
    details = question.locator("details")
    if details.count() and not details.evaluate("each => each.open"):
        details.locator("summary").click()
    return question


def put_down(question: Locator, why: str) -> None:
    """Fill in how one question is settled."""
    question.locator("select").select_option(index=1)
    question.locator("input[type=radio]").first.check()
    question.locator("textarea").fill(why)


def follow_a_correction(lead: Walker) -> None:
    lead.menu("Must be put right")
    lead.follow("Follow up", starts=True)
    lead.fill("Who puts it right", "Community therapy team")
    lead.fill("Day", "31")
    lead.fill("Month", "2")
    lead.fill("Year", "2027")
    lead.press("Save", expect=422)
    lead.sees("Enter a date that exists")
    lead.fill("Day", "27")
    lead.fill("Their reply, or what was done", "The plan was amended.")
    lead.choose("This has been put right")
    lead.press("Save")
    lead.follow("Put right (", starts=True)
    lead.sees("Community therapy team", "27 February 2027", "The plan was amended.")


def close(lead: Walker) -> None:
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    lead.follow("Close the round")
    lead.sees("Closing is for good", "missing")
    lead.press("Close the round", expect=422)
    lead.page.locator("input[type=radio]").first.check()
    lead.press("Close the round")
    lead.sees("The round is closed", "Finished")
    lead.menu("Findings")
    hold_still(lead)
    lead.follow("New plans", starts=True)


def hold_still(lead: Walker) -> None:
    """A page that waits for the worker loads itself again and again: not while it is looked at."""

    def answer(route: Route) -> None:
        fetched = route.fetch()
        kept = {name: value for name, value in fetched.headers.items() if name != "refresh"}
        route.fulfill(response=fetched, headers=kept)

    lead.page.route("**/findings/*", answer)
