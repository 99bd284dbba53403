"""Lead, manager and auditor: has quality changed, and whose marking is how strict?"""

import io
import time

import pytest
from pypdf import PdfReader
from walking import Meet, Walker

pytestmark = pytest.mark.browser
MOST_SECONDS = 180
PAGE = "/over-the-years/plan"


def wait_until_made(lead: Walker) -> None:
    until = time.monotonic() + MOST_SECONDS
    while lead.page.locator("#progress").count():
        assert time.monotonic() < until, "the worker made nothing"
        time.sleep(1)
        lead.page.goto(f"{lead.page.url.partition('/over-the-years')[0]}{PAGE}/progress")


def test_a_lead_makes_the_findings_over_the_years_and_others_read_them(meet: Meet):
    lead = meet("lead")
    lead.menu("Findings")
    lead.follow("Plans over the years")
    lead.sees("Has quality changed, and does it go with agencies’ contributions?", "Nobody has made")
    lead.press("Make the findings")
    lead.press("Stop making them")
    lead.sees("It was stopped. Nothing half-made was kept")
    lead.press("Make the findings")
    wait_until_made(lead)
    lead.go(PAGE)
    lead.sees("How sure this is", "What it does not show", "What would change our mind")
    lead.page.locator("summary", has_text="The same in figures").first.click()
    lead.look()
    report = PdfReader(io.BytesIO(lead.download("Download the report (PDF)")))
    assert "Plans over the years" in report.metadata.title
    lead.follow("See how strictly each person marks")
    lead.sees("Ama Hill", "Ben Stone")
    a_manager_reads_no_names(meet("manager"))
    an_auditor_sees_their_own(meet("education"))


def a_manager_reads_no_names(manager: Walker) -> None:
    manager.menu("Findings")
    manager.follow("Plans over the years")
    manager.sees("Has quality changed from one year’s documents to the next?")
    manager.sees_not("Ama Hill", "Make the findings anew", "how strictly each person marks")
    manager.go("/how-strictly/everybody", expect=404)


def an_auditor_sees_their_own(auditor: Walker) -> None:
    auditor.menu("My cases")
    auditor.follow("How strictly you mark")
    auditor.sees("Only you and the audit lead can see this", "than the average here")
    auditor.sees_not("Ben Stone")
