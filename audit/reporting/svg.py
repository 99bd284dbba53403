"""One drawing as SVG text that a strict Content-Security-Policy lets through and a screen reader can name."""

import io
from typing import TYPE_CHECKING
from xml.etree import ElementTree  # noqa: S405 - only what matplotlib has just written is read

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def as_svg(figure: "Figure", *, title: str, description: str) -> str:
    """The drawing with its title and description; no style sheets, style attributes, scripts or dates."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(buffer.getvalue())  # noqa: S314
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}style", f"{{{_SVG}}}metadata"):
                parent.remove(child)
        _spread_style(parent)
    _drop_empty_defs(root)
    _name(root, title, description)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _spread_style(element: ElementTree.Element) -> None:
    """`style="fill: #fff"` becomes `fill="#fff"`: the same to look at, and no policy blocks it."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if value.strip():
            element.set(name.strip(), value.strip())


def _drop_empty_defs(root: ElementTree.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{{{_SVG}}}defs" and len(child) == 0:
                parent.remove(child)


def _name(root: ElementTree.Element, title: str, description: str) -> None:
    root.set("role", "img")
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}")
        element.text = text
        root.insert(place, element)
