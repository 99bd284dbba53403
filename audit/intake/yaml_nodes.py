"""YAML read the careful way: no tags, no aliases, no repeated keys, and a line number for everything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event, NodeEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]

MOST_BYTES = 200_000
TOO_LARGE = f"the file is larger than {MOST_BYTES // 1000} kB, which no rubric needs"
DEEPEST = 12
TOO_DEEP = "the parts are nested too deeply"
_CORE = "tag:yaml.org,2002:"
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAB = re.compile(r"^ *\t", re.MULTILINE)


@dataclass
class Sheet:
    """What a file holds as plain values, the line of each path, and what was wrong on the way."""

    values: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[tuple[int, Path, str]] = field(default_factory=list)


def read_yaml(text: str) -> Sheet:
    """Turn YAML text into plain values; whatever is not plain YAML becomes a problem with its line."""
    sheet = Sheet()
    sheet.problems += [(line, (), why) for line, why in _unreadable(text)]
    if sheet.problems:
        return sheet
    try:
        sheet.problems += [(line, (), why) for line, why in _not_plain(text)]
        if not sheet.problems:
            _fill(sheet, text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sheet.problems.append((mark.line + 1 if mark else 1, (), _in_words(error)))
    except (YAMLError, ValueError) as error:
        sheet.problems.append((1, (), f"this is not YAML: {str(error)[:200]}"))
    return sheet


def _fill(sheet: Sheet, text: str) -> None:
    node = _yaml().compose(text)
    if node is None:
        sheet.problems.append((1, (), "the file is empty"))
    else:
        sheet.values = _value(node, (), sheet)


def _yaml() -> YAML:
    return YAML(typ="rt", pure=True)


def _unreadable(text: str) -> Iterator[tuple[int, str]]:
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        yield 1, TOO_LARGE
        return
    for pattern, why in ((_NOT_TEXT, "a character that is not text"), (_TAB, "a tab: indent with spaces")):
        if found := pattern.search(text):
            yield text.count("\n", 0, found.start()) + 1, f"the line holds {why}"


def _not_plain(text: str) -> Iterator[tuple[int, str]]:
    """Refuse what could grow or run, from the stream of events, before anything is built of it."""
    for event, depth in _with_depth(text):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            yield line, "anchors (&) and aliases (*) are not used in rubrics: write the words out"
            return
        if depth > DEEPEST:
            yield line, TOO_DEEP
            return
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            yield line, "tags (!) are not used in rubrics: take it out"


def find_too_deep(text: str) -> int | None:
    """The line at which parts are nested deeper than any file of ours needs; the rest is not looked at.

    Raises YAMLError where the text up to there is no YAML.
    """
    return next((event.start_mark.line + 1 for event, depth in _with_depth(text) if depth > DEEPEST), None)


def _with_depth(text: str) -> Iterator[tuple[Event, int]]:
    depth = 0
    for event in _yaml().parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        yield event, depth


def _in_words(error: MarkedYAMLError) -> str:
    if "single document" in str(error.context):
        return "a second document starts here (---): one file holds one rubric"
    problem = str(error.problem).removeprefix("but ")
    hint = " (words with a colon or a leading quotation mark, [, {, %, @ or ` must stand in quotes)"
    return f"this is not YAML: {problem}{hint}"


def _value(node: Node, path: Path, sheet: Sheet) -> Any:  # noqa: ANN401 (whatever a file held)
    sheet.lines[path] = node.start_mark.line + 1
    if isinstance(node, MappingNode):
        return _mapping(node, path, sheet)
    if isinstance(node, SequenceNode):
        return [_value(child, (*path, position), sheet) for position, child in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: MappingNode, path: Path, sheet: Sheet) -> dict[str | int, Any]:
    values: dict[str | int, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _scalar(key_node) if isinstance(key_node, ScalarNode) else None
        if isinstance(key, bool) or not isinstance(key, str | int):
            sheet.problems.append((line, path, "a field name must be one word or one whole number"))
        elif key in values:
            sheet.problems.append((line, path, f"{key} is written twice"))
        else:
            values[key] = _value(value_node, (*path, key), sheet)
            sheet.lines[(*path, key)] = line
    return values


def _scalar(node: Node) -> str | int | float | bool | None:
    """Read one word by the core rules of YAML 1.2: yes, on and 012 hold no surprises."""
    # The round-trip reader marks the places where folded words (>-) were joined with a bell character.
    kind, word = str(node.tag).removeprefix(_CORE), str(node.value).replace("\a", "")
    if kind == "null":
        return None
    if kind == "bool":
        return word.lower() == "true"
    if kind == "int" and re.fullmatch(r"[-+]?[0-9]{1,9}", word):
        return int(word)
    if kind == "float" and re.fullmatch(r"[-+]?[0-9]{1,9}\.[0-9]{1,9}", word):
        return float(word)
    return word
