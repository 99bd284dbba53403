"""People pasted into the panel page: looked at, corrected, confirmed."""

import pytest
import sqlalchemy as sa
from round_pages import LeadPages, make_pages
from web_client import check_virtues, find_form, parse, read_form

from audit.store.account import Membership, Person
from audit.store.audit_round import AuditRound
from audit.store.mail import Mail
from audit.store.panel import PanelMember


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


@pytest.fixture
def audit_round(pages: LeadPages) -> AuditRound:
    return pages.lead.plan()


def look(pages: LeadPages, audit_round: AuditRound, text: str):
    """The page that shows what was understood."""
    answer = pages.client.submit(f"/rounds/{audit_round.key}/panel/paste", {"text": text})
    assert answer.status_code == 200, answer.text
    page = parse(answer.text)
    check_virtues(page)
    return page


def confirm(pages: LeadPages, audit_round: AuditRound, page, **changes: str):
    action = f"/rounds/{audit_round.key}/panel/invite"
    return pages.client.post(action, data={**read_form(find_form(page, action)), **changes})


def test_the_panel_page_leads_to_it(pages: LeadPages, audit_round: AuditRound):
    address = f"/rounds/{audit_round.key}/panel"
    link = pages.client.fetch(address).find("a", href=f"{address}/paste")
    pages.client.fetch(link["href"])


def test_a_list_is_looked_at_corrected_and_confirmed_and_links_are_shown_once(
    pages: LeadPages, audit_round: AuditRound
):
    ama = pages.lead.cast.people["Ama"].email
    text = f"Nia Frost; nia@trust.example; CAMHS\nGil Sand, gil@place.example\n{ama}, Ama\nno address here"
    page = look(pages, audit_round, text)
    assert "1 line cannot be taken" in page.text.replace("One", "1")
    assert "Line 4 (no address here): There is no e-mail address" in page.text
    assert page.find("select", id="agency_1").find("option", selected="").text == "Health"
    assert "Put 3 people on the panel" in page.text
    answer = confirm(pages, audit_round, page, agency_2="family")
    assert answer.status_code == 200
    shown = parse(answer.text)
    check_virtues(shown)
    links = [box["value"] for box in shown.find_all("input", readonly="")]
    assert len(links) == 2
    assert all("/set-password/" in link or "password" in link for link in links)
    with pages.lead.reading() as session:
        agencies = dict(session.execute(sa.select(Person.email, Membership.agency).join(Membership)).all())
        assert (agencies["nia@trust.example"], agencies["gil@place.example"]) == ("health", "family")
        assert len(session.scalars(sa.select(PanelMember)).all()) == 3
        assert [mail.address for mail in session.scalars(sa.select(Mail))] == [
            "nia@trust.example",
            "gil@place.example",
        ]
    path = links[0].split("localhost", 1)[1]
    assert "Nia Frost" in pages.client.application.test_client().get(path).text


def test_an_agency_that_was_not_chosen_loses_nothing(pages: LeadPages, audit_round: AuditRound):
    page = look(pages, audit_round, "Gil Sand, gil@place.example\nNia Frost, nia@trust.example, NHS")
    answer = confirm(pages, audit_round, page)
    assert answer.status_code == 422
    again = parse(answer.text)
    check_virtues(again)
    assert "Choose the agency of Gil Sand" in again.text
    assert "nia@trust.example" in again.find("textarea", id="text").text
    assert confirm(pages, audit_round, again, agency_1="forum").status_code == 200


def test_somebody_of_another_area_is_refused_without_a_hint(pages: LeadPages, audit_round: AuditRound):
    page = look(pages, audit_round, f"Oz, {pages.lead.cast.far_lead.email}, health")
    assert "This e-mail address cannot be invited from here. Ask an administrator." in page.text
    assert "Farshire" not in page.text
    assert not page.find_all("form", action=f"/rounds/{audit_round.key}/panel/invite")


def test_people_with_accounts_join_without_a_page_of_links(pages: LeadPages, audit_round: AuditRound):
    page = look(pages, audit_round, f"Ama, {pages.lead.cast.people['Ama'].email}, education")
    assert confirm(pages, audit_round, page).status_code == 303
    assert "Ama: on the panel." in pages.client.fetch(f"/rounds/{audit_round.key}/panel").text


def test_markup_in_a_name_is_shown_as_it_was_typed(pages: LeadPages, audit_round: AuditRound):
    page = look(pages, audit_round, "<b>Bo</b>, bo@place.example, NHS")
    assert "<b>Bo</b>" in page.find("tbody").text
