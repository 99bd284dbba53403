"""The audit lead's month, from “same again” to the report; people pasted, and one plan at once."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cast import PEOPLE
from serving import Served
from test_findings import takes_the_report
from test_lead_settles import put_down, unfold
from test_meeting import is_made, people_of
from walking import Meet, Walker

from audit.domain.access import Actor, Role
from audit.intake.example import example_workbook
from audit.settings import load_settings
from audit.store.engine import make_engine
from audit.store.sessions import Sessions
from audit.workflow.example_scores import score_cases, settle_and_correct

pytestmark = pytest.mark.browser
MOST_CLICKS = 8  # from sign-in to open; half an hour leaves minutes for each


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This month's list, as a file to upload."""
    file = tmp_path_factory.mktemp("list") / "annex-a-list-1.xlsx"
    file.write_bytes(example_workbook(77, today=datetime.date(2026, 11, 1), n_children=400))
    return file


def test_a_lead_goes_from_start_to_report(meet: Meet, served: Served, workbook: Path):
    lead = meet("lead")
    open_in_a_few_clicks(lead, workbook)
    a_round, title = lead.path, lead.page.locator("main h1").inner_text()
    auditor = meet("forum")
    auditor.menu("My cases")
    auditor.sees("Case", title)
    everybody_scores(served, a_round.rpartition("/")[2])
    lead.go(a_round)
    lead.follow("Progress")
    settle_one(lead, a_round)
    the_panel_settles_the_rest(served, a_round.rpartition("/")[2])
    lead.go(a_round)
    lead.follow("Close the round")
    lead.press("Close the round")
    lead.sees("The round is closed")
    is_made(lead, title)
    takes_the_report(lead, title)


def open_in_a_few_clicks(lead: Walker, workbook: Path) -> None:
    """From sign-in to this month's open round."""
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


@contextmanager
def behind(served: Served) -> Iterator[tuple[Sessions, dict[str, Actor], Actor]]:
    """The installation that is served: its sessions, who scores, and the lead."""
    engine = make_engine(load_settings(served.example.instance).database)
    cast = people_of(Sessions(engine))
    people = {name: cast.actor(name) for name in PEOPLE}
    yield (
        Sessions(engine),
        {name: each for name, each in people.items() if Role.AUDITOR in each.roles},
        people["Lee"],
    )
    engine.dispose()


def everybody_scores(served: Served, round_key: str) -> None:
    """The month goes by."""
    with behind(served) as (sessions, auditors, _lead):
        score_cases(sessions, auditors, round_key=round_key, seed=11)


def settle_one(lead: Walker, a_round: str) -> None:
    lead.go(f"{a_round}/moderation")
    lead.follow("Case", starts=True)
    question = unfold(lead.page.locator("section.difference").first)
    put_down(question, "Page 4 says how often and by whom.")
    lead.press("Settle what is filled in")
    lead.sees("1 question settled")


def the_panel_settles_the_rest(served: Served, round_key: str) -> None:
    with behind(served) as (sessions, _auditors, lead):
        settle_and_correct(sessions, lead, round_key=round_key, seed=11, today=datetime.date(2026, 11, 20))


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
