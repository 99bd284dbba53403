"""A person at a browser: signs in, follows links, presses buttons, and looks at every page that comes.

Every page that a walker lands on must answer as expected, have a title and one h1, be no wider than its
screen, raise no error in the console (the Content-Security-Policy speaks there too) and, with scripts on,
have no fault that axe can find at 1280 or 375 pixels. With JOURNEY_SHOTS set to a folder, a picture of
every page at both widths is kept there.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Download, Error, Locator, Response
from serving import Served

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE, HEIGHT = 1280, 375, 900
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# axe leaves target-size (2.5.8) out unless it is named.
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
SHOTS = os.environ.get("JOURNEY_SHOTS")
_axe = Axe()
# What axe has examined in this process: the same page with other figures has the same faults.
_examined: set[tuple[str, int]] = set()


@dataclass(frozen=True)
class Way:
    """With or without scripts, on a wide or a narrow screen."""

    scripts: bool
    width: int

    def __str__(self) -> str:
        return f"scripts-{'on' if self.scripts else 'off'}-{self.width}"


WITH_SCRIPTS = Way(scripts=True, width=WIDE)
PHONE_WITHOUT_SCRIPTS = Way(scripts=False, width=PHONE)


class Walker:
    """One person's browser. `clicks` counts what they pressed and followed."""

    def __init__(self, browser: Browser, served: Served, way: Way) -> None:
        self.served, self.way, self.clicks = served, way, 0
        self.context = browser.new_context(
            java_script_enabled=way.scripts,
            viewport={"width": way.width, "height": HEIGHT},
            base_url=served.address,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.visited: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        # A refused form is itself the page that "failed to load": its status is looked at below.
        is_page = urlsplit(message.location["url"]).path == urlsplit(self.page.url).path
        if message.type == "error" and not (is_page and "Failed to load resource" in message.text):
            self.troubles.append(f"{message.text} ({message.location['url']})")

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong unseen."""
        troubles, self.troubles = self.troubles, []
        self.context.close()
        assert not troubles, troubles

    def forget_troubles(self, expected: str) -> None:
        """Forget what the console said about something that the test did on purpose."""
        self.troubles = [each for each in self.troubles if expected not in each]

    # Going about

    def go(self, path: str, *, expect: int = 200) -> None:
        """Open an address."""
        answer = self.page.goto(path)
        self._arrive(answer, expect)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in; the clicks are counted from there."""
        self.go("/sign-in")
        self.fill("E-mail address", email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")
        self.clicks = 0

    def follow(self, name: str, *, starts: bool = False, expect: int = 200) -> None:
        """Click the first link of this name, or whose name starts so."""
        self._click(self._find("link", name, starts), expect)

    def menu(self, name: str) -> None:
        """Click an item of the menu; on a phone with scripts the menu opens first."""
        if self.way.scripts and self.way.width == PHONE:
            self.clicks += 1
            self.page.get_by_role("button", name="Menu", exact=True).click()
        self._click(self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=name), 200)

    def press(self, name: str, *, starts: bool = False, expect: int = 200) -> None:
        """Press the first button of this name, or whose name starts so."""
        self._click(self._find("button", name, starts), expect)

    def download(self, name: str) -> bytes:
        """Press a button that gives a file."""
        self.clicks += 1
        with self.page.expect_download() as coming:
            self._find("button", name).click()
        file: Download = coming.value
        return file.path().read_bytes()

    def _click(self, locator: Locator, expect: int) -> None:
        self.clicks += 1
        with self.page.expect_navigation() as coming:
            locator.click()
        self._arrive(coming.value, expect)

    def _find(self, role: str, name: str, starts: bool = False) -> Locator:
        words = re.compile(f"^{re.escape(name)}" + ("" if starts else "$"))
        button = self.page.get_by_role("main").get_by_role("button", name=words)
        if role == "button":
            return button.and_(self.page.locator("button")).first
        # What leads on is a link that looks and speaks like a button.
        return self.page.get_by_role("link", name=words).or_(button.and_(self.page.locator("a"))).first

    # Filling in

    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, name: str) -> None:
        """Choose a radio button or tick a box."""
        self.clicks += 1
        self.page.get_by_label(name, exact=True).check()

    def select(self, label: str, option: str) -> None:
        """Choose from a list by a part of its words."""
        field = self.page.get_by_label(label, exact=True)
        value = field.locator("option", has_text=option).first.get_attribute("value")
        field.select_option(value)

    def fill_first(self, text: str) -> None:
        """Type into the first large box."""
        self.page.locator("main textarea").first.fill(text)

    # Looking

    def sees(self, *words: str) -> None:
        """All these words are on the page."""
        text = " ".join(self.page.locator("body").inner_text().split())
        for each in words:
            assert each in text, f"“{each}” is not on {self.page.url}: {text[:2000]}"

    def sees_not(self, *words: str) -> None:
        """None of these words is on the page."""
        text = " ".join(self.page.locator("body").inner_text().split())
        for each in words:
            assert each not in text, f"“{each}” is on {self.page.url}"

    @property
    def path(self) -> str:
        """Where the walker is."""
        return urlsplit(self.page.url).path

    def _arrive(self, answer: Response | None, expect: int) -> None:
        assert answer is not None
        assert answer.status == expect, f"{answer.status} at {self.page.url}: {self._read()}"
        self.look()

    def _read(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())[:600]

    def look(self) -> None:
        """Check the page as it stands now."""
        assert self.page.title().strip(" -"), "no title"
        assert self.page.locator("h1").count() == 1, f"not one h1 at {self.page.url}"
        self.visited.append(self.path)
        for width in (PHONE, WIDE) if self.way.scripts else (self.way.width,):
            self._look_at(width)
        self._resize(self.way.width)
        assert not self.troubles, f"{self.page.url}: {self.troubles}"

    def _look_at(self, width: int) -> None:
        self._resize(width)
        needed = self.page.evaluate("document.documentElement.scrollWidth")
        assert needed <= width, f"{self.page.url} is {needed} wide on a screen of {width}"
        kind = (re.sub(r"\d+", "0", self.page.title()), width)
        if self.way.scripts and kind not in _examined:
            _examined.add(kind)
            if SHOTS:
                self._keep_picture(Path(SHOTS), width)
            found = _axe.run(self.page, options=AXE_OPTIONS)
            assert not found.violations_count, f"{self.page.url} at {width}:\n{found.generate_report()}"

    def _resize(self, width: int) -> None:
        if self.page.viewport_size != {"width": width, "height": HEIGHT}:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def _keep_picture(self, folder: Path, width: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", self.page.title().lower()).strip("-")[:70]
        try:
            self.page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        except Error:  # a page taller than a picture can be
            self.page.screenshot(path=folder / f"{name}-{width}.png")


# `meet("lead")` gives the browser of somebody who has signed in; `meet()` of somebody who has not.
Meet = Callable[..., Walker]
