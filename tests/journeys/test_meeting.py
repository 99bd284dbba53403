"""A panel meets about twelve cases: agreed on a shared screen, health absent and printed; one on paper."""

import re
import time

import pytest
import sqlalchemy as sa
from builders import BuiltRound, begin, build_round, fill, submit
from cast import PEOPLE, Cast
from serving import Served
from test_lead_settles import hold_still, put_down, unfold
from walking import Meet, Walker

from audit.domain.access import INSTALLER
from audit.domain.rating import Answer
from audit.settings import load_settings
from audit.store.account import Membership, Person
from audit.store.area import Area
from audit.store.engine import make_engine
from audit.store.entry import Entry
from audit.store.sessions import Sessions
from audit.workflow.scoresheets import Stamp, save_section, show_sheet

pytestmark = pytest.mark.browser
TITLE = "Twelve plans for the panel"
N_CASES, ON_PAPER = 12, 13
NAMES = ("Ama Hill", "Ben Stone", "Dana Reed", "Chidi Wood", "Lee Marsh")
MOST_SECONDS = 180


def people_of(sessions: Sessions) -> Cast:
    """The example's people, who have the first names of the standing cast."""
    with sessions.writing(INSTALLER) as session:
        area = session.scalars(sa.select(Area)).one()
        rows = session.execute(sa.select(Person, Membership).join(Membership)).all()
        people = {person.name.split()[0]: person for person, _ in rows}
        memberships = {person.name.split()[0]: membership for person, membership in rows}
        assert set(PEOPLE) <= set(people)
    return Cast(area, area, people, memberships, people["Lee"])


@pytest.fixture(scope="module")
def twelve(served: Served) -> BuiltRound:
    """Twelve cases that two people scored and differ on, and one that Chidi scored on paper."""
    engine = make_engine(load_settings(served.example.instance).database)
    sessions = Sessions(engine)
    cast = people_of(sessions)
    pairs = [{"Ama": "whole", second: "whole"} for second in ("Ben", "Dana") * (N_CASES // 2)]
    shared = {number: pair for number, pair in enumerate(pairs, 1)} | {ON_PAPER: {"Chidi": "health"}}
    built = build_round(sessions, cast, shared_out=shared, rubric_name="plan_short_2026", title=TITLE)
    for number, pair in enumerate(pairs, 1):
        for name in pair:
            score(sessions, cast, built, number, name, lowest=1 + number % 2 if name != "Ama" else 3)
    engine.dispose()
    return built


def score(sessions: Sessions, cast: Cast, built: BuiltRound, number: int, name: str, *, lowest: int) -> None:
    """Good throughout, but for the first question that has levels."""
    actor, sheet = cast.actor(name), begin(sessions, cast, built, number, name)
    fill(sessions, cast, name, sheet, evidence=f"What the plan says on page {number}.")
    with sessions.writing(actor) as session:
        view = show_sheet(session, actor, key=sheet)
        part = view.sections[0]
        first = next(each for each in part.asked if not each.is_legal)
        entry = Entry(first.key, Answer(first.key, level=lowest), "It is there, but thin.")
        stamp = Stamp(view.sheet.version, page="journey")
        place = {"key": sheet, "section_key": part.section.key}
        save_section(session, actor, **place, entries=[entry], stamp=stamp)
    submit(sessions, cast, name, sheet)


def test_a_panel_agrees_on_twelve_cases_and_the_report_says_who_was_absent(meet: Meet, twelve: BuiltRound):
    lead = meet("lead")
    lead.go("/rounds")
    lead.follow(TITLE)
    key_in_from_paper(lead)
    start_meeting(lead)
    for place in range(1, N_CASES + 1):
        agree(lead, place)
    lead.follow("Back to the meeting")
    lead.sees(f"in {N_CASES} of them nothing is left")
    close(lead)
    is_printed(lead)


def key_in_from_paper(lead: Walker) -> None:
    lead.follow("Progress")
    lead.follow("Key in from paper", starts=True)
    lead.sees("Scored by Chidi Wood, Health")
    lead.choose("No")
    for label, text in (("Day", "20"), ("Month", "11"), ("Year", "2025")):
        lead.fill(label, text)
    lead.press("Go on to the answers")
    lead.fill("What works well", "Typed as it stands on the paper.")
    lead.press("Save and submit")
    lead.sees("Saved, but not submitted yet")
    questions = lead.page.locator("section.question")
    for number in range(questions.count()):
        questions.nth(number).locator("input.answer__input").last.check(force=True)
    lead.press("Save and submit")
    lead.sees("is keyed in and submitted", "keyed in from paper")


def start_meeting(lead: Walker) -> None:
    lead.follow(TITLE)
    lead.follow("Panel meetings")
    lead.follow("Start a meeting")
    chair = lead.page.get_by_label("Who chairs it?", exact=True)
    assert chair.locator("option:checked").inner_text() == "Lee Marsh"
    chair.select_option(index=0)
    lead.press("Save the meeting", expect=422)
    lead.select("Who chairs it?", "Lee Marsh")
    for name in ("Ama Hill, Education", "Ben Stone, Education", "Dana Reed, Social care"):
        lead.choose(name)
    lead.fill("Anybody else", "Jo Small, Parent carer forum")
    lead.press("Save the meeting")
    lead.sees("5 people", "Absent", "Health", "This is printed in the report")
    lead.follow("Show the cases on a shared screen")


def agree(lead: Walker, place: int) -> None:
    """Settle what differs on the case that is on the screen, and go on to the next."""
    lead.sees(f"{place} of {N_CASES} cases")
    content = lead.page.content()
    assert not [name for name in NAMES if name in content or name.split()[0] in content.split()]
    question = unfold(lead.page.locator("section.difference").first)
    assert question.locator(".authors__one").count() == 2
    put_down(question, "Read aloud; page 4 decides it.")
    lead.press("Settle what is filled in")
    lead.sees("1 question settled", "at the panel meeting of")
    if place < N_CASES:
        lead.follow("Next: case", starts=True)
    else:
        lead.sees("This was the last case")


def close(lead: Walker) -> None:
    lead.go("/rounds")
    lead.follow(TITLE)
    lead.follow("Close the round")
    if lead.page.locator("input[type=radio]").count():
        lead.page.locator("input[type=radio]").first.check()
    lead.press("Close the round")


def is_printed(lead: Walker) -> None:
    is_made(lead, TITLE)
    lead.sees("Panel meeting of", "Education (2), Social care (1), Parent carer forum (1), SEND team (1)")
    row = lead.page.locator("div.govuk-summary-list__row", has_text="Panel meeting of")
    assert re.search("Absent: .*Health", row.inner_text())


def is_made(lead: Walker, title: str) -> None:
    """The findings of a round that was just closed, once the worker has made them."""
    hold_still(lead)
    lead.go("/findings")
    lead.follow(title)
    path = lead.path
    for _ in range(MOST_SECONDS):
        if lead.page.get_by_role("heading", name=re.compile("How far this can be trusted")).count():
            break
        time.sleep(1)
        lead.page.goto(path)
    lead.look()
