"""Says of every table heading whether it heads a column or a row, which WeasyPrint 70 leaves out."""

from typing import Any

import pydyf  # type: ignore[import-untyped]


def add_scopes(_document: Any, pdf: Any) -> None:
    """A WeasyPrint finisher: /Scope /Column for headings in a table's head, /Row for those in its body.

    PDF/UA-1 asks for it (ISO 14289-1, 7.5); the templates keep to it: `th` in `thead`
    heads its column, elsewhere its row.
    """
    elements = {item.reference: item for item in pdf.objects if _is_structure(item)}
    for element in elements.values():
        if element["S"] == "/TH":
            attributes = element.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
            attributes["Scope"] = "/Column" if _is_in_head(element, elements) else "/Row"


def _is_structure(item: Any) -> bool:
    return isinstance(item, pydyf.Dictionary) and item.get("Type") == "/StructElem"


def _is_in_head(element: Any, elements: dict[Any, Any]) -> bool:
    parent = elements.get(element["P"])
    while parent is not None and parent["S"] != "/Table":
        if parent["S"] == "/THead":
            return True
        parent = elements.get(parent["P"])
    return False
