"""The pages that bring in a past audit, and the pages that show one."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from round_pages import LeadPages, make_pages
from web_client import parse, read_form

from audit import jobs
from audit.intake.rubric import read_rubric
from audit.store.audit_round import AuditRound
from audit.store.report import Report
from audit.store.rubric import RubricVersion

WARNING = "Imported: who marked it is not known"
PATH = "/rounds/import"


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


def make_file(pages: LeadPages, word: str = "RI") -> bytes:
    with pages.lead.reading() as session:
        rubric = read_rubric(session.scalars(sa.select(RubricVersion.text)).first() or "")
    lines = [",".join(("Name", "ID", "Year", "Overall", *(one.key for one in rubric.criteria)))]
    for number in range(1, 7):
        words = ["yes" if one.is_legal else ("Good", word)[number % 2] for one in rubric.criteria]
        lines.append(",".join(("Zebedee", f"E{number}", "2023" if number < 6 else "soon", "Good", *words)))
    return "\r\n".join(lines).encode()


def upload(pages: LeadPages, content: bytes, **changes: str):
    pages.client.fetch(PATH)
    sent = {
        "title": "Old audit",
        "audit_year": "2023",
        "chosen_by": "random",
        "rubric": pages.lead.rubric_key,
    }
    return pages.client.submit(PATH, {**sent, **changes, "file": (BytesIO(content), "old.csv")})


def go_on(pages: LeadPages, answer, **changes: str):
    """Send the form of a step as it stands, with some changes."""
    assert answer.status_code in (200, 422), answer.text
    form = parse(answer.text).find("form", id="match")
    return pages.client.post(PATH, data={**read_form(form), **changes})


def test_the_whole_way_from_the_rounds_to_the_findings(pages: LeadPages, sessions):
    assert pages.client.fetch("/rounds").find("a", href=PATH)
    columns = upload(pages, make_file(pages))
    assert "Match the columns" in columns.text
    words = go_on(pages, columns)
    assert "Match the words" in words.text and "Zebedee" not in words.text
    preview = go_on(pages, words)
    assert "What would be kept" in preview.text and "This is for good." in preview.text
    assert "The date or year cannot be read" in preview.text
    kept = go_on(pages, preview)
    assert kept.status_code == 303
    key = kept.location.rsplit("/", 1)[-1]
    assert go_on(pages, preview).location == kept.location  # a double submit
    for path in ("/rounds", f"/rounds/{key}"):
        assert WARNING in pages.client.fetch(path).text
    assert jobs.work_once(sessions, say=print)
    with pages.lead.reading() as session:
        assert session.scalars(sa.select(Report)).one().status == "done"
    for path in ("/findings", f"/findings/{key}"):
        assert WARNING in pages.client.fetch(path).text
    for path in ("list", "sample", "panel", "share-out", "progress", "moderation", "corrections"):
        pages.client.fetch(f"/rounds/{key}/{path}")


def test_what_is_missing_is_said_and_the_file_need_not_be_chosen_again(pages: LeadPages):
    columns = upload(pages, make_file(pages))
    refused = go_on(pages, columns, **{"column-1": ""})
    assert refused.status_code == 422
    assert "Choose the column that holds the number" in refused.text
    assert go_on(pages, refused, **{"column-1": "own_id"}).status_code == 200


def test_a_word_that_nobody_could_guess_must_be_matched(pages: LeadPages):
    words = go_on(pages, upload(pages, make_file(pages, word="Splendid")))
    refused = go_on(pages, words)
    assert refused.status_code == 422
    assert "Choose what “Splendid” stands for" in refused.text
    form = read_form(parse(refused.text).find("form", id="match"))
    (empty,) = [name for name, value in form.items() if name.startswith("value-") and not value]
    assert go_on(pages, refused, **{empty: "4"}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 121}, "120 characters or fewer"),
        ({"audit_year": "1999"}, "Enter a year from 2014"),
        ({"chosen_by": ""}, "Choose how the documents were chosen"),
    ],
)
def test_what_the_first_page_lacks_is_said_at_its_field(pages: LeadPages, changes, said):
    answer = upload(pages, make_file(pages), **changes)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_file_that_cannot_be_read_is_said_at_its_field(pages: LeadPages):
    answer = upload(pages, b"%PDF-1.7")
    assert answer.status_code == 422
    assert "This is a PDF" in answer.text and 'id="file-error"' in answer.text


@pytest.mark.parametrize("step", ["columns", "values", "keep"])
def test_a_page_that_was_tampered_with_keeps_nothing(pages: LeadPages, step):
    token = pages.client.fetch(PATH).find("input", name="csrf_token")["value"]
    sent = {"csrf_token": token, "step": step, "carried": "1.nonsense"}
    assert pages.client.post(PATH, data=sent).status_code == 409
    with pages.lead.reading() as session:
        assert session.scalars(sa.select(AuditRound)).all() == []
