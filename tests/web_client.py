"""A browser for tests: it fetches pages, checks their virtues, and fills in forms as people do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_EMPTY = frozenset(["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])
_LABELLED = frozenset({"input", "select", "textarea"})
_NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button"})


@dataclass
class Element:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)
    parent: "Element | None" = None

    @property
    def text(self) -> str:
        """All words inside, with single spaces."""
        words = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(words).split())

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        """An attribute."""
        return self.attributes.get(name, default)

    def find_all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """Every element inside of this tag with these attributes (class_ asks for one of the classes)."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child._is(tag, attributes):
                    found.append(child)
                found += child.find_all(tag, **attributes)
        return found

    def find(self, tag: str = "", **attributes: str) -> "Element":
        """The first of them; fails the test if there is none."""
        found = self.find_all(tag, **attributes)
        assert found, f"no <{tag}> with {attributes} on the page"
        return found[0]

    def _is(self, tag: str, attributes: Mapping[str, str]) -> bool:
        if tag and self.tag != tag:
            return False
        for name, value in attributes.items():
            held = self.get(name.rstrip("_").replace("_", "-"), "\0")
            if value not in (held.split() if name == "class_" else [held]):
                return False
        return True


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("root", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self.here)
        assert len(element.attributes) == len(attrs), f"<{tag}> has an attribute twice"
        self.here.children.append(element)
        if tag not in _EMPTY:
            self.here = element

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def parse(html: str) -> Element:
    """A page as elements; fails on a tag that is not closed."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.here is builder.root, f"<{builder.here.tag}> is not closed"
    return builder.root


def check_virtues(page: Element) -> None:
    """What every page of ours has, and what none has."""
    assert page.find("title").text
    assert not page.find("title").text.startswith("-"), "the page has no title of its own"
    assert len(page.find_all("h1")) == 1, "a page has one h1"
    ids = [element["id"] for element in page.find_all() if "id" in element.attributes]
    assert len(ids) == len(set(ids)), f"an id twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    _check_policy(page)
    _check_references(page, set(ids))
    assert page.find("main", id="main-content")


def _check_policy(page: Element) -> None:
    assert not page.find_all("style"), "a style in the page"
    for element in page.find_all():
        assert "style" not in element.attributes, f"a style on <{element.tag}>"
        handlers = [name for name in element.attributes if name.startswith("on")]
        assert not handlers, f"a handler on <{element.tag}>"
        for name in ("src", "href", "action"):
            address = element.get(name)
            assert not address.startswith(("http:", "https:", "//")) or element.tag == "a", address
    for script in page.find_all("script"):
        assert script.get("src"), "a script in the page"


def _check_references(page: Element, ids: set[str]) -> None:
    labelled = {label.get("for") for label in page.find_all("label")}
    for element in page.find_all():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for reference in element.get(name).split():
                assert reference in ids, f"{name} names #{reference}, which is not there"
        if element.tag == "a" and element.get("href").startswith("#"):
            assert element["href"][1:] in ids, f"a link to {element['href']}, which is not there"
        if element.tag in _LABELLED and element.get("type") not in _NEEDS_NO_LABEL:
            named = element.get("aria-label") or element.get("aria-labelledby")
            assert element.get("id") in labelled or named, (
                f"<{element.tag} name={element.get('name')}> has no label"
            )


class Client(FlaskClient):
    """A test client that works as a person at a browser does."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Any request. What was sent is closed: a large upload lies in a file of its own."""
        answer = super().open(*args, **kwargs)
        answer.request.environ["wsgi.input"].close()
        return answer

    def fetch(self, path: str, *, status: int = 200) -> Element:
        """A page, with its virtues checked."""
        answer = self.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{answer.text[:2000]}"
        page = parse(answer.text)
        check_virtues(page)
        return page

    def submit(
        self, path: str, fields: Mapping[str, Any] | None = None, *, action: str | None = None
    ) -> TestResponse:
        """Open the page, fill the form that posts to `action` (default: the same page), and send it.

        Fields left out keep what the page had; a list is sent several times; a missing form fails the test.
        A file is `(io.BytesIO(b"..."), "name.xlsx")`.
        """
        target = action or path
        opened = self.get(path)
        assert opened.status_code == 200, f"{path}: {opened.status_code}"
        form = find_form(parse(opened.text), target)
        data: dict[str, Any] = {**read_form(form), **(fields or {})}
        return self.post(target, data=data)


def find_form(page: Element, action: str) -> Element:
    """The form that posts to `action`, by its own address or by that of one of its buttons."""
    meant = (action, action.split("?")[0])
    forms = [form for form in page.find_all("form") if form.get("action") in meant]
    buttons = [button for button in page.find_all("button") if button.get("formaction") in meant]
    forms += [page.find("form", id=button["form"]) for button in buttons]
    assert forms, f"no form posts to {action}: {[form.get('action') for form in page.find_all('form')]}"
    return forms[0]


def read_form(form: Element) -> dict[str, Any]:
    """What a form would send as it stands."""
    data: dict[str, list[str]] = {}
    for element in form.find_all():
        name, kind = element.get("name"), element.get("type")
        if not name or kind in ("file", "submit") or element.tag == "button":
            continue
        if element.tag == "input" and (kind not in ("radio", "checkbox") or "checked" in element.attributes):
            data.setdefault(name, []).append(element.get("value", ""))
        elif element.tag == "textarea":
            data.setdefault(name, []).append("".join(str(child) for child in element.children).lstrip("\n"))
        elif element.tag == "select":
            chosen = [option for option in element.find_all("option") if "selected" in option.attributes]
            options = chosen or element.find_all("option")[:1]
            data.setdefault(name, []).extend(option.get("value") for option in options)
    return {name: values[0] if len(values) == 1 else values for name, values in data.items()}
