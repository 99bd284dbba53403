"""The start page and the menu, by role."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from cast import Cast
from round_steps import make_lead
from web_client import Client

from audit.settings import Settings
from audit.store.report import Report, ReportStatus
from audit.store.sessions import Sessions
from audit.web.app import Workbench
from audit.web.context import MENU
from audit.web.home import PAGES
from audit.workflow.round_stages import close_round

SignInAs = Callable[[str], Client]


@pytest.mark.parametrize(
    ("name", "cards"),
    [
        ("Ama", ["My cases", "Standards"]),
        ("Pat", ["My cases"]),
        ("Max", ["Findings", "Standards"]),
        ("Lee", ["Findings", "Standards", "History"]),
        ("Adi", ["Rounds", "Findings", "People", "Standards", "History"]),
    ],
)
def test_everybody_finds_their_own_work(client_as: SignInAs, name: str, cards: list[str]) -> None:
    client = client_as(name)
    page = client.fetch("/")
    assert [card.find("a").text for card in page.find("main").find_all("li", class_="card")] == cards
    for link in [*page.find("main").find_all("a"), *page.find("nav").find_all("a")]:
        client.fetch(link["href"])


def test_the_menu_marks_where_one_is(client_as: SignInAs) -> None:
    page = client_as("Lee").fetch("/standards")
    assert [link.text for link in page.find("nav").find_all("a", aria_current="true")] == ["Standards"]


def test_menu_and_cards_lead_only_to_pages_that_exist(app: Workbench) -> None:
    assert {endpoint for _, endpoint, _, _ in MENU} | set(PAGES.values()) <= set(app.view_functions)
    assert {noun for *_, nouns in MENU for noun in nouns} <= set(app.blueprints)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (None, "No round is finished yet."),
        (ReportStatus.QUEUED, "A round is finished, and its report is being made."),
        (ReportStatus.FAILED, "A round is finished, but its report could not be made."),
        (ReportStatus.DONE, "What the audits show, as pages, PDF and workbook."),
    ],
)
def test_the_card_of_findings_says_how_far_they_are(
    client_as: SignInAs, sessions: Sessions, cast: Cast, settings: Settings, status, said: str
) -> None:
    lead = make_lead(sessions, cast, settings.keys)
    if status is not None:
        audit_round = lead.open(lead.prepare())
        lead.submit_sheets()
        version = lead.version_of(audit_round)
        with lead.writing() as session:
            close_round(session, cast.actor("Lee"), key=audit_round.key, version=version)
            session.flush()
            for report in session.scalars(sa.select(Report)):
                report.status = status
    cards = client_as("Lee").fetch("/").find("main").text
    assert said in cards


def test_a_lead_is_shown_what_needs_doing_before_everything_else(
    client_as: SignInAs, sessions: Sessions, cast: Cast, settings: Settings
) -> None:
    quiet = client_as("Lee").fetch("/").find("main")
    assert [heading.text for heading in quiet.find_all("h2")] == [
        "This month",
        "Must be put right",
        "Everything else",
    ]
    assert "No audit is running." in quiet.text
    lead = make_lead(sessions, cast, settings.keys)
    lead.open(lead.prepare())
    lead.submit_sheets(3)
    page = client_as("Lee").fetch("/").find("main")
    assert page.find_all("h2")[0].text == "November plans"
    shares = [each.find("progress")["aria-label"] for each in page.find_all("li", class_="agencies__one")]
    assert len(shares) == 3 and sum(int(share.split(": ")[1].split()[0]) for share in shares) == 3
    assert "No case is ready for the panel: none has all its scoresheets in" in page.text
