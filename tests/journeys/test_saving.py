"""Words are never lost: while typing, while the server is away, and with two windows open."""

import re

import pytest
from playwright.sync_api import expect
from serving import Served
from walking import MOST_MILLISECONDS, PHONE_WITHOUT_SCRIPTS, WITH_SCRIPTS, Meet, Walker, Way

pytestmark = pytest.mark.browser
expect.set_options(timeout=MOST_MILLISECONDS)


@pytest.fixture(scope="module")
def way() -> Way:
    """What saves by itself needs scripts."""
    return WITH_SCRIPTS


def open_section(walker: Walker) -> None:
    walker.menu("My cases")
    walker.press("Open case", starts=True)
    walker.press("No, start scoring")


def first_box(walker: Walker):
    return walker.page.locator("textarea").first


def status(walker: Walker):
    return walker.page.locator("#save-status")


def test_words_are_saved_while_typing_and_through_an_outage(meet: Meet, served: Served):
    forum = meet("forum")
    open_section(forum)
    first_box(forum).fill("Written before the outage.")
    expect(status(forum)).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))
    served.stop()
    first_box(forum).fill("Written during the outage.")
    expect(status(forum)).to_contain_text("Your words are kept on this computer")
    served.start()
    expect(status(forum)).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))
    forum.forget_troubles("ERR_CONNECTION_REFUSED")
    forum.go(forum.path)
    assert first_box(forum).input_value() == "Written during the outage."


def test_words_typed_during_an_outage_survive_closing_the_page(meet: Meet, served: Served):
    forum = meet("socialcare")
    open_section(forum)
    served.stop()
    first_box(forum).fill("Kept on this computer.")
    expect(status(forum)).to_contain_text("Your words are kept on this computer")
    path = forum.path
    forum.page.goto("about:blank")
    served.start()
    forum.forget_troubles("ERR_CONNECTION_REFUSED")
    forum.go(path)
    assert first_box(forum).input_value() == "Kept on this computer."
    expect(status(forum)).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))


@pytest.mark.parametrize("each", [WITH_SCRIPTS, PHONE_WITHOUT_SCRIPTS], ids=str)
def test_two_windows_show_both_texts_and_lose_neither(meet: Meet, each: Way):
    first = meet("education", way=each)
    open_section(first)
    section = first.path
    second = meet("education", way=each)
    second.go(section)
    first_box(first).fill("Words of the first window.")
    save(first)
    first_box(second).fill("Words of the second window.")
    save_stale(second)
    second.sees("This was changed in another window", "Nothing is lost", "Words of the first window.")
    assert first_box(second).input_value() == "Words of the second window."
    first_box(second).fill("Words of both windows.")
    second.page.get_by_label("Keep what I have in this window").check()
    second.press("Save what I chose")
    second.go(section)
    assert first_box(second).input_value() == "Words of both windows."


def save(walker: Walker) -> None:
    if walker.way.scripts:
        expect(status(walker)).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))
    else:
        walker.press("Save and come back later")


def save_stale(walker: Walker) -> None:
    if not walker.way.scripts:
        walker.press("Save and come back later", expect=409)
        return
    expect(status(walker)).to_contain_text("this was changed in another window")
    walker.forget_troubles("409")
    with walker.page.expect_navigation():
        status(walker).get_by_role("button", name="Compare the two").click()
    walker.look()
