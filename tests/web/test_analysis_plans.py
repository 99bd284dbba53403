"""The page of the plan of an analysis."""

import pytest
from round_pages import LeadPages, make_pages
from web_client import check_virtues, find_form, parse, read_form


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


def test_the_lead_chooses_until_scoring_opens_and_records_deviations_after(pages: LeadPages):
    audit_round = pages.lead.prepare("Ama", "Chidi")
    address = f"/rounds/{audit_round.key}/analysis-plan"
    assert pages.client.fetch(f"/rounds/{audit_round.key}").find("a", href=address)
    assert pages.client.submit(address, {"margin": "0.1", "alpha_percent": "7"}).status_code == 303
    page = pages.client.fetch(address)
    assert page.find("input", id="margin")["value"] == "0.1"
    assert page.find("input", id="alpha_percent")["value"] == "7"
    pages.lead.open(audit_round)
    page = pages.client.fetch(address)
    assert "Fixed when scoring opened" in page.text
    assert "0.1 of a level a year" in page.text
    action = f"{address}/deviations"
    sent = {"what": "One case left out", "why": "It was withdrawn"}
    assert pages.client.submit(address, sent, action=action).status_code == 303
    page = pages.client.fetch(address)
    assert "One case left out" in page.text
    assert pages.lead.cast.people["Lee"].name in page.text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("margin", "", "from 0.001 to 1"),
        ("margin", "x", "from 0.001 to 1"),
        ("margin", "nan", "from 0.001 to 1"),
        ("alpha_percent", "1_0", "from 0.1 to 20"),
        ("seed", "1_0", "from 0 to"),
        ("alpha_percent", "60", "from 0.1 to 20"),
        ("seed", "-1", "from 0 to"),
    ],
)
def test_a_number_that_cannot_be_is_named_at_its_box(pages: LeadPages, field: str, value: str, told: str):
    audit_round = pages.lead.plan()
    answer = pages.client.submit(f"/rounds/{audit_round.key}/analysis-plan", {field: value})
    assert answer.status_code == 422
    assert told in answer.text


def test_a_deviation_without_words_is_sent_back(pages: LeadPages):
    audit_round = pages.lead.prepare("Ama", "Chidi")
    pages.lead.open(audit_round)
    address = f"/rounds/{audit_round.key}/analysis-plan"
    answer = pages.client.submit(address, {"what": "", "why": "x"}, action=f"{address}/deviations")
    assert answer.status_code == 422
    assert "Enter what is done otherwise than planned" in answer.text


@pytest.mark.parametrize(
    "what", ["The draw number 9434765919\nwas used", "Scored by Ama Hill on 3/4/2026 instead"]
)
def test_words_that_look_like_personal_data_can_be_kept_beside_their_box(pages: LeadPages, what: str):
    audit_round = pages.lead.prepare("Ama", "Chidi")
    pages.lead.open(audit_round)
    address = f"/rounds/{audit_round.key}/analysis-plan"
    action = f"{address}/deviations"
    assert not pages.client.fetch(address).find_all("input", id="stays_what")
    answer = pages.client.submit(address, {"what": what, "why": "It was free"}, action=action)
    assert answer.status_code == 422
    page = parse(answer.text)
    check_virtues(page)
    form = find_form(page, action)
    sent, tick = read_form(form), form.find("input", id="stays_what")
    assert (sent["what"], sent["why"]) == (what, "It was free")
    assert "checked" not in tick.attributes and not form.find_all("input", id="stays_why")
    assert "Every report prints them" in form.text
    answer = pages.client.post(action, data={**sent, "stays_what": tick["value"], "why": ""})
    assert answer.status_code == 422
    form = find_form(parse(answer.text), action)
    assert "checked" in form.find("input", id="stays_what").attributes  # what was said is not lost either
    assert pages.client.post(action, data={**read_form(form), "why": "It was free"}).status_code == 303
    assert " ".join(what.split()) in pages.client.fetch(address).text
