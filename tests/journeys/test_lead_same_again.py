"""The audit lead's half hour: from sign-in to this month's open round by “same again”; one plan at once."""

import datetime
from pathlib import Path

import pytest
from walking import Meet

from audit.intake.example import example_workbook

pytestmark = pytest.mark.browser
MOST_CLICKS = 8  # from sign-in to open; half an hour leaves minutes for each


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This month's list, as a file to upload."""
    file = tmp_path_factory.mktemp("list") / "annex-a-list-1.xlsx"
    file.write_bytes(example_workbook(77, today=datetime.date(2026, 11, 1), n_children=400))
    return file


def test_a_lead_opens_this_month_s_round_in_a_few_clicks(meet: Meet, workbook: Path):
    lead = meet("lead")
    lead.menu("Rounds")
    lead.follow("Same again as New plans", starts=True)
    lead.sees("This plans a new round just like", "You need this month’s list of documents")
    lead.press("Plan this round")
    lead.sees("This round is a copy. It needs this month’s list")
    lead.page.locator("input[type=file]").set_input_files(workbook)
    lead.press("Read the list")
    lead.follow("See who would be drawn and who scores them")
    lead.sees("Who would be drawn", "Who would score how many", "Ama Hill")
    lead.press("Draw ", starts=True)
    lead.sees("the round is open", "Open for scoring")
    assert lead.clicks <= MOST_CLICKS
    auditor = meet("forum")
    auditor.menu("My cases")
    auditor.sees("Case")


def test_a_lead_pastes_people_and_scores_one_plan(meet: Meet):
    lead = meet("lead")
    lead.menu("Rounds")
    lead.follow("Start this month’s audit")
    lead.fill("Title", "Pasted")
    lead.press("Start the round")
    lead.follow("Panel")
    lead.follow("Paste names, e-mail addresses and agencies")
    lead.fill("People", "Nia Frost, nia@trust.example, CAMHS\nGil Sand; gil@place.example\nno address")
    lead.press("Look at the list")
    lead.sees("Line 3 (no address)", "Nia Frost")
    lead.select("Agency of Gil Sand", "Social care")
    lead.press("Put 2 people on the panel")
    lead.sees("2 people on the panel", "This page is shown once")
    lead.menu("Rounds")
    lead.follow("Score one plan now")
    lead.fill("The council’s own number of the document, or its link", "EHC-4711")
    for part, text in (("Day", "27"), ("Month", "3"), ("Year", "2026")):
        lead.page.get_by_label(part, exact=True).fill(text)
    lead.press("Open it for scoring")
    lead.sees("EHC-4711")
    lead.menu("Rounds")
    lead.follow("Audit programmes")
    lead.page.locator("main td a, main th a").first.click()
    lead.sees("So far", "By quarter", "By month")
