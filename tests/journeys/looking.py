"""What every page must have, at a width: a title, one h1, room on the screen, and no fault that axe finds.

With JOURNEY_SHOTS set to a folder, a picture of every kind of page is kept there.
"""

import hashlib
import os
import re
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Error, Page

WIDE, PHONE, HEIGHT = 1280, 375, 900
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# axe leaves target-size (2.5.8) out unless it is named.
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
SHOTS = os.environ.get("JOURNEY_SHOTS")
_FIND_VIOLATIONS = """options => axe.run(document, options).then(found => ({violations: found.violations}))"""
_LIST_PARTS = """() => [...new Set([...document.querySelectorAll("body *")].map(
    each => `${each.tagName}.${each.className}.${each.getAttribute("role")}`))].sort().join()"""


class Examined:
    """What axe has examined in this run: of the same title and the same parts, with other words perhaps.

    A file for each, since a run has several processes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def place(self, page: Page) -> Path:
        """Where it is noted that such a page was found well."""
        kind = f"{re.sub(r'[0-9]+', '0', page.title())} {page.evaluate(_LIST_PARTS)}"
        return self.folder / hashlib.sha256(kind.encode()).hexdigest()


def look_at(page: Page, width: int, *, examined: Examined | None) -> None:
    """Check the page at its width; where scripts run, each kind of page once at both widths and by axe.

    Every journey is walked at both widths, so what differs within a kind is seen at both all the same.
    """
    assert page.title().strip(" -"), "no title"
    assert page.locator("h1").count() == 1, f"not one h1 at {page.url}"
    _fits(page, width)
    place = examined.place(page) if examined else None
    if place and not place.exists():
        for each in (WIDE, PHONE):
            page.set_viewport_size({"width": each, "height": HEIGHT})
            _fits(page, each)
            if SHOTS:
                _keep_picture(page, Path(SHOTS), each)
            examine(page)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        place.touch()


def _fits(page: Page, width: int) -> None:
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, f"{page.url} is {needed} wide on a screen of {width}"


def examine(page: Page) -> None:
    """Let axe look for faults against WCAG 2.2 AA; it is brought into a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(_FIND_VIOLATIONS, AXE_OPTIONS))
    assert not found.violations_count, f"{page.url}:\n{found.generate_report()}"


def _keep_picture(page: Page, folder: Path, width: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "-", page.title().lower()).strip("-")[:70]
    try:
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    except Error:  # a page taller than a picture can be
        page.screenshot(path=folder / f"{name}-{width}.png")
