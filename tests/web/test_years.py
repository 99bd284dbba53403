"""The pages of the findings over the years: watched while they are made, stopped, and what is said then."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from busy_area import Opened, make_busy_area, open_copy
from web_client import Client

from audit.domain.access import INSTALLER, WORKER
from audit.store.base import now
from audit.store.report import Report, ReportKind
from audit.workflow.report_jobs import claim, fail, tell_progress

PAGE = "/over-the-years/plan"


@pytest.fixture(scope="module")
def opened(tmp_path_factory, migrated_file) -> Opened:
    busy = make_busy_area(tmp_path_factory.getbasetemp() / "busy", migrated_file)
    return open_copy(busy, tmp_path_factory.mktemp("years") / "instance")


@pytest.fixture
def lead(opened: Opened) -> Iterator[Client]:
    """Lee, who has asked for the findings to be made anew; the database is put back afterwards."""
    restore = opened.snapshot()
    client = opened.client_as("Lee")
    assert client.submit(PAGE, action=f"{PAGE}/again").headers["Location"] == f"{PAGE}/progress"
    yield client
    restore()


def test_the_findings_name_audits_and_answers_and_nobody(opened: Opened):
    page = opened.client_as("Max").fetch(PAGE).text
    assert "Has quality changed, and does it go with agencies’ contributions?" in page
    assert "Near closed" in page and "What would change our mind" in page
    assert "Make the findings anew" not in page
    for name in ("Ama", "Ben", "Dana"):
        assert opened.near.cast.people[name].key not in page


def test_making_them_is_watched_on_a_page_of_its_own(opened: Opened, lead: Client):
    with opened.sessions.writing(WORKER) as session:
        job = claim(session, WORKER)
    assert job is not None
    with opened.sessions.writing(WORKER) as session:
        tell_progress(session, WORKER, job=job, share=0.4, text="Comparing the years")
    answer = lead.get(f"{PAGE}/progress")
    assert answer.headers["Refresh"] == "3"
    assert "Comparing the years" in answer.text and 'value="0.4"' in answer.text
    assert "Stop making them" in answer.text
    assert "Stop making them" not in opened.client_as("Max").get(f"{PAGE}/progress").text
    assert "New findings are being made." in lead.get(PAGE).text


def test_whoever_stops_it_is_told_that_nothing_was_kept(opened: Opened, lead: Client):
    assert lead.submit(f"{PAGE}/progress", action=f"{PAGE}/stop").status_code == 303
    answer = lead.get(f"{PAGE}/progress")
    assert "Refresh" not in answer.headers
    assert "It was stopped. Nothing half-made was kept" in answer.text
    assert "the findings that were made before are still there" in answer.text
    page = lead.get(PAGE).text
    assert "was stopped. Nothing of it was kept." in page
    assert "Download the report (PDF)" in page


def test_a_failure_is_said_with_its_reason(opened: Opened, lead: Client):
    with opened.sessions.writing(WORKER) as session:
        job = claim(session, WORKER)
    assert job is not None
    with opened.sessions.writing(WORKER) as session:
        fail(session, WORKER, job=job, reason="The disk is full.")
    assert "The disk is full. Nothing that was scored is lost." in lead.get(f"{PAGE}/progress").text


def test_a_killed_worker_leaves_nothing_half_made_and_the_page_says_so(opened: Opened, lead: Client):
    with opened.sessions.writing(WORKER) as session:
        assert claim(session, WORKER) is not None
    with opened.sessions.writing(INSTALLER) as session:
        newest = sa.select(Report).where(Report.kind == ReportKind.YEARS).order_by(Report.row_id.desc())
        session.scalars(newest.limit(1)).one().leased_until = now() - timedelta(seconds=1)
    assert "Nothing half-made was kept. They are begun anew" in lead.get(f"{PAGE}/progress").text


def test_where_nothing_is_being_made_the_progress_page_leads_to_the_findings(opened: Opened):
    answer = opened.client_as("Max").get(f"{PAGE}/progress")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)


def test_a_kind_without_two_years_has_no_page(opened: Opened):
    assert opened.client_as("Lee").get("/over-the-years/review").status_code == 404
    assert "Over the years" not in opened.client_as("Lee", opened.far).get("/findings").text


def test_a_deviation_recorded_after_the_findings_is_not_denied_by_them(opened: Opened):
    restore = opened.snapshot()
    lead, key = opened.client_as("Lee"), opened.near.keys["closed round"]
    before = lead.fetch(PAGE).text, lead.fetch(f"/findings/{key}").text
    assert all("Nothing was done otherwise than planned." in text for text in before)
    plan = f"/rounds/{key}/analysis-plan"
    said = {"what": "The panel changed half way", "why": "Somebody left"}
    assert lead.submit(plan, said, action=f"{plan}/deviations").status_code == 303
    for address in (PAGE, f"/findings/{key}"):
        text = lead.fetch(address).text
        assert "Nothing was done otherwise" not in text
        assert "Since these findings were made" in text
        assert "The panel changed half way" in text
    restore()
