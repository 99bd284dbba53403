"""The page of the keys, and what their switch does to the scoring pages."""

from builders import begin, build_round


def test_the_keys_are_documented_and_can_be_switched_off_and_on(client_as, sessions, cast) -> None:
    ama = client_as("Ama")
    section = f"/scoresheets/{begin(sessions, cast, build_round(sessions, cast), 1, 'Ama')}/sections/a"
    page = ama.fetch(section)
    assert page.find("form", class_="scoring").get("data-shortcuts", "none") == ""
    assert "the next question" in page.find("details", id="keys").text
    assert page.find("a", href="/shortcuts")
    assert "The keys are switched on" in ama.fetch("/shortcuts").text
    assert ama.submit("/shortcuts", {"wanted": "off"}).status_code == 303
    page = ama.fetch(section)
    assert page.find("form", class_="scoring").get("data-shortcuts", "none") == "none"
    assert not [script for script in page.find_all("script") if "shortcuts" in script["src"]]
    assert "You have switched the keys off" in page.text
    assert ama.submit("/shortcuts", {"wanted": "on"}).status_code == 303
    assert "The keys are switched on" in ama.fetch("/shortcuts").text


def test_an_old_page_is_shown_what_is_chosen_now(client_as) -> None:
    ama = client_as("Ama")
    answer = ama.submit("/shortcuts", {"wanted": "off", "version": "7"})
    assert answer.status_code == 409 and "changed in another window" in answer.text
    assert "The keys are switched on" in answer.text
