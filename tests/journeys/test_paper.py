"""A form to print: what the browser makes of it on A4."""

import io
import re

import pytest
from pypdf import PdfReader
from test_auditor_scores import take_first_case
from walking import WITH_SCRIPTS, Meet, Way

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def way() -> Way:
    """Paper knows no widths, and the page needs no scripts to be printed."""
    return WITH_SCRIPTS


def test_every_sheet_says_whose_it_is_and_no_question_is_split(meet: Meet):
    health = meet("health")
    take_first_case(health)
    health.follow("Case", starts=True)
    health.follow("Print a paper form of this case")
    questions = health.page.locator(".paper-question__title").all_inner_texts()
    printed = PdfReader(io.BytesIO(health.page.pdf(prefer_css_page_size=True)))
    sheets = [" ".join(sheet.extract_text().split()) for sheet in printed.pages]
    assert [round(float(side)) for side in printed.pages[0].mediabox[2:]] == [595, 842]
    assert all(re.search(r"Case \d+ ·", sheet) and "made up" in sheet for sheet in sheets)
    assert "Do you know this child" in sheets[0] and "Sign out" not in "".join(sheets)
    # A question and its last line lie on the same sheet: each sheet ends what it begins.
    begun = [sum(" ".join(each.split())[:40] in sheet for each in questions) for sheet in sheets]
    ended = [sheet.count("Page or paragraph") for sheet in sheets]
    assert begun == ended and sum(begun) == len(questions)
