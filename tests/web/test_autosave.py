"""The scoring page in a real browser: it saves by itself and keeps words while the server is away."""

from collections.abc import Iterator
from threading import Thread
from urllib.parse import parse_qs

import pytest
from builders import build_round
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

pytestmark = pytest.mark.browser
PASSWORD = "three purple herons"


@pytest.fixture
def address(app) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser, address, sessions, cast, settings) -> Iterator[Page]:
    build_round(sessions, cast, keys_folder=settings.keys)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in?next=/cases")
    page.fill("[name=email]", "ama@testshire.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    yield page
    context.close()


@pytest.fixture
def section(page: Page) -> Page:
    """The first section of case 1, with the saves that the page makes counted in `saves`."""
    page.click("text=Open case 1")
    page.click("text=No, start scoring")
    page.wait_for_url("**/sections/a")
    page.saves = []  # type: ignore[attr-defined]
    page.on("request", lambda sent: page.saves.append(sent.url) if sent.method == "POST" else None)  # type: ignore[attr-defined]
    return page


def status(page: Page, words: str) -> None:
    expect(page.locator("#save-status")).to_contain_text(words, timeout=15_000)


def kept_here(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('unsent:'))")


def test_a_new_person_scores_a_first_section_within_ten_clicks(section: Page) -> None:
    n_clicks = 3  # sign in, open, no
    for question in section.locator(".question").all():
        question.locator(".answer__label").last.click()
        n_clicks += 1
    section.click("text=Save and go on")
    section.wait_for_url("**/sections/b?saved=a")
    expect(section.locator(".saved-note")).to_have_text("Section A is saved.")
    assert n_clicks + 1 <= 10


def test_typing_saves_once_and_says_when(section: Page) -> None:
    section.locator("textarea").first.press_sequentially("Her own words on page 2", delay=20)
    status(section, "Saved at")
    assert len(section.saves) == 1
    assert kept_here(section) == []


def test_words_typed_while_the_server_is_away_are_kept_and_sent_later(section: Page) -> None:
    section.context.set_offline(True)
    section.locator("textarea").first.fill("Typed in a tunnel")
    status(section, "Your words are kept on this computer")
    assert len(kept_here(section)) == 1
    section.context.set_offline(False)
    status(section, "Saved at")
    section.reload()
    assert section.locator("textarea").first.input_value() == "Typed in a tunnel"


def test_words_that_never_arrived_are_put_back_on_the_next_visit(section: Page) -> None:
    address = section.url
    section.route(
        "**/sections/a", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    section.locator("textarea").first.fill("Before the crash")
    status(section, "kept on this computer")
    section.goto("about:blank")
    section.unroute("**/sections/a")
    section.goto(address)
    assert section.locator("textarea").first.input_value() == "Before the crash"
    status(section, "Saved at")
    assert kept_here(section) == []


def test_two_windows_are_told_and_can_compare(section: Page) -> None:
    other = section.context.new_page()
    other.goto(section.url)
    section.locator("textarea").first.fill("From the first window")
    status(section, "Saved at")
    other.locator("textarea").first.fill("From the second window")
    status(other, "changed in another window")
    other.click("text=Compare the two")
    expect(other.locator("h1")).to_have_text("This was changed in another window")
    expect(other.locator(".clash")).to_contain_text("From the first window")
    other.locator("[id$=-theirs]").first.check()
    other.click("text=Save what I chose")
    other.wait_for_url("**/sections/b?saved=a")
    assert kept_here(other) == []


def test_signed_out_elsewhere_the_words_wait_and_come_back(section: Page) -> None:
    section.locator("textarea").first.fill("Typed after the hour")
    section.context.clear_cookies()
    status(section, "you are signed out")
    section.click("#save-status button")
    section.fill("[name=email]", "ama@testshire.example")
    section.fill("[name=password]", PASSWORD)
    section.press("[name=password]", "Enter")
    section.wait_for_url("**/sections/a")
    assert section.locator("textarea").first.input_value() == "Typed after the hour"
    status(section, "Saved at")


def test_signing_out_leaves_no_words_on_the_computer(section: Page) -> None:
    section.context.set_offline(True)
    section.locator("textarea").first.fill("Not yet sent")
    status(section, "kept on this computer")
    section.context.set_offline(False)
    section.click("text=Sign out")
    section.wait_for_url("**/sign-in")
    assert kept_here(section) == []


def test_a_phone_number_is_asked_about_beside_its_box_and_typing_goes_on(section: Page) -> None:
    box, question = section.locator("textarea").first, section.locator("[data-asks]").first
    box.press_sequentially("Ring 01234 567890")
    expect(question).to_contain_text("This looks like a telephone number", timeout=10_000)
    status(section, "All saved but one box")
    assert section.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert len(kept_here(section)) == 1, "what is not saved yet is kept on this computer"
    section.get_by_label("Keep these words").first.check()
    expect(question).to_have_text("", timeout=10_000)
    expect(section.get_by_label("Keep these words").first).to_be_hidden()
    section.reload()
    assert section.locator("textarea").first.input_value() == "Ring 01234 567890"


def test_a_save_sends_what_changed_since_the_last_one_and_the_first_one_all(section: Page) -> None:
    sent: list[set[str]] = []
    section.on("request", lambda each: sent.append(list_boxes(each.post_data)) if each.post_data else None)
    boxes = section.locator("textarea")
    boxes.nth(0).fill("First words")
    status(section, "Saved at")
    everything = {box.get_attribute("name") for box in boxes.all()}
    assert sent == [everything] and len(everything) > 2
    boxes.nth(1).fill("Other words")
    section.wait_for_timeout(3_000)
    assert sent[1:] == [{boxes.nth(1).get_attribute("name")}]
    section.reload()
    assert [boxes.nth(place).input_value() for place in (0, 1)] == ["First words", "Other words"]


def test_a_box_with_a_question_is_sent_again_beside_what_is_typed_elsewhere(section: Page) -> None:
    boxes, question = section.locator("textarea"), section.locator("[data-asks]").first
    boxes.nth(0).fill("Ring 01234 567890")
    expect(question).to_contain_text("This looks like a telephone number", timeout=10_000)
    sent: list[set[str]] = []
    section.on("request", lambda each: sent.append(list_boxes(each.post_data)) if each.post_data else None)
    boxes.nth(1).fill("Other words")
    section.wait_for_timeout(3_000)
    assert sent == [{box.get_attribute("name") for box in boxes.all()[:2]}]
    expect(question).to_contain_text("This looks like a telephone number")


def test_what_is_changed_back_after_a_question_is_sent_again(section: Page) -> None:
    question, box = section.locator(".question").first, section.locator("textarea").first
    levels = question.locator(".answer__label")
    levels.nth(0).click()
    box.fill("Plain words")
    status(section, "Saved at")
    levels.nth(1).click()
    box.fill("Ring 01234 567890")
    expect(section.locator("[data-asks]").first).to_contain_text("telephone number", timeout=10_000)
    levels.nth(0).click()
    box.fill("Plain words")
    expect(section.locator("[data-asks]").first).to_have_text("", timeout=10_000)
    section.reload()
    assert section.locator(".question input.answer__input").first.is_checked()
    assert section.locator("textarea").first.input_value() == "Plain words"


def test_words_that_the_page_says_it_did_not_save_survive_a_look_at_another_section(section: Page) -> None:
    section.locator("textarea").first.fill("Ring 01234 567890")
    section.click("text=Save and go on")
    expect(section.locator("[data-asks]").first).to_contain_text("telephone number")
    status(section, "Not all of this page is saved")
    section.click("[data-section=b]")
    section.wait_for_url("**/sections/b")
    section.click("[data-section=a]")
    section.wait_for_url("**/sections/a")
    assert section.locator("textarea").first.input_value() == "Ring 01234 567890"
    status(section, "All saved but one box")
    section.get_by_role("button", name="Go to it").click()
    assert section.evaluate("document.activeElement.name").startswith("evidence-")


def list_boxes(body: str) -> set[str]:
    return {name for name in parse_qs(body, keep_blank_values=True) if name.startswith("evidence-")}


def test_words_that_wait_for_an_answer_are_put_back_and_named_before_handing_in(section: Page) -> None:
    address = section.url
    section.locator("textarea").first.fill("Ask Amelia Brown")
    expect(section.locator("[data-asks]").first).to_contain_text("Amelia Brown", timeout=10_000)
    section.goto(address.replace("/sections/a", "/check"))
    expect(section.locator("[data-unsent]")).to_contain_text("still only on this computer")
    section.locator("[data-place=a] a").click()
    section.wait_for_url("**/sections/a")
    assert section.locator("textarea").first.input_value() == "Ask Amelia Brown"
    section.locator("textarea").first.fill("Ask the SENCO")
    status(section, "Saved at")
    assert kept_here(section) == []


def test_pressing_the_button_without_a_connection_stays_and_loses_nothing(section: Page) -> None:
    section.route(
        "**/sections/a", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    section.locator("textarea").first.fill("Typed in a tunnel")
    status(section, "kept on this computer")
    section.click("text=Save and go on")
    status(section, "kept on this computer")
    assert section.url.endswith("/sections/a")
    assert section.locator("textarea").first.input_value() == "Typed in a tunnel"
    section.unroute("**/sections/a")
    status(section, "Saved at")
    section.click("text=Save and go on")
    section.wait_for_url("**/sections/b?saved=a")
    section.go_back()
    assert section.locator("textarea").first.input_value() == "Typed in a tunnel"


def test_a_server_that_fails_is_asked_again(section: Page) -> None:
    answers = [502, 500]
    section.route(
        "**/sections/a",
        lambda route: (
            route.fulfill(status=answers.pop())
            if route.request.method == "POST" and answers
            else route.continue_()
        ),
    )
    section.locator("textarea").first.fill("Sent three times")
    status(section, "kept on this computer")
    status(section, "Saved at")
    assert kept_here(section) == [] and answers == []


def test_a_section_is_scored_by_keys_alone(section: Page) -> None:
    keys = section.keyboard
    n_questions = section.locator(".question").count()
    for number in range(n_questions):
        keys.press("n") if number else None
        keys.press("2")
    keys.press("e")
    keys.type("1 n 2 u ?")
    assert section.locator("textarea").last.input_value() == "1 n 2 u ?", "in a box a key is a letter"
    assert section.locator(".question input:checked").count() == n_questions
    keys.press("Escape")
    keys.press("1")
    assert section.locator(".question").last.locator("input:checked").get_attribute("value") is not None
    keys.press("s")
    status(section, "Saved at")
    keys.press("p")
    assert section.evaluate("document.activeElement.closest('.question') !== null")
    keys.press("?")
    assert section.evaluate("document.activeElement.tagName") == "SUMMARY"
    keys.press("u")
    section.wait_for_url("**/sections/b#question-*")


def test_the_end_of_the_sign_in_is_told_before_and_can_be_put_off(section: Page) -> None:
    section.clock.install()
    section.reload()
    section.locator("textarea").first.focus()
    section.clock.fast_forward("56:00")
    warning = section.locator("#time-warning")
    expect(warning).to_contain_text("You will be signed out in")
    assert section.evaluate("document.activeElement.tagName") == "TEXTAREA", "nobody is torn from a box"
    section.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_empty()
    section.clock.fast_forward("01:01:00")
    expect(warning).to_contain_text("You have been signed out")


def test_the_sections_count_what_was_saved(section: Page) -> None:
    section.locator(".answer__label").first.click()
    expect(section.locator("[data-section=a] [data-answered]")).to_have_text("1", timeout=10_000)
    expect(section.locator("#progress")).to_contain_text("1 of")


def test_a_quick_click_takes_what_was_just_answered_along(section: Page) -> None:
    section.locator(".answer__label").first.click()
    section.click("text=Finish")
    section.wait_for_url("**/closing")
    expect(section.locator("#progress")).to_contain_text("1 of")


def test_an_answer_can_be_taken_back(section: Page) -> None:
    section.locator(".answer__label").first.click()
    status(section, "Saved at")
    expect(section.locator("#progress")).to_contain_text("1 of")
    section.locator("[data-clear]").first.click()
    expect(section.locator("#progress")).to_contain_text("0 of", timeout=10_000)
