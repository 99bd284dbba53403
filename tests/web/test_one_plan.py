"""Score one plan now, in a browser."""

import pytest
import sqlalchemy as sa
from round_pages import LeadPages, make_pages

from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase

ADDRESS = "/rounds/one-plan"
PLAN = {"locator": "EHC-4711", "plan_on-day": "27", "plan_on-month": "3", "plan_on-year": "2026"}


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


def test_it_is_reached_from_the_list_of_rounds(pages: LeadPages):
    assert pages.client.fetch("/rounds").find("a", href=ADDRESS)


def test_the_lead_comes_to_do_you_know_this_child_with_the_number_in_sight(pages: LeadPages):
    answer = pages.client.submit(ADDRESS, {**PLAN, "age_band": "11_to_15", "fact_looked_after": "yes"})
    assert answer.status_code == 303
    assert answer.location.startswith("/cases/")
    page = pages.client.fetch(answer.location)
    assert "EHC-4711" in page.text
    with pages.lead.reading() as session:
        facts = session.scalars(sa.select(AuditCase.facts)).one()
        key = session.scalars(sa.select(AuditRound.key)).one()
    assert "looked_after" in facts
    assert "under_5" not in facts
    page = pages.client.fetch(f"/rounds/{key}")
    assert "This is a dip sample." in page.text
    assert not page.find_all("a", href=f"/rounds/{key}/same-again")
    for address in ("/list", "/sample", "/panel", "/progress", "/share-out", "/edit"):
        pages.client.fetch(f"/rounds/{key}{address}")


def test_given_to_others_the_lead_comes_to_the_round(pages: LeadPages):
    keys = [pages.lead.cast.memberships[name].key for name in ("Ama", "Chidi")]
    answer = pages.client.submit(ADDRESS, {**PLAN, "scorers": keys})
    assert "The plan is open for scoring" in pages.client.fetch(answer.location).text
    assert "EHC-4711" not in pages.client.fetch(answer.location).text
    assert "One plan" in pages.sign_in("Chidi").fetch("/cases").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"locator": " "}, "own number"),
        ({"plan_on-day": "31", "plan_on-month": "2"}, "Enter a date that exists"),
        ({"plan_on-day": "", "plan_on-month": "", "plan_on-year": ""}, "Enter the date of the document"),
        ({"plan_on-year": "2099"}, "not in the future"),
        ({"scorers": []}, "Choose who scores it"),
        ({"scorers": ["made-up"]}, "made-up"),
        ({"title": ""}, "Enter a title"),
    ],
)
def test_what_is_missing_comes_back_with_the_reason_and_what_was_typed(pages: LeadPages, changes, said):
    answer = pages.client.submit(ADDRESS, {**PLAN, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    if "locator" not in changes:
        assert 'value="EHC-4711"' in answer.text


def test_without_standards_the_page_says_whom_to_ask(app, client_as):
    assert "Ask an administrator" in client_as("Lee").fetch(ADDRESS).text
