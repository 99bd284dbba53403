"""A worry about a child, from the page of a case to the lead's answer."""

import pytest
from walking import Meet

pytestmark = pytest.mark.browser
WORRY = "The school's advice speaks of bruises; nobody says who was told."


def test_an_alert_is_raised_seen_answered_and_read(meet: Meet):
    health, lead = meet("health"), meet("lead")
    health.menu("My cases")
    health.press("Open case", starts=True)
    health.follow("Worried about this child", starts=True)
    health.sees("This is not a referral. Follow your own safeguarding procedure now.", "999")
    health.fill("What did you see?", WORRY)
    health.press("Send the alert", expect=422)
    health.sees("Choose what it is about")
    assert health.page.get_by_label("What did you see?").input_value() == WORRY
    health.choose("Worry about a child's safety")
    health.choose("I know that this is not a referral")
    health.press("Send the alert")
    health.sees("Not seen yet", WORRY)
    lead.menu("Alerts")
    lead.sees("1 alert waits for an answer")
    lead.follow("Case", starts=True)
    lead.sees(WORRY)
    lead.press("I have seen it")
    lead.press_beside(
        "Show the council's own number (opens in a new tab)", "This is the council's own number"
    )
    lead.fill("What was done, by whom and when", "Referred to the front door at 15:10.")
    lead.press("Save the answer")
    lead.sees("Every alert has been answered")
    health.menu("My cases")
    health.follow("Alerts that you raised, and what was done")
    health.sees("Answered", "Referred to the front door at 15:10.")
