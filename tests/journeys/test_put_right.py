"""Corrections to closure: the lead asks by a link, a writer without an account answers, the lead closes."""

import datetime

import pytest
from walking import Meet, Walker

pytestmark = pytest.mark.browser


def test_a_correction_is_asked_by_link_answered_without_an_account_and_closed(meet: Meet):
    lead, writer = meet("lead"), meet()
    link = ask(lead)
    answer(writer, link)
    ask_again(lead)
    answer_again(writer, link)
    close(lead)
    writer.go(link)
    writer.sees("Everything here is put right")
    end(lead)
    writer.go(link, expect=404)
    writer.sees("This link has ended")


def ask(lead: Walker) -> str:
    lead.menu("Must be put right")
    lead.follow("Ask by link", starts=True)
    lead.fill("Who is asked", "Community therapy team")
    lead.press("Make the link", expect=422)
    lead.sees("Enter a day from today on")
    fill_day(lead, datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30))
    lead.fill("What they should know (optional)", "The child's views are told very well.")
    lead.press("Make the link")
    lead.sees("Send this link to Community therapy team", "This page is shown once")
    return "/answer/" + lead.page.get_by_label("Link to answer").input_value().partition("/answer/")[2]


def fill_day(lead: Walker, day: datetime.date) -> None:
    for part in ("day", "month", "year"):
        lead.fill(part.title(), str(getattr(day, part)))


def answer(writer: Walker, link: str) -> None:
    writer.go(link)
    writer.sees("Please put right", "The child's views are told very well.", "You can save some now")
    writer.sees_not("Lee Marsh", "New plans", "Rounds", "Sign out")
    boxes = writer.page.locator("textarea[name^=reply]")
    assert boxes.count() >= 1
    writer.page.locator("textarea[name^=evidence]").first.fill("Page 4")
    writer.press("Save", expect=422)
    writer.sees("Say what was done, or why it was not")
    for number in range(boxes.count()):
        boxes.nth(number).fill("We will name the therapist.")
    writer.press("Save")
    writer.sees("saved", "Answered", "You can still change it")


def open_link_page(lead: Walker) -> None:
    lead.menu("Must be put right")
    lead.follow("Links that were sent")
    lead.follow("Community therapy team")


def ask_again(lead: Walker) -> None:
    open_link_page(lead)
    lead.sees("Answered", "We will name the therapist.", "Page 4")
    lead.follow("Ask again, or change it", starts=True)
    lead.fill("What is still missing", "By when?")
    lead.press("Ask again")
    lead.sees("It is open again", "Asked again: By when?")


def answer_again(writer: Walker, link: str) -> None:
    writer.go(link)
    writer.sees("Something is still missing: By when?")
    asked = writer.page.locator("section", has_text="Something is still missing").locator("textarea").first
    asked.fill("Named on 3 March, page 4.")
    writer.press("Save")
    writer.sees("1 answer saved")


def close(lead: Walker) -> None:
    open_link_page(lead)
    while lead.page.get_by_role("button", name="Accept as put right").count():
        lead.press("Accept as put right", starts=True)
        lead.sees("Put right. Whoever was asked sees that nothing more is wanted.")
    lead.sees("Put right on")


def end(lead: Walker) -> None:
    lead.press("End the link")
    lead.sees("The link has ended", "Ended")
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    lead.follow("Progress")
    lead.follow("Remind everybody who has not finished")
    lead.press("Send", starts=True)
    lead.sees("will be sent in the next minute")
    lead.follow("See which messages were sent")
    lead.sees("left to score", "No mail server is set")
