"""A guest from the pasted link to the submitted scoresheet; nobody else gets in by it."""

from urllib.parse import urlsplit

import pytest
from test_auditor_scores import score_case
from walking import Meet, Walker

pytestmark = pytest.mark.browser
ELSEWHERE = [
    "/rounds",
    "/alerts",
    "/findings",
    "/corrections",
    "/people",
    "/history",
    "/settings",
    "/standards",
]


def invite_guest(lead: Walker) -> str:
    """The path of the link of a new guest of the open round."""
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    lead.go(f"{lead.path}/panel")
    lead.follow("Invite a guest")
    lead.fill("Their name", "Gus Field")
    lead.fill("Where they work", "Hill School")
    lead.select("Which service they speak for", "Education")
    lead.choose("Case 2")
    lead.press("Make the link")
    lead.sees("Send this link to Gus Field", "shown once")
    link = lead.page.get_by_label("Link for a guest").input_value()
    return urlsplit(link).path


def test_a_guest_scores_their_case_and_no_other_browser_gets_in(meet: Meet):
    lead, guest, other = meet("lead"), meet(), meet()
    link = invite_guest(lead)
    guest.go(link)
    guest.sees("Score as Gus Field for Exampleshire")
    guest.press("Start as Gus Field")
    assert guest.page.get_by_role("heading", level=3).count() == 1
    for path in ELSEWHERE:
        guest.go(path, expect=404)
    guest.menu("My cases")
    guest.press("Open case 2")
    guest.sees("Do you know this child")
    guest.press("No, start scoring")
    score_case(guest)
    other.go(link, expect=409)
    other.sees("This link was used in another browser")
    guest.go(link)
    guest.sees("You have scored all your cases")
    lead.go(f"{lead.path.partition('/guests')[0]}/panel")
    lead.sees("Case 2: submitted", "In use since")
    lead.press("End the link of Gus Field")
    guest.go(link, expect=404)
    guest.sees("This link has ended")
