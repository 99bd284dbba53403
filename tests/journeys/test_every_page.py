"""No page is left out: each address of the application that shows a page is looked at as somebody."""

import datetime
from pathlib import Path

import pytest
from looking import examine
from serving import Served
from test_auditor_scores import take_first_case
from test_guest import invite_guest
from test_lead_starts_a_round import start_round, upload_list
from test_put_right import ask
from walking import WITH_SCRIPTS, Meet, Walker, Way
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from audit.intake.example import example_workbook
from audit.settings import load_settings
from audit.web.app import create_app

pytestmark = pytest.mark.browser
# What answers GET with something other than a page.
NO_PAGE = {
    "static",
    "pages.brand",
    "pages.health",
    "findings.chart",
    "contribution_lists.dates",
    "contribution_lists.services",
    "years.chart",
    "frames.template",
    "meeting_screen.start",
}


@pytest.fixture(scope="module")
def way() -> Way:
    """The checks of each page need scripts, and look at both widths."""
    return WITH_SCRIPTS


class Explorer:
    """Follows links to every kind of page that nobody has seen yet."""

    def __init__(self, served: Served) -> None:
        app = create_app(load_settings(served.example.instance))
        self.map: MapAdapter = app.url_map.bind("127.0.0.1")
        self.pages = {
            rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
        } - NO_PAGE
        self.walkers: list[Walker] = []

    @property
    def seen(self) -> set[str]:
        """The endpoints of all the pages that somebody has looked at."""
        return {self.name(path) for walker in self.walkers for path in walker.visited}

    def name(self, path: str) -> str:
        """The endpoint that shows this page, or nothing."""
        try:
            return str(self.map.match(path, method="GET")[0])
        except HTTPException:
            return ""

    def explore(self, walker: Walker) -> None:
        """Go on from here until no link leads to anything new."""
        paths, tried = self._links(walker), set()
        while paths:
            path = paths.pop(0)
            endpoint = self.name(path)
            if endpoint not in self.pages - self.seen or path in tried:
                continue
            tried.add(path)
            walker.go(path)
            paths += self._links(walker)

    def _links(self, walker: Walker) -> list[str]:
        found = walker.page.locator("a[href^='/']").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
        return [path.split("#")[0].split("?")[0] for path in found]


def test_every_page_is_looked_at(meet: Meet, served: Served, tmp_path: Path):
    explorer = Explorer(served)

    def join(who: str | None = None) -> Walker:
        explorer.walkers.append(meet(who))
        return explorer.walkers[-1]

    stranger = join()
    stranger.go("/")
    explorer.explore(stranger)
    explore_as_administrator(explorer, join("admin"), stranger)
    explore_as_auditor(explorer, join("education2"))
    explore_own_sections(explorer, join("health"))
    lead = join("lead")
    explore_as_lead(explorer, lead, tmp_path)
    join().go(invite_guest(lead))
    stranger.go(ask(lead))
    explorer.explore(lead)
    for who in ("manager", "peer"):
        explorer.explore(join(who))
    assert explorer.pages - explorer.seen == set()


def explore_as_administrator(explorer: Explorer, administrator: Walker, stranger: Walker) -> None:
    explorer.explore(administrator)
    administrator.menu("People")
    administrator.follow("Max Field")
    administrator.press("Make a link")
    link = administrator.page.get_by_label("Link to set a password").input_value()
    stranger.go("/set-password" + link.partition("/set-password")[2])
    administrator.menu("History")
    administrator.go("/history/check")


def explore_as_auditor(explorer: Explorer, auditor: Walker) -> None:
    auditor.go("/how-strictly")
    auditor.menu("My cases")
    auditor.press("Open case", starts=True)
    explorer.explore(auditor)
    take_first_case(auditor)
    sheet = auditor.path.partition("/sections")[0]
    explorer.explore(auditor)
    auditor.go(f"{sheet}/check")
    auditor.menu("My cases")
    auditor.follow("See case", starts=True)
    sheet = auditor.path
    explorer.explore(auditor)
    auditor.go(f"{sheet}/done")
    auditor.follow("Worried about this child", starts=True)
    auditor.choose("Worry about a child's safety")
    auditor.fill("What did you see?", "Nobody says who was told.")
    auditor.choose("I know that this is not a referral")
    auditor.press("Send the alert")
    auditor.menu("My cases")
    explorer.explore(auditor)


def explore_own_sections(explorer: Explorer, auditor: Walker) -> None:
    """Whoever scores some sections may read the questions of the others."""
    explorer.explore(auditor)
    take_first_case(auditor)
    auditor.go(auditor.path.partition("/sections")[0])
    explorer.explore(auditor)


def explore_as_lead(explorer: Explorer, lead: Walker, folder: Path) -> None:
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    # The last of the round's paper forms alone: axe needs a minute for the whole stack of the same.
    lead.go(f"{lead.path}/paper?first=19")
    explorer.explore(lead)
    workbook = folder / "list.xlsx"
    workbook.write_bytes(example_workbook(5, today=datetime.date(2026, 11, 1), n_children=200))
    start_round(lead)
    a_round = lead.path
    upload_list(lead, workbook)
    explorer.explore(lead)
    lead.go(f"{a_round}/sample")
    lead.press("Show what would be drawn")
    lead.go(f"{a_round}/open")
    lead.go(f"{a_round}/one-step")
    lead.go(a_round)
    explorer.explore(lead)
    lead.menu("Rounds")
    explorer.explore(lead)
    lead.menu("Rounds")
    lead.follow("Audit programmes")
    lead.follow("20", starts=True)
    explorer.explore(lead)
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    explorer.explore(lead)
    meet_and_key_in(explorer, lead)
    lead.menu("Findings")
    explorer.explore(lead)
    lead.menu("Findings")
    lead.follow("Plans over the years")
    lead.press("Make the findings")


def meet_and_key_in(explorer: Explorer, lead: Walker) -> None:
    """From the running round: a meeting, its screen, its own scoresheet, and paper."""
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    lead.follow("Panel meetings")
    lead.follow("Start a meeting")
    lead.select("Who chairs it?", "Lee Marsh")
    lead.press("Save the meeting")
    meeting = lead.path
    lead.follow("Show the cases on a shared screen")
    lead.go(meeting)
    explorer.explore(lead)
    lead.go(meeting)
    lead.follow("Score case", starts=True)
    if lead.page.get_by_role("checkbox").count():
        lead.page.get_by_role("checkbox").check()
    lead.press("Begin the scoresheet")
    lead.go(f"{lead.path}/correct")
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    lead.follow("Progress")
    lead.follow("Key in from paper", starts=True)
    lead.choose("No")
    for label, text in (("Day", "20"), ("Month", "11"), ("Year", "2025")):
        lead.fill(label, text)
    lead.press("Go on to the answers")


def test_a_page_that_breaks_a_rule_is_found_out(meet: Meet):
    stranger = meet()
    stranger.go("/sign-in")
    main = stranger.page.locator("main")
    main.evaluate("main => main.insertAdjacentHTML('beforeend', '<input>')")
    with pytest.raises(AssertionError, match="label"):
        examine(stranger.page)
    main.evaluate("main => main.lastElementChild.remove()")
    main.evaluate("main => main.insertAdjacentHTML('beforeend', '<p style=\"width: 2000px\">Wide</p>')")
    with pytest.raises(AssertionError, match="Content Security Policy"):
        stranger.look()
    stranger.forget_troubles("Content Security Policy")
    main.evaluate("main => { main.lastElementChild.style.width = '2000px' }")
    with pytest.raises(AssertionError, match="wide on a screen"):
        stranger.look()
