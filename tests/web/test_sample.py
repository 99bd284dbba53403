"""The pages of the sample."""

import pytest
import sqlalchemy as sa
from round_pages import LeadPages, make_pages
from round_steps import make_list
from web_client import check_virtues, find_form, parse, read_form

from audit.store.case import AuditCase
from audit.store.frame import FrameEntry


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


@pytest.fixture
def listed(pages: LeadPages):
    audit_round = pages.lead.plan()
    pages.lead.bring_in(audit_round, make_list(60))
    return audit_round


def test_without_a_list_the_page_leads_to_it(pages: LeadPages):
    audit_round = pages.lead.plan()
    page = pages.client.fetch(f"/rounds/{audit_round.key}/sample")
    assert page.find("a", href=f"/rounds/{audit_round.key}/list")


def test_the_whole_way_from_choice_to_cases(pages: LeadPages, listed):
    address = f"/rounds/{listed.key}/sample"
    answer = pages.client.submit(address, {"total": "12", "second": "need"})
    assert answer.status_code == 303
    preview = pages.client.fetch(answer.location)
    assert "Drawing is for good" in preview.text
    assert "2023, Autistic spectrum disorder" in preview.text
    drawn = pages.client.submit(answer.location, action=f"{address}/draw")
    assert drawn.status_code == 303
    assert "12 cases" in pages.client.fetch(f"/rounds/{listed.key}").text
    page = pages.client.fetch(address)
    assert "Year of the document and Primary need" in page.text
    with pages.lead.reading() as session:
        assert len(session.scalars(sa.select(AuditCase)).all()) == 12


def test_a_draw_that_is_sent_twice_is_one(pages: LeadPages, listed):
    address = f"/rounds/{listed.key}/sample"
    location = pages.client.submit(address, {"total": "12"}).location
    form = parse(pages.client.get(location).text).find("form", action=f"{address}/draw")
    sent = {field["name"]: field.get("value") for field in form.find_all("input")}
    assert [pages.client.post(f"{address}/draw", data=sent).status_code for _click in "12"] == [303, 303]
    with pages.lead.reading() as session:
        assert len(session.scalars(sa.select(AuditCase)).all()) == 12


def test_a_draw_from_a_page_that_is_out_of_date_is_refused(pages: LeadPages, listed):
    address = f"/rounds/{listed.key}/sample"
    location = pages.client.submit(address, {"total": "12"}).location
    form = parse(pages.client.get(location).text).find("form", action=f"{address}/draw")
    sent = {field["name"]: field.get("value") for field in form.find_all("input")}
    pages.lead.bring_in(listed, make_list(5, first=900))
    assert pages.client.post(f"{address}/draw", data=sent).status_code == 409


def test_more_than_the_list_holds_is_said_and_cannot_be_drawn(pages: LeadPages, listed):
    location = pages.client.submit(f"/rounds/{listed.key}/sample", {"total": "61"}).location
    page = pages.client.fetch(location)
    assert "only 60 can be drawn" in page.text
    assert not [form for form in page.find_all("form") if form.get("action").endswith("/draw")]


def test_by_hand_each_group_has_a_box_and_each_fault_stands_at_its_group(pages: LeadPages, listed):
    address = f"/rounds/{listed.key}/sample"
    location = pages.client.submit(address, {"how": "by_hand"}).location
    page = pages.client.fetch(location)
    assert [box["name"] for box in page.find_all("input", inputmode="numeric")] == [
        "n~2022",
        "n~2023",
        "n~2024",
    ]
    wrong = pages.client.fetch(f"{location}&n~2022=500&n~2023=two&n~2024=1")
    assert "can be drawn from this group" in wrong.text
    assert "Enter a whole number, 0 or more" in wrong.text
    right = pages.client.fetch(f"{location}&n~2022=2&n~2023=0&n~2024=1")
    assert "Draw 3 cases" in right.text
    drawn = pages.client.submit(f"{location}&n~2022=2&n~2023=0&n~2024=1", action=f"{address}/draw")
    assert drawn.status_code == 303
    with pages.lead.reading() as session:
        assert len(session.scalars(sa.select(AuditCase)).all()) == 3


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("second", "cohort_year", "two different groupings"),
        ("first", "password", "Not a valid choice"),
        ("total", "0", "from 1 to 2,000"),
        ("total", "many", "Enter a whole number in figures"),
        ("n_reserve", "999", "from 0 to 20"),
        ("seed", "", "Enter a draw number"),
        ("seed", "99999999999", "from 0 to"),
    ],
)
def test_a_choice_that_cannot_be_comes_back_with_the_reason(pages: LeadPages, listed, field, typed, said):
    answer = pages.client.submit(f"/rounds/{listed.key}/sample", {field: typed})
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    "query", ["", "?how=x&seed=1", "?how=equal&seed=1&first=password", "?seed=abc&how=equal"]
)
def test_a_preview_that_was_tampered_with_leads_back_to_the_choice(pages: LeadPages, listed, query):
    answer = pages.client.get(f"/rounds/{listed.key}/sample/preview{query}")
    assert (answer.status_code, answer.location) == (303, f"/rounds/{listed.key}/sample")


def test_a_draw_without_its_choice_draws_nothing(pages: LeadPages, listed):
    page = pages.client.fetch(f"/rounds/{listed.key}/sample")
    token = page.find("input", name="csrf_token")["value"]
    answer = pages.client.post(f"/rounds/{listed.key}/sample/draw", data={"csrf_token": token})
    assert answer.status_code in (303, 409, 422)
    with pages.lead.reading() as session:
        assert session.scalars(sa.select(AuditCase)).all() == []


def test_the_choice_starts_from_what_the_list_and_the_round_suggest(pages: LeadPages, listed):
    page = pages.client.fetch(f"/rounds/{listed.key}/sample")
    assert page.find("input", id="total")["value"] == "20"
    assert "plans of 3 years: to compare them, group by year" in page.text
    assert read_form(find_form(page, f"/rounds/{listed.key}/sample"))["first"] == "cohort_year"
    small = pages.lead.plan("Two")
    pages.lead.bring_in(small, b"own_id,plan_date\r\n1,14/03/2024\r\n2,14/03/2024\r\n")
    page = pages.client.fetch(f"/rounds/{small.key}/sample")
    assert page.find("input", id="total")["value"] == "2"
    assert read_form(find_form(page, f"/rounds/{small.key}/sample"))["first"] == ""


def test_the_boxes_by_hand_are_filled_in_proportion_and_can_be_drawn_as_they_are(pages: LeadPages, listed):
    address = f"/rounds/{listed.key}/sample"
    location = pages.client.submit(address, {"how": "by_hand", "total": "12"}).location
    boxes = pages.client.fetch(location).find_all("input", inputmode="numeric")
    assert sum(int(box["value"]) for box in boxes) == 12
    assert all(int(box["value"]) > 0 for box in boxes)
    assert pages.client.submit(location, action=f"{address}/draw").status_code == 303
    with pages.lead.reading() as session:
        assert len(session.scalars(sa.select(AuditCase)).all()) == 12


def test_a_sample_can_be_drawn_without_groups(pages: LeadPages, listed):
    address = f"/rounds/{listed.key}/sample"
    location = pages.client.submit(address, {"first": "", "total": "12"}).location
    assert "1 group" in pages.client.fetch(location).text
    back = pages.client.fetch(location).find("a", class_="govuk-back-link")["href"]
    assert read_form(find_form(pages.client.fetch(back), address))["first"] == ""
    assert pages.client.submit(location, action=f"{address}/draw").status_code == 303
    assert "Not grouped" in pages.client.fetch(address).text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"how": "by_hand", "n~2022": "500"}, "can be drawn from this group"),
        ({"how": "by_hand", "n~2022": "1", "n~1999": "1"}, "it has only 0"),
        ({"how": "proportional", "total": "61"}, "only 60 can be drawn"),
    ],
)
def test_a_draw_that_asks_for_too_much_comes_back_with_the_reason(pages: LeadPages, listed, more, said):
    address = f"/rounds/{listed.key}/sample"
    location = pages.client.submit(address, {"total": "12"}).location
    form = find_form(pages.client.fetch(location), f"{address}/draw")
    answer = pages.client.post(f"{address}/draw", data={**read_form(form), **more})
    assert answer.status_code == 422
    page = parse(answer.text)
    check_virtues(page)
    assert said in page.find(class_="govuk-error-summary").text
    with pages.lead.reading() as session:
        assert session.scalars(sa.select(AuditCase)).all() == []


def test_a_first_audit_is_told_what_next_year_needs(pages: LeadPages):
    audit_round = pages.lead.plan()
    pages.lead.bring_in(audit_round, make_list(60))
    with pages.lead.writing() as session:
        session.execute(sa.update(FrameEntry).values(cohort_year=2024))
    page = pages.client.fetch(f"/rounds/{audit_round.key}/sample")
    assert "What this audit will be able to answer" in page.text
    assert "next year 12 of them can be scored again" in page.text


def test_a_list_of_three_years_says_what_scoring_them_together_would_see(pages: LeadPages, listed):
    answer = pages.client.submit(f"/rounds/{listed.key}/sample", {"total": "30"})
    page = pages.client.fetch(answer.location)
    assert "3 years of documents, 30 cases" in page.text
    assert "such audits would find the fall" in page.text


def test_plans_scored_before_are_added_and_taken_out_with_a_button(pages: LeadPages):
    pages.lead.finish(2025)
    with pages.lead.writing() as session:
        session.execute(sa.update(AuditCase).values(cohort_year=2023))
    audit_round = pages.lead.plan()
    pages.lead.bring_in(audit_round, make_list(40, first=500))
    with pages.lead.writing() as session:
        of_round = FrameEntry.round_id == audit_round.row_id
        session.execute(sa.update(FrameEntry).where(of_round).values(cohort_year=2024))
    address = f"/rounds/{audit_round.key}/sample"
    assert "cannot tell a fall in quality from stricter marking" in pages.client.fetch(address).text
    added = pages.client.submit(address, action=f"{address}/links")
    assert added.status_code == 303
    assert "Added to the list, to be scored again by everyone: 12." in pages.client.fetch(address).text
    preview = pages.client.fetch(pages.client.submit(address, {"total": "10"}).location)
    assert "Draw 22 cases" in preview.text
    pages.client.submit(address, action=f"{address}/links/remove")
    assert "Add 12 plans to score again" in pages.client.fetch(address).text


def test_numbers_changed_since_the_preview_are_shown_before_anything_is_drawn(pages: LeadPages, listed):
    address = f"/rounds/{listed.key}/sample"
    location = pages.client.submit(address, {"how": "by_hand", "total": "12"}).location
    page = pages.client.fetch(location)
    boxes = [box["name"] for box in page.find_all("input") if box.get("name").startswith("n~")]
    changed = dict.fromkeys(boxes, "0") | {boxes[0]: "2"}
    answer = pages.client.submit(location, changed, action=f"{address}/draw")
    assert answer.status_code == 422
    assert "You changed the numbers" in answer.text and "Draw 2 cases" in answer.text
    assert pages.client.fetch(address).find("h1").text.startswith("Choose")
    shown = pages.client.submit(location, changed, action=f"{address}/numbers")
    assert shown.status_code == 303
    assert "Draw 2 cases" in pages.client.fetch(shown.location).text
