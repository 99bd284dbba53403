"""Same again, in a browser: from the list of rounds to an open round in a few clicks."""

from io import BytesIO

import pytest
from round_pages import LeadPages, make_pages
from round_steps import make_list
from web_client import find_form, read_form

from audit.domain.case import ChosenBy
from audit.domain.sampling import How


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


def test_a_lead_goes_from_the_list_of_rounds_to_an_open_round(pages: LeadPages):
    first = pages.lead.open(pages.lead.prepare("Ama", "Chidi", total=10))
    link = pages.client.fetch("/rounds").find("a", href=f"/rounds/{first.key}/same-again")
    page = pages.client.fetch(link["href"])
    assert "the list of documents" not in page.text
    assert "You need this month’s list of documents" in page.text
    assert "2 people (Ama, Chidi)" in page.text
    planned = pages.client.submit(link["href"])
    assert planned.status_code == 303
    assert "This round is a copy. It needs this month’s list" in pages.client.fetch(planned.location).text
    read = pages.client.submit(planned.location, {"file": (BytesIO(make_list(60)), "list.csv")})
    button = pages.client.fetch(read.location).find("a", class_="govuk-button")
    shown = pages.client.fetch(button["href"])
    assert "50 plans can be drawn" not in shown.text
    assert "10 plans left out because an earlier round has drawn them" in shown.text
    opened = pages.client.submit(button["href"], action=f"{button['href']}/go")
    assert opened.status_code == 303, opened.text
    assert "the round is open" in pages.client.fetch(opened.location).text


def test_step_by_step_a_copy_starts_from_how_its_source_was_drawn(pages: LeadPages):
    first = pages.lead.plan()
    pages.lead.bring_in(first, make_list(60))
    pages.lead.draw(first, by=("need", "cohort_year"), how=How.EQUAL, total=9, n_reserve=2)
    address = pages.client.submit(f"/rounds/{first.key}/same-again").location.replace("/list", "/sample")
    pages.client.submit(address.replace("/sample", "/list"), {"file": (BytesIO(make_list(60)), "list.csv")})
    sent = read_form(find_form(pages.client.fetch(address), address))
    assert (sent["first"], sent["second"], sent["how"], sent["n_reserve"]) == (
        "need",
        "cohort_year",
        "equal",
        "2",
    )


def test_a_double_submit_plans_one_round(pages: LeadPages):
    first = pages.lead.plan()
    address = f"/rounds/{first.key}/same-again"
    again = {"request_key": "once"}
    assert pages.client.submit(address, again).location == pages.client.submit(address, again).location


def test_what_cannot_be_comes_back_with_the_reason(pages: LeadPages):
    first = pages.lead.plan()
    address = f"/rounds/{first.key}/same-again"
    answer = pages.client.submit(address, {"title": " "})
    assert answer.status_code == 422
    days = {"due_on-day": "31", "due_on-month": "2", "due_on-year": "2027"}
    assert "Enter a date that exists" in pages.client.submit(address, days).text


def test_a_thematic_round_says_on_its_pages_that_it_stays_out_of_comparisons(pages: LeadPages):
    audit_round = pages.lead.plan(chosen_by=ChosenBy.THEMATIC)
    for address in ("", "/same-again", "/one-step"):
        assert "left out of comparisons" in pages.client.fetch(f"/rounds/{audit_round.key}{address}").text
    assert "Chosen for a theme" in pages.client.fetch("/rounds").text
