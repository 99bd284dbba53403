"""The audit lead: differing scores settled, what must be put right followed, the round closed."""

import pytest
from playwright.sync_api import Route
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
    lead.sees("side by side", "still to settle")
    question = lead.page.locator("section.difference").first
    assert question.locator(".authors__one").count() >= 2
    title = question.get_by_role("heading").first.inner_text()
    details = question.locator("details")
    if not details.evaluate("each => each.open"):
        details.locator("summary").click()
    details.get_by_role("button").click()
    lead.page.wait_for_load_state()
    lead.look()
    lead.sees("There is a problem")
    question = lead.page.locator("section.difference", has_text=title).first
    question.locator("select").select_option(index=1)
    question.locator("input[type=radio]").first.check()
    question.locator("textarea").fill("Page 4 says how often and by whom.")
    question.get_by_role("button").click()
    lead.page.wait_for_load_state()
    lead.look()
    lead.sees("Settled:", "Page 4 says how often and by whom.", "Lee Marsh")


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
