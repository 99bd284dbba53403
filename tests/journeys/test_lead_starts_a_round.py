"""The audit lead: from a council's list to an open round."""

import datetime
from pathlib import Path

import pytest
from walking import Meet, Walker

from audit.intake.example import FAULTS, example_workbook
from audit.workflow.example_rounds import SEED

pytestmark = pytest.mark.browser
TITLE = "Plans of three years"
REFUSED = ("repeated_id", "no_id", "no_plan_date", "impossible_plan_date", "future_plan_date")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's list of plans, a thousand of them, as a file to upload."""
    file = tmp_path_factory.mktemp("list") / "annex-a-list-1.xlsx"
    file.write_bytes(example_workbook(SEED, today=datetime.date(2026, 11, 1), n_children=1_000))
    return file


def test_a_lead_takes_a_list_to_an_open_round(meet: Meet, workbook: Path, tmp_path: Path):
    lead = meet("lead")
    start_round(lead)
    upload_a_bad_file(lead, tmp_path)
    upload_list(lead, workbook)
    read_what_was_refused(lead)
    draw(lead)
    choose_panel(lead)
    share_out(lead)
    open_round(lead)
    lead.follow("Progress")
    lead.sees("0 of", "scoresheets submitted", "Ama Hill", "Chidi Wood", "Case 1")
    auditor = meet("forum")
    auditor.menu("My cases")
    auditor.sees(TITLE)


def start_round(lead: Walker) -> None:
    lead.menu("Rounds")
    lead.follow("Start this month’s audit")
    assert lead.page.get_by_label("Title", exact=True).input_value(), "the page is not pre-filled"
    lead.fill("Title", "")
    lead.press("Start the round", expect=422)
    lead.sees("There is a problem")
    lead.fill("Title", TITLE)
    lead.press("Start the round")
    lead.sees(TITLE, "List of documents")


def upload_a_bad_file(lead: Walker, folder: Path) -> None:
    bad = folder / "list.xlsx"
    bad.write_bytes(b"PK\x03\x04 cut off")
    lead.follow("List of documents")
    lead.press("Read the list", expect=422)
    lead.sees("There is a problem")
    lead.page.locator("input[type=file]").set_input_files(bad)
    lead.press("Read the list", expect=422)
    lead.sees("There is a problem", "workbook")


def upload_list(lead: Walker, workbook: Path) -> None:
    if not lead.path.endswith("/list"):
        lead.follow("List of documents")
    lead.page.locator("input[type=file]").set_input_files(workbook)
    lead.press("Read the list")
    lead.sees("What was read")


def read_what_was_refused(lead: Walker) -> None:
    n_refused = sum(FAULTS[name] for name in REFUSED)
    lead.sees("1,000 rows", f"{1_000 - n_refused} added", f"{n_refused} refused")
    content = lead.download("Download all refusals and warnings (CSV)").decode("utf-8-sig")
    assert len([line for line in content.splitlines() if "refused" in line.lower()]) >= n_refused
    assert "EX-100" not in content, "the refusals hold a council's own number"


def draw(lead: Walker) -> None:
    lead.follow("Go on to the sample")
    lead.fill("How many cases in all", "18")
    lead.fill("Draw number", "31415")
    lead.press("Show what would be drawn")
    lead.sees("18 cases", "Draw number 31415", "2019", "2026")
    lead.press("Draw 18 cases")
    lead.sees("The sample is drawn")
    lead.follow("Sample")
    lead.sees("Draw number", "31415", "Plans that have ceased")
    lead.follow(TITLE)


def choose_panel(lead: Walker) -> None:
    lead.follow("Panel")
    for name in ("Ama Hill", "Fay Moor", "Dana Reed", "Chidi Wood"):
        lead.choose(name)
    lead.select("What Chidi Wood scores", "Health sections")
    lead.press("Add to the panel")
    lead.sees("Ama Hill, Chidi Wood, Dana Reed and Fay Moor are on the panel")
    lead.press("Remove Dana Reed")
    lead.sees("off the panel")
    lead.follow("The panel is complete")


def share_out(lead: Walker) -> None:
    lead.follow("Share out the cases")
    lead.fill("Cases scored by two people, in per cent", "50")
    lead.press("Show it with this number")
    lead.sees("9 scored by two people")
    lead.press("Share out the cases")
    lead.sees("The cases are shared out")


def open_round(lead: Walker) -> None:
    lead.follow("Open the round for scoring")
    lead.press("Open the round")
    lead.sees("Progress")
