"""A round as a workbook, in one click from its page and from the list."""

import io

import openpyxl
import pytest
from round_pages import LeadPages, make_pages


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


@pytest.mark.parametrize("source", ["/rounds", "/rounds/{key}"])
def test_one_click_takes_the_round_away(pages: LeadPages, source):
    audit_round = pages.lead.prepare("Ama", total=3, title="Plans of (May) =1")
    path = source.format(key=audit_round.key)
    pages.client.fetch(path)
    answer = pages.client.submit(path, action=f"/rounds/{audit_round.key}/workbook")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plans-of-may-1-round.xlsx"'
    assert "no-store" in answer.headers["Cache-Control"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert "not final" in book["Read me"]["A2"].value


def test_an_administrator_sees_the_round_but_takes_nothing(pages: LeadPages):
    audit_round = pages.lead.plan()
    admin = pages.sign_in("Adi")
    assert "XLSX" not in admin.fetch(f"/rounds/{audit_round.key}").text
    assert "XLSX" not in admin.fetch("/rounds").text
