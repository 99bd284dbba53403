"""The pages of a round: start it, follow its tasks, open and close it."""

import pytest
import sqlalchemy as sa
from builders import build_round, score_case
from round_pages import LeadPages, make_pages
from round_steps import make_list
from web_client import parse

from audit.store.audit_round import AuditRound
from audit.store.frame import Frame
from audit.store.panel import Assignment
from audit.store.report import Report


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


def test_an_empty_list_of_rounds_says_so_and_offers_the_first_step(pages: LeadPages):
    page = pages.client.fetch("/rounds")
    assert "No round has been started yet." in page.text
    assert page.find("a", href="/rounds/new")


def test_the_page_that_starts_a_round_is_filled_in_and_can_be_sent_as_it_is(pages: LeadPages):
    page = pages.client.fetch("/rounds/new")
    assert page.find("input", id="title")["value"].startswith("Plan audit, ")
    answer = pages.client.submit("/rounds/new")
    assert answer.status_code == 303
    shown = pages.client.fetch(answer.location)
    assert "List of documents" in shown.text
    assert "To do" in shown.text
    assert "Being planned" in pages.client.fetch("/rounds").text


def test_a_double_submit_starts_one_round(pages: LeadPages):
    form = {"request_key": "once", "title": "Only one"}
    first = pages.client.submit("/rounds/new", form)
    second = pages.client.submit("/rounds/new", form)
    assert first.location == second.location


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", " ", "Enter a title"),
        ("title", "x" * 200, "120 characters or fewer"),
        ("audit_year", "20x6", "Enter a whole number in figures"),
        ("audit_year", "1066", "from 2014 on"),
        ("audit_month", "13", "Not a valid choice"),
        ("chosen_by", "link", "Not a valid choice"),
        ("double_percent", "101", "Enter a number from 0 to 100"),
        ("due_on-day", "40", "Enter a date that exists"),
        ("due_on-day", "2200000000", "Enter a date that exists"),
        ("rubric", "made-up", "Not a valid choice"),
    ],
)
def test_what_cannot_be_a_round_comes_back_with_the_reason(pages: LeadPages, field, typed, said):
    answer = pages.client.submit("/rounds/new", {field: typed})
    assert answer.status_code == 422
    assert said in answer.text


def test_without_standards_the_page_says_whom_to_ask(app, client_as):
    page = client_as("Lee").fetch("/rounds/new")
    assert "Ask an administrator" in page.text


def test_a_title_with_markup_is_shown_as_it_was_typed(pages: LeadPages):
    audit_round = pages.lead.plan("<script>alert(1)</script> \u202e🙂")
    page = pages.client.fetch(f"/rounds/{audit_round.key}")
    assert "<script>alert(1)</script>" in page.find("h1").text


def test_title_and_month_can_be_changed(pages: LeadPages):
    audit_round = pages.lead.plan()
    address = f"/rounds/{audit_round.key}/edit"
    pages.client.fetch(address)
    assert pages.client.submit(address, {"title": "July plans", "audit_month": "7"}).status_code == 303
    assert "July 2026" in pages.client.fetch(f"/rounds/{audit_round.key}").text


def test_dates_and_reminders_can_be_changed_until_the_round_is_closed(pages: LeadPages):
    audit_round = pages.lead.open(pages.lead.prepare())
    address = f"/rounds/{audit_round.key}/edit"
    days = {"due_on-day": "4", "due_on-month": "12", "due_on-year": "2026"}
    assert pages.client.submit(address, {**days, "reminds": []}).status_code == 303
    assert "Scoresheets are due on 4 December 2026" in pages.client.fetch(f"/rounds/{audit_round.key}").text
    with pages.lead.reading() as session:
        assert not session.get_one(AuditRound, audit_round.row_id).reminds


def test_a_round_for_a_theme_can_be_started_for_another_kind_of_year(pages: LeadPages):
    answer = pages.client.submit("/rounds/new", {"chosen_by": "thematic", "year_kind": "calendar"})
    assert "This audit is about a theme" in pages.client.fetch(answer.location).text


def test_a_round_started_by_mistake_is_abandoned_after_a_question(pages: LeadPages):
    audit_round = pages.lead.plan("By mistake")
    address = f"/rounds/{audit_round.key}/abandon"
    assert pages.client.fetch(f"/rounds/{audit_round.key}").find("a", href=address)
    assert pages.client.submit(address).status_code == 303
    page = pages.client.fetch("/rounds")
    assert "“By mistake” is gone." in page.text
    assert "No round has been started yet." in page.text
    drawn = pages.lead.prepare()
    assert "so it stays" in pages.client.fetch(f"/rounds/{drawn.key}/abandon").text


def test_a_stale_change_is_answered_with_both_texts_and_can_then_be_saved(pages: LeadPages):
    audit_round = pages.lead.plan()
    address = f"/rounds/{audit_round.key}/edit"
    pages.client.submit(address, {"title": "Theirs"})
    answer = pages.client.submit(address, {"title": "Mine", "version": "1"})
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "Theirs" in answer.text
    assert parse(answer.text).find("input", name="version")["value"] == "2"
    assert pages.client.submit(address, {"title": "Mine"}).status_code == 303


def test_opening_asks_first_and_names_what_is_missing(pages: LeadPages):
    audit_round = pages.lead.plan()
    address = f"/rounds/{audit_round.key}/open"
    assert "Draw the sample first" in pages.client.fetch(address).text
    pages.lead.bring_in(audit_round, make_list(60))
    pages.lead.draw(audit_round)
    assert "10 cases have nobody" in pages.client.fetch(address).text
    pages.lead.join(audit_round, "Ama", "Chidi")
    pages.lead.share_out(audit_round)
    assert pages.client.submit(address).status_code == 303
    assert "Open for scoring" in pages.client.fetch(f"/rounds/{audit_round.key}").text
    assert "open already" in pages.client.fetch(address).text


def test_a_second_lead_who_opens_from_an_old_page_changes_nothing(pages: LeadPages):
    audit_round = pages.lead.prepare()
    address = f"/rounds/{audit_round.key}/open"
    assert pages.client.submit(address, {"version": "1"}).status_code == 409
    assert "Sample drawn" in pages.client.fetch(f"/rounds/{audit_round.key}").text


def test_closing_names_what_is_missing_and_wants_a_reason(pages: LeadPages):
    audit_round = pages.lead.open(pages.lead.prepare())
    address = f"/rounds/{audit_round.key}/close"
    assert "nothing to report on yet" in pages.client.fetch(address).text
    pages.lead.submit_sheets(3)
    assert "3 of 12 scoresheets are submitted" in pages.client.fetch(address).text
    answer = pages.client.submit(address)
    assert answer.status_code == 422
    assert "Choose why the round is closed" in answer.text
    assert pages.client.submit(address, {"why_early": "out_of_time"}).status_code == 303
    assert "Finished" in pages.client.fetch(f"/rounds/{audit_round.key}").text
    with pages.lead.reading() as session:
        assert len(session.scalars(sa.select(Report)).all()) == 1


def test_progress_shows_people_and_cases_and_no_rating(pages: LeadPages):
    audit_round = pages.lead.prepare()
    address = f"/rounds/{audit_round.key}/progress"
    pages.lead.open(audit_round)
    pages.lead.submit_sheets(2)
    page = pages.client.fetch(address)
    assert "2 of 12" in page.text
    assert len(page.find_all("progress")) == 3
    assert "Case 10" in page.text


def test_progress_of_an_empty_round_says_what_to_do(pages: LeadPages):
    audit_round = pages.lead.plan()
    page = pages.client.fetch(f"/rounds/{audit_round.key}/progress")
    assert "No case has been given" in page.text


def test_an_administrator_sees_the_round_but_not_the_lead_s_tasks(pages: LeadPages):
    audit_round = pages.lead.plan()
    adi = pages.sign_in("Adi")
    assert "November plans" in adi.fetch("/rounds").text
    page = adi.fetch(f"/rounds/{audit_round.key}")
    assert "The lead of the audit prepares" in page.text
    adi.fetch(f"/rounds/{audit_round.key}/progress", status=404)


ADDRESSES = (
    "",
    "/edit",
    "/open",
    "/close",
    "/progress",
    "/list",
    "/list/{frame}",
    "/list/{frame}/remove",
    "/sample",
    "/sample/preview?how=equal&seed=1&total=3",
    "/panel",
    "/share-out",
    "/cases/{case}/give",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_foreign_key_in_any_address_is_not_found(pages: LeadPages, address):
    audit_round = pages.lead.prepare()
    with pages.lead.reading() as session:
        case_key = session.scalars(sa.select(Assignment)).first().case.key
        frame_key = session.scalars(sa.select(Frame.key)).first()
    path = f"/rounds/{audit_round.key}{address}".format(frame=frame_key, case=case_key)
    for name in ("Oz", "Ama", "Pat", "Max"):
        pages.sign_in(name).fetch(path, status=404)
    pages.client.fetch(path.replace(audit_round.key, "nosuchkey"), status=404)


def test_every_page_of_a_finished_set_up_has_all_virtues(pages: LeadPages):
    audit_round = pages.lead.open(pages.lead.prepare())
    for address in ("", "/edit", "/open", "/close", "/progress", "/list", "/sample", "/panel", "/share-out"):
        page = pages.client.fetch(f"/rounds/{audit_round.key}{address}")
        assert audit_round.title in page.find("title").text
    with pages.lead.reading() as session:
        assert session.get_one(AuditRound, audit_round.row_id).opened_at is not None


def test_a_round_with_all_in_closes_at_once_and_tells_what_is_not_agreed(client_as, sessions, cast):
    built = build_round(sessions, cast, shared_out={1: {"Ama": "whole", "Chidi": "whole"}})
    score_case(sessions, cast, built, 1, "Ama", level=4)
    score_case(sessions, cast, built, 1, "Chidi", level=1)
    lee, address = client_as("Lee"), f"/rounds/{built.audit_round.key}/close"
    page = lee.fetch(address)
    assert "1 case where auditors differ is not agreed yet" in page.text
    assert "Why close it now?" not in page.text
    assert lee.submit(address).status_code == 303
    assert "Finished" in lee.fetch(f"/rounds/{built.audit_round.key}").text


def test_before_opening_the_lead_reads_how_auditors_get_the_documents(pages: LeadPages):
    audit_round = pages.lead.prepare()
    for path in (f"/rounds/{audit_round.key}", f"/rounds/{audit_round.key}/open"):
        assert "Auditors see the council's number of each case. Send the" in pages.client.fetch(path).text
    assert "Send the document" not in pages.client.fetch(f"/rounds/{pages.lead.plan('Two').key}").text


def test_only_people_with_cases_are_said_to_score(pages: LeadPages):
    audit_round = pages.lead.prepare("Ama", "Chidi", total=10)
    pages.lead.join(audit_round, "Dana", "Pat")
    page = pages.client.fetch(f"/rounds/{audit_round.key}/open")
    assert "2 people with cases can score 10 cases" in page.text
    assert "1 person on the panel has no case" in page.text
    assert "1 peer reviewer has no case yet: peers get cases by hand" in page.text
