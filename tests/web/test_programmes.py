"""The pages of the audit programmes."""

import pytest
import sqlalchemy as sa
from round_pages import LeadPages, make_pages
from web_client import parse

from audit.domain.case import ChosenBy
from audit.store.audit_round import Programme


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


def address(pages: LeadPages) -> str:
    with pages.lead.reading() as session:
        return f"/programmes/{session.scalars(sa.select(Programme.key)).one()}"


def test_without_a_round_there_is_no_programme_and_the_page_says_so(pages: LeadPages):
    assert pages.client.fetch("/rounds").find("a", href="/programmes")
    assert "There is no programme yet" in pages.client.fetch("/programmes").text


def test_progress_is_told_in_words_and_in_tables(pages: LeadPages):
    pages.lead.open(pages.lead.prepare(total=10))
    pages.lead.submit_sheets()
    pages.lead.plan("By theme", chosen_by=ChosenBy.THEMATIC)
    form = {"target_plan": "40", "board_dates": "27 March 2099\n1/12/2026"}
    assert pages.client.submit(f"{address(pages)}/edit", form).status_code == 303
    page = pages.client.fetch(address(pages))
    assert "Plan: 10 of 40 drawn; all scoresheets are in for 10, and 0 are in finished rounds." in page.text
    assert "September to November 2026" in page.text
    assert "December 2026 to February 2027" in page.text
    assert "Thematic audits and dip samples, apart from these" in page.text
    assert "The SEND board meets next on" in page.text
    assert "27 March 2099" in page.text
    assert "By theme" in page.text
    assert "Open for scoring" in page.text


def test_a_stale_change_is_answered_with_both_texts_and_can_then_be_saved(pages: LeadPages):
    pages.lead.plan()
    edit = f"{address(pages)}/edit"
    pages.client.submit(edit, {"title": "Theirs", "target_plan": "5"})
    answer = pages.client.submit(edit, {"title": "Mine", "version": "1"})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert parse(answer.text).find("input", id="title")["value"] == "Mine"
    assert pages.client.submit(edit, {"title": "Mine"}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Enter a title"),
        ({"target_plan": "many"}, "Enter a whole number up to"),
        ({"target_plan": "-3"}, "Enter a whole number"),
        ({"board_dates": "soon"}, "Line 1 is not a date"),
    ],
)
def test_what_cannot_be_comes_back_with_the_reason(pages: LeadPages, changes, said):
    pages.lead.plan()
    answer = pages.client.submit(f"{address(pages)}/edit", changes)
    assert answer.status_code == 422
    assert said in answer.text


def test_an_administrator_may_look_and_not_change(pages: LeadPages):
    pages.lead.prepare()
    adi = pages.sign_in("Adi")
    page = adi.fetch(address(pages))
    assert "November plans" in page.text
    assert "drawn" not in page.text.lower().replace("sample drawn", "")
    adi.fetch(f"{address(pages)}/edit", status=404)
