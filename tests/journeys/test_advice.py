"""Engagement on record: an auditor notes what came, the lead brings in the rest, a manager reads it."""

from pathlib import Path

import pytest
from walking import Meet, Walker

pytestmark = pytest.mark.browser


def test_advice_is_recorded_by_hand_and_from_a_file_and_read_beside_a_target(meet: Meet, tmp_path: Path):
    record_by_hand(meet("education2"))
    lead = meet("lead")
    bring_in(lead, tmp_path / "filled.csv")
    set_target(lead)
    manager = meet("manager")
    manager.menu("Advice and attendance")
    manager.sees("Social care came in time", "Advice in time, by year of the document", "not known")
    assert not manager.page.get_by_role("link", name="Add a target").count()


def record_by_hand(auditor: Walker) -> None:
    auditor.menu("My cases")
    auditor.press("Open case", starts=True)
    auditor.follow("Record advice and attendance of this case")
    auditor.page.locator("#camhs-sought").select_option("yes")
    auditor.page.locator("#camhs-sought_on").fill("5/1/2026")
    auditor.page.locator("#camhs-came").select_option("received")
    auditor.page.locator("#camhs-came_on").fill("1/1/2026")
    auditor.press("Save advice and attendance", expect=422)
    auditor.sees("CAMHS, came on: The advice came before it was asked for")
    auditor.page.locator("#camhs-came_on").fill("17/2/2026")
    auditor.press("Save advice and attendance")
    auditor.sees("Saved: 1 service changed.", "Late: last day 16 Feb 2026")


def bring_in(lead: Walker, file: Path) -> None:
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    lead.follow("Advice and attendance: record it for the whole round")
    file.write_text("case,service,sought,came\n19,CAMHS,yes,perhaps\n", encoding="utf-8")
    upload(lead, file, 422)
    lead.sees("The file cannot be kept yet", "or unknown.")
    lead.follow("Upload the mended file")
    file.write_text("case,service,sought,came\n19,CAMHS,yes,refused\n", encoding="utf-8")
    upload(lead, file, 200)
    lead.sees("1 row would change", "What came: refused")
    lead.press("Keep them all")
    lead.sees("1 row kept.")


def upload(lead: Walker, file: Path, expect: int) -> None:
    lead.page.locator("input[type=file]").set_input_files(file)
    lead.press("Look at the file", expect=expect)


def set_target(lead: Walker) -> None:
    lead.menu("Advice and attendance")
    lead.follow("Add a target")
    lead.fill("What is to be reached", "Social care came in time")
    lead.fill("Wanted share, in per cent", "90")
    for part, text in (("day", "31"), ("month", "3"), ("year", "2027")):
        lead.page.locator(f"#by_on-{part}").fill(text)
    lead.select("Whose advice or attendance", "Social care")
    lead.press("Save the target")
    lead.sees("The target is added.", "Social care came in time")
