"""The settings page."""

from collections.abc import Callable

import pytest
from web_client import Client, check_virtues, find_form, parse, read_form

SignInAs = Callable[[str], Client]


def test_an_administrator_changes_name_colour_and_contact(client_as: SignInAs) -> None:
    adi = client_as("Adi")
    form = {"name": "Testshire County", "brand_colour": "#5A1E6B", "contact": "Ring 01234 567890"}
    assert adi.submit("/settings", form).status_code == 303
    page = adi.fetch("/settings")
    assert "The settings are saved" in page.text
    assert "Testshire County" in page.find("header").text and "01234" in page.find("footer").text
    assert "#5a1e6b" in adi.get("/brand.css").text
    assert "The settings are saved" not in adi.fetch("/settings").text, "said once"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"brand_colour": "red"}, "like #1d4f5c"),
        ({"brand_colour": "#ffff00"}, "too light"),
        ({"brand_colour": "#fff;}body{"}, "like #1d4f5c"),
        ({"name": ""}, "Enter the area"),
        ({"name": "Farshire"}, "/settings"),
        ({"contact": "x" * 201}, "200 characters"),
        ({"safeguarding_email": "somebody"}, "Enter an e-mail address like"),
        ({"safeguarding_phone": "ring us"}, "Enter a telephone number"),
        ({"safeguarding_name": "x" * 121}, "120 characters"),
    ],
)
def test_what_cannot_be_taken_is_said(client_as: SignInAs, change: dict[str, str], words: str) -> None:
    answer = client_as("Adi").submit("/settings", change)
    check_virtues(parse(answer.text))
    assert answer.status_code in (409, 422)
    assert words in answer.text


def test_a_stale_save_shows_both_texts_and_then_goes_through(client_as: SignInAs) -> None:
    adi = client_as("Adi")
    old = adi.fetch("/settings").find("input", name="version")["value"]
    adi.submit("/settings", {"contact": "the first"})
    answer = adi.submit("/settings", {"contact": "the second", "version": old})
    page = parse(answer.text)
    check_virtues(page)
    assert answer.status_code == 409
    assert "the first" in page.find(class_="stale").text and "the second" in page.find(class_="stale").text
    newer = page.find("input", name="version")["value"]
    assert adi.submit("/settings", {"contact": "both", "version": newer}).status_code == 303


def test_columns_that_the_form_does_not_name_cannot_be_set(client_as: SignInAs) -> None:
    adi = client_as("Adi")
    assert adi.submit("/settings", {"is_example": "1", "key": "mine", "row_id": "9"}).status_code == 303
    assert "made up" not in adi.get("/").text


def test_the_safeguarding_contact_and_who_may_read_are_settings(client_as: SignInAs) -> None:
    adi = client_as("Adi")
    contact = {
        "safeguarding_name": "Front door team",
        "safeguarding_email": "front.door@testshire.example",
        "safeguarding_phone": "01234 567890",
    }
    assert "checked" in adi.fetch("/settings").find("input", name="lens_reads_all").attributes
    form = {
        name: value
        for name, value in read_form(find_form(adi.fetch("/settings"), "/settings")).items()
        if name != "lens_reads_all"
    }
    assert adi.post("/settings", data={**form, **contact}).status_code == 303
    page = adi.fetch("/settings")
    for name, value in contact.items():
        assert page.find("input", name=name)["value"] == value
    assert "checked" not in page.find("input", name="lens_reads_all").attributes
