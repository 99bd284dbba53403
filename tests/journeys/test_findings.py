"""Lead and manager: what a finished round found, and the files to take away."""

import io

import openpyxl
import pytest
from pypdf import PdfReader
from walking import Meet, Walker

pytestmark = pytest.mark.browser
FINISHED = "Plans issued in 2018 to 2026"


@pytest.mark.parametrize("who", ["lead", "manager"])
def test_findings_are_read_and_taken_away(meet: Meet, who: str):
    reader = meet(who)
    reader.menu("Findings")
    reader.follow(FINISHED)
    begins_with_three_sentences_and_a_chart(reader)
    reader.sees("Section by section", "Year by year", "The answer is:", "How far this can be trusted")
    reader.page.locator("summary", has_text="The same in figures").first.click()
    reader.look()
    takes_the_report(reader)
    takes_the_workbook(reader)


def begins_with_three_sentences_and_a_chart(reader: Walker) -> None:
    main = reader.page.locator("main")
    assert main.locator("h1").inner_text() == FINISHED
    assert main.locator("p.govuk-body-l").count() == 3
    picture = main.locator("img").first
    assert picture.get_attribute("alt")
    assert picture.evaluate("each => each.complete && each.naturalWidth") > 300


def takes_the_report(reader: Walker, title: str = FINISHED) -> None:
    content = reader.download("Download the report (PDF)")
    assert content.startswith(b"%PDF-")
    report = PdfReader(io.BytesIO(content))
    assert len(report.pages) > 5
    assert title in report.metadata.title


def takes_the_workbook(reader: Walker) -> None:
    content = reader.download("Download the workbook (XLSX)")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert sum(sheet.max_row for sheet in book.worksheets) > 100


def test_a_manager_is_not_shown_who_scored_what(meet: Meet):
    manager = meet("manager")
    manager.go("/findings")
    manager.follow(FINISHED)
    manager.sees_not("Ama Hill", "Chidi Wood", "Make the findings and the report again")
    manager.go("/cases", expect=404)
