"""The pages of a round's lists of documents."""

import csv
import io

import pytest
import sqlalchemy as sa
from round_pages import LeadPages, make_pages
from round_steps import make_list

from audit.store.frame import Frame, FrameEntry
from audit.store.trail import Event

FAULTY = tuple(f"EHC9{number:04d},31/02/2024,,,ASD,primary,," for number in range(150))


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


def test_the_page_explains_what_to_upload_and_what_is_kept(pages: LeadPages):
    page = pages.client.fetch(f"/rounds/{pages.lead.plan().key}/list")
    assert "Annex A" in page.text
    assert "plans that have ceased" in page.text
    assert "60,000 rows" in page.text


def test_a_list_is_read_and_shown_by_year(pages: LeadPages):
    audit_round = pages.lead.plan()
    answer = pages.upload(audit_round, make_list(30), "../../Plans <2026>.csv")
    assert answer.status_code == 303
    page = pages.client.fetch(answer.location)
    assert "30" in page.text
    assert "2022" in page.text
    assert "No row was refused." in page.text
    assert "Plans _2026_.csv" in page.text
    assert "Plans by year" in pages.client.fetch(f"/rounds/{audit_round.key}/list").text


def test_the_list_of_a_round_of_reviews_speaks_of_reviews(pages: LeadPages):
    address = f"/rounds/{pages.lead.plan_of('review_2026', 'Reviews').key}/list"
    page = pages.client.fetch(address)
    assert "one row for each annual review" in page.text
    assert not any(each in page.text for each in ("Annex A", "Which plans does the list", "ceased"))
    answer = pages.client.submit(address, {"file": (io.BytesIO(make_list(30)), "reviews.csv")})
    shown = pages.client.fetch(answer.location)
    assert "Documents of the list, by their date" in shown.text
    assert "Year of the annual review" in shown.text
    assert "ceased" not in shown.text
    assert "Annual reviews by year" in pages.client.fetch(address).text
    mixed = {"file": (io.BytesIO(make_list(3)), "x.csv"), "basis": "plans_in_force"}
    assert "another kind of document" in pages.client.submit(address, mixed).text


def test_refused_rows_are_shown_a_hundred_at_a_time(pages: LeadPages):
    audit_round = pages.lead.plan()
    location = pages.upload(audit_round, make_list(5, extra=FAULTY)).location
    first, second = pages.client.fetch(location), pages.client.fetch(f"{location}?page=2")
    assert "Page 1 of 2" in first.text
    assert "Page 2 of 2" in second.text
    assert "is not a day in the calendar" in first.text
    pages.client.fetch(f"{location}?page=999")
    pages.client.fetch(f"{location}?page=x")


def test_the_refusals_are_a_download_that_the_history_knows(pages: LeadPages):
    audit_round = pages.lead.plan()
    location = pages.upload(audit_round, make_list(5, extra=FAULTY)).location
    answer = pages.client.submit(location, action=f"{location}/refusals")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="refused-rows.csv"'
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 151
    assert pages.client.get(f"{location}/refusals").status_code in (404, 405)
    with pages.lead.reading() as session:
        assert "refusals_downloaded" in set(session.scalars(sa.select(Event.verb)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 something", "This is a PDF"),
        (b"", "is empty"),
        (b"PK\x03\x04broken", "cannot be"),
        (b"a,b,c\r\n1,2,3\r\n", "headings were not found"),
    ],
)
def test_a_file_that_cannot_be_read_comes_back_with_the_reason_at_the_field(pages: LeadPages, content, said):
    audit_round = pages.lead.plan()
    answer = pages.upload(audit_round, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="file-error"' in answer.text
    with pages.lead.reading() as session:
        assert session.scalars(sa.select(Frame)).all() == []


def test_no_file_and_a_mixture_of_sorts_are_refused(pages: LeadPages):
    audit_round = pages.lead.plan()
    answer = pages.client.submit(f"/rounds/{audit_round.key}/list")
    assert answer.status_code == 422
    assert "Choose the file with the list" in answer.text
    pages.upload(audit_round, make_list(3))
    mixed = {"file": (io.BytesIO(make_list(3)), "x.csv"), "basis": "plans_in_force"}
    answer = pages.client.submit(f"/rounds/{audit_round.key}/list", mixed)
    assert answer.status_code == 422
    assert "must be of the same sort" in answer.text


def test_a_list_can_be_taken_back(pages: LeadPages):
    audit_round = pages.lead.plan()
    location = pages.upload(audit_round, make_list(30)).location
    pages.client.fetch(f"{location}/remove")
    assert pages.client.submit(f"{location}/remove").status_code == 303
    with pages.lead.reading() as session:
        assert session.scalars(sa.select(FrameEntry)).all() == []
    pages.client.fetch(location, status=404)


def test_after_the_draw_the_page_says_why_nothing_can_be_uploaded(pages: LeadPages):
    audit_round = pages.lead.plan()
    location = pages.upload(audit_round, make_list(30)).location
    form = pages.client.fetch(f"/rounds/{audit_round.key}/list")
    token = form.find("input", name="csrf_token")["value"]
    pages.lead.draw(audit_round)
    page = pages.client.fetch(f"/rounds/{audit_round.key}/list")
    assert "The sample is drawn" in page.text
    sent = {"csrf_token": token, "basis": "first_plans", "file": (io.BytesIO(make_list(3)), "x.csv")}
    answer = pages.client.post(f"/rounds/{audit_round.key}/list", data=sent)
    assert answer.status_code == 409
    assert "can no longer change" in pages.client.fetch(f"{location}/remove").text


def test_the_template_holds_the_documented_columns(pages: LeadPages):
    answer = pages.client.get("/rounds/list-template.csv")
    assert answer.data.decode("utf-8-sig").startswith("own_id,plan_date,")
    page = pages.client.fetch(f"/rounds/{pages.lead.plan().key}/list")
    assert [code.text for code in page.find_all("code")] == answer.data.decode("utf-8-sig").strip().split(",")


def test_a_list_of_another_round_is_not_found(pages: LeadPages):
    first, second = pages.lead.plan("One"), pages.lead.plan("Two")
    location = pages.upload(first, make_list(3)).location
    pages.client.fetch(location.replace(first.key, second.key), status=404)
    pages.client.fetch(f"{location.replace(first.key, second.key)}/remove", status=404)


def test_headings_that_are_missing_or_not_known_are_said_at_the_top(pages: LeadPages):
    audit_round = pages.lead.plan()
    content = make_list(30).replace(b"need", b"Primary <need>", 1)
    location = pages.upload(audit_round, content).location
    page = pages.client.fetch(location)
    top = page.text.split("Refused rows")[0]
    assert "This list has no column for: “sex”, “ethnicity”, “need”, “social_care”" in top
    assert "All 30 plans were read without them." in top
    assert "Columns that were not recognised: Primary <need> ." in top
    assert "rename its heading" in top
    assert page.find("a", href=f"{location}/remove").text == "take this list back"
    assert not [table for table in page.find_all("caption") if table.text == "Warnings"]


def test_plans_that_are_listed_already_are_said_to_stay_as_they_are(pages: LeadPages):
    audit_round = pages.lead.plan()
    pages.upload(audit_round, make_list(10))
    page = pages.client.fetch(pages.upload(audit_round, make_list(12)).location)
    assert "10 plans of this file were in the list already, from another file." in page.text
    assert "They were left as they were" in page.text
    assert "take the earlier file back first" in page.text


def test_the_headings_of_annex_a_are_shown_with_what_each_is_used_for(pages: LeadPages):
    page = pages.client.fetch(f"/rounds/{pages.lead.plan().key}/list")
    rows = {
        row.find("dt").text: row.find("dd").text for row in page.find_all(class_="govuk-summary-list__row")
    }
    assert rows["Unique ID"].startswith("Needed.")
    assert rows["Date updated EHC plan issued"].startswith("Needed for “Plans in force")
    assert rows["SEN primary need"] == "Findings by primary need, and groups to draw from."


def test_a_heading_that_stands_twice_comes_back_at_the_field(pages: LeadPages):
    answer = pages.upload(pages.lead.plan(), b"own_id,own_id,plan_date\r\n1,2,01/02/2024\r\n")
    assert answer.status_code == 422
    assert "Two columns have the heading “own_id”" in answer.text


def test_a_list_of_another_round_is_not_found_whatever_the_state_of_this_one(pages: LeadPages):
    drawn, other = pages.lead.prepare(), pages.lead.plan("Two")
    location = pages.upload(other, make_list(3)).location
    token = pages.client.fetch(location).find("input", name="csrf_token")["value"]
    foreign = f"{location.replace(other.key, drawn.key)}/remove"
    assert pages.client.post(foreign, data={"csrf_token": token}).status_code == 404
