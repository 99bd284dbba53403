"""The page that draws, shares out and opens at once."""

import pytest
import sqlalchemy as sa
from round_pages import LeadPages, make_pages
from round_steps import make_list

from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


@pytest.fixture
def ready(pages: LeadPages) -> AuditRound:
    audit_round = pages.lead.plan()
    pages.lead.bring_in(audit_round, make_list(60))
    pages.lead.join(audit_round, "Ama", "Chidi")
    return audit_round


def test_the_page_of_a_round_that_is_ready_leads_to_it(pages: LeadPages, ready: AuditRound):
    page = pages.client.fetch(f"/rounds/{ready.key}")
    assert page.find("a", href=f"/rounds/{ready.key}/one-step").text == "Draw, share out and open in one step"


def test_other_numbers_are_shown_and_then_done(pages: LeadPages, ready: AuditRound):
    address = f"/rounds/{ready.key}/one-step"
    assert "Draw 20 cases, share out and open" in pages.client.fetch(address).text
    shown = f"{address}?seed=7&total=6&double_percent=50"
    page = pages.client.fetch(shown)
    assert "Draw number 7" in page.text
    assert "3 scored by two people" in page.text
    assert pages.client.submit(shown, action=f"{address}/go").status_code == 303
    with pages.lead.reading() as session:
        cases = session.scalars(sa.select(AuditCase)).all()
        assert (len(cases), sum(case.double_marked for case in cases)) == (6, 3)
        assert session.get_one(AuditRound, ready.row_id).seed == 7
    assert "drawn already" in pages.client.fetch(address).text


@pytest.mark.parametrize(
    "query", ["seed=7&total=0", "seed=7&total=x", "seed=7&double_percent=101", "seed=-1&total=99999"]
)
def test_a_number_that_cannot_be_is_refused_at_its_field(pages: LeadPages, ready: AuditRound, query: str):
    page = pages.client.fetch(f"/rounds/{ready.key}/one-step?{query}", status=422)
    assert "There is a problem" in page.text


def test_what_is_missing_is_said_with_the_way_there(pages: LeadPages):
    audit_round = pages.lead.plan()
    page = pages.client.fetch(f"/rounds/{audit_round.key}/one-step")
    assert "Upload the list of documents first" in page.text
    assert "Choose the panel first" in page.text
    assert not page.find_all("button", class_="govuk-button")
    assert page.find("a", href=f"/rounds/{audit_round.key}/list")


def test_an_old_page_draws_nothing(pages: LeadPages, ready: AuditRound):
    address = f"/rounds/{ready.key}/one-step"
    assert pages.client.submit(address, {"version": "1"}, action=f"{address}/go").status_code == 409
    with pages.lead.reading() as session:
        assert session.scalars(sa.select(AuditCase)).all() == []
