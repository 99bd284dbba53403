"""A person at a browser: signs in, follows links, presses buttons, and looks at every page that comes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from looking import HEIGHT, PHONE, WIDE, Examined, look_at
from playwright.sync_api import Browser, ConsoleMessage, Download, Locator, Response
from serving import Served

MOST_MILLISECONDS = 30_000


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

    def __init__(self, browser: Browser, served: Served, way: Way, examined: Examined) -> None:
        self.served, self.way, self.clicks = served, way, 0
        # axe needs scripts.
        self.examined = examined if way.scripts else None
        self.context = browser.new_context(
            java_script_enabled=way.scripts,
            viewport={"width": way.width, "height": HEIGHT},
            base_url=served.address,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self.context.set_default_timeout(MOST_MILLISECONDS)
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

    def press_beside(self, name: str, words: str) -> None:
        """Press a button whose answer comes in a new tab, read these words there, and close it."""
        self.clicks += 1
        with self.context.expect_page() as coming:
            self._find("button", name).click()
        first, self.page = self.page, coming.value
        self.page.wait_for_load_state()
        self.sees(words)
        self.look()
        self.page.close()
        self.page = first

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
        self.visited.append(self.path)
        look_at(self.page, self.way.width, examined=self.examined)
        assert not self.troubles, f"{self.page.url}: {self.troubles}"


# `meet("lead")` gives the browser of somebody who has signed in; `meet()` of somebody who has not.
Meet = Callable[..., Walker]
