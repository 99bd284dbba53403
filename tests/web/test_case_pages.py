"""The page of one case: facts, flags, restricted, who has it."""

import pytest
import sqlalchemy as sa
from round_pages import LeadPages, make_pages

from audit.store.case import AuditCase
from audit.store.panel import Assignment


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    """Lee, signed in, with keys and standards."""
    return make_pages(client_as, sessions, cast, settings)


@pytest.fixture
def path(pages: LeadPages) -> str:
    audit_round = pages.lead.prepare("Ama", "Chidi", total=2)
    with pages.lead.reading() as session:
        key = session.scalars(sa.select(AuditCase.key).where(AuditCase.number == 1)).one()
    return f"/rounds/{audit_round.key}/cases/{key}"


def membership(pages: LeadPages, name: str) -> str:
    return pages.lead.cast.memberships[name].key


def test_the_page_is_reached_from_progress_and_from_sharing(pages: LeadPages, path):
    round_path = path.split("/cases/")[0]
    for source in (f"{round_path}/progress", f"{round_path}/share-out"):
        assert pages.client.fetch(source).find("a", href=path).text == "Case 1"


def test_it_says_what_is_known_and_who_has_it(pages: LeadPages, path):
    page = pages.client.fetch(path)
    assert page.find("h1").text == "Case 1"
    assert "Drawn at random" in page.text
    assert "Ama, Education: not started" in page.text or "Chidi, Health: not started" in page.text
    assert "Restricted" not in [one.text for one in page.find_all(class_="govuk-tag")]


def test_a_case_is_restricted_and_opened_again(pages: LeadPages, path):
    sent = {"because": "court_order", "named": [membership(pages, "Dana")]}
    pages.client.fetch(path)
    assert pages.client.submit(path, sent, action=f"{path}/restriction").status_code == 303
    page = pages.client.fetch(path)
    assert page.find(class_="govuk-tag").text == "Restricted"
    assert "Nobody has it yet." in page.text
    giving = pages.client.fetch(f"{path}/give")
    assert "This case is restricted" in giving.text
    assert not giving.find_all("input", type="radio")  # Dana is not on the panel
    pages.client.fetch(path)
    again = {"because": "no", "named": []}
    assert pages.client.submit(path, again, action=f"{path}/restriction").status_code == 303
    assert "Restricted" not in [one.text for one in pages.client.fetch(path).find_all(class_="govuk-tag")]


def test_what_cannot_be_is_said_at_the_field_and_nothing_is_lost(pages: LeadPages, path):
    with pages.lead.writing() as session:
        for row in session.scalars(sa.select(Assignment)):
            row.status = "started"
    sent = {"because": "adoption", "named": [membership(pages, "Dana")]}
    pages.client.fetch(path)
    answer = pages.client.submit(path, sent, action=f"{path}/restriction")
    assert answer.status_code == 422
    assert "begun or submitted this case already" in answer.text
    assert 'value="adoption" checked' in answer.text


def test_flags_are_saved_and_an_older_page_is_shown_both(pages: LeadPages, path):
    old = pages.client.fetch(path)
    token = old.find("input", name="csrf_token")["value"]
    version = old.find("input", name="version")["value"]
    assert pages.client.submit(path, {"flags": ["appeal"]}, action=f"{path}/flags").status_code == 303
    assert "Appeal to the Tribunal" in [
        one.text for one in pages.client.fetch(path).find_all(class_="govuk-tag")
    ]
    sent = {"csrf_token": token, "version": version, "flags": ["complaint"]}
    answer = pages.client.post(f"{path}/flags", data=sent)
    assert answer.status_code == 409
    assert "Saved meanwhile" in answer.text


def test_an_older_page_of_the_restriction_is_shown_both(pages: LeadPages, path):
    old = pages.client.fetch(path)
    token = old.find("input", name="csrf_token")["value"]
    version = old.find("input", name="version")["value"]
    pages.client.submit(path, {"flags": ["appeal"]}, action=f"{path}/flags")
    sent = {"csrf_token": token, "version": version, "because": "adoption", "named": membership(pages, "Ama")}
    answer = pages.client.post(f"{path}/restriction", data=sent)
    assert answer.status_code == 409
    assert "Not restricted" in answer.text and "Ama, Education" in answer.text
