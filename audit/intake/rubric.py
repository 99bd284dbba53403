"""Rubric files -> rubrics, with every problem of a file named at once by line and field."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from audit.domain.rubric import CROSS_CHECK, Rubric
from audit.domain.rubric import json_schema as json_schema
from audit.domain.rubric_faults import faults
from audit.intake.yaml_nodes import MOST_BYTES, TOO_LARGE, Path, Sheet, read_yaml

_NOUNS = {
    "bands": "grade",
    "levels": "level",
    "limits": "limit",
    "sections": "section",
    "criteria": "criterion",
    "descriptors": "level",
}
MOST_PROBLEMS = 200
_NAMES = ("letter", "key", "grade", "number")
_SAID = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of a rubric: check the spelling",
    "string_type": "must be words: put a number in quotes",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "tuple_type": "must be a list",
    "too_short": "needs at least {min_length}",
    "too_long": "holds more than {max_length}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than_equal": "must be {le:g} or less",
    "enum": "must be one of {expected}",
    "model_type": "must hold fields",
    "dict_type": "must hold fields",
}
_PATTERNS = {
    "key": "must be small letters, digits and _ only, beginning with a letter",
    "letter": "must be capital letters or digits, such as F or I, J, K",
    "version": "must be small letters, digits, dots and dashes, at most 20, in quotes",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file, and where."""

    line: int
    where: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}, {self.where}" if self.where else f"line {self.line}"
        return f"{place}: {self.message}"

    def as_dict(self) -> dict[str, int | str]:
        return {"line": self.line, "where": self.where, "message": self.message}


class RubricError(ValueError):
    """The file is not a rubric yet; `problems` says everything that must be mended, top to bottom."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def read_rubric(text: str | bytes) -> Rubric:
    """Read one rubric file; RubricError names every problem at once."""
    return _read(_decode(text))


def fingerprint(text: str | bytes) -> str:
    """Return the SHA-256 of a rubric's text, as a round freezes it."""
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode("utf-8")).hexdigest()


def _decode(text: str | bytes) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    if len(text) > MOST_BYTES:
        raise RubricError((Problem(1, "", TOO_LARGE),))
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise RubricError((Problem(line, "", "the file is not saved as UTF-8 text"),)) from None


@lru_cache(maxsize=32)
def _read(text: str) -> Rubric:
    sheet = read_yaml(text)
    problems = [Problem(line, _where(path, sheet), why) for line, path, why in sheet.problems]
    if not isinstance(sheet.values, dict):
        shapeless = Problem(1, "", "a rubric begins with fields such as key and title")
        raise RubricError(tuple(problems) or (shapeless,))
    rubric = None
    try:
        rubric = Rubric.model_validate(sheet.values)
    except ValidationError as error:
        problems += _field_problems(error, sheet)
    problems += [Problem(_line(f.path, sheet), _where(f.path, sheet), f.text) for f in faults(sheet.values)]
    if rubric is None or problems:
        raise RubricError(_in_order(problems))
    return rubric


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Sort by line; beyond a few screens of problems only their number helps."""
    ordered = sorted(set(problems), key=lambda problem: (problem.line, str(problem)))
    n_more = len(ordered) - MOST_PROBLEMS
    more = (
        [Problem(ordered[MOST_PROBLEMS].line, "", f"and {n_more} more problems from here on")]
        if n_more > 0
        else []
    )
    return (*ordered[:MOST_PROBLEMS], *more)


def _field_problems(error: ValidationError, sheet: Sheet) -> Iterator[Problem]:
    details = error.errors(include_url=False)
    for detail in details:
        if detail["type"] != CROSS_CHECK and not _follows(detail, details):
            path = tuple(step for step in detail["loc"] if step != "[key]")
            if path and isinstance(path[-1], str):
                yield Problem(_line(path, sheet), _where(path[:-1], sheet), f"{path[-1]} {_said(detail)}")
            else:
                yield Problem(_line(path, sheet), _where(path, sheet), _said(detail))


def _follows(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Say whether a list is "too short" only because one of its items has a problem of its own."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in details
    )


def _said(detail: ErrorDetails) -> str:
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    if detail["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(last, _PATTERNS["key"])
    said = _SAID.get(detail["type"])
    return said.format(**detail.get("ctx", {})) if said else detail["msg"]


def _line(path: Path, sheet: Sheet) -> int:
    """Find the line of a path, or of the nearest part around it that the file does hold."""
    while path and path not in sheet.lines:
        path = path[:-1]
    return sheet.lines.get(path, 1)


def _where(path: Path, sheet: Sheet) -> str:
    """Say a path as a reader of the file would: section F, criterion f_specified, weight."""
    words: list[str] = []
    holder: Any = sheet.values
    noun = ""
    for step in path:
        holder = _step(holder, step)
        if noun in _NOUNS:
            words[-1] = f"{_NOUNS[noun]} {step if noun == 'descriptors' else _called(holder, step)}"
        else:
            words.append(f"item {step + 1}" if isinstance(step, int) else step)
        noun = str(step)
    return ", ".join(word for word in words if word != "descriptors")


def _step(holder: Any, step: str | int) -> Any:  # noqa: ANN401 (whatever a file held)
    try:
        return holder[step]
    except (KeyError, IndexError, TypeError):
        return None


def _called(part: Any, step: str | int) -> str:  # noqa: ANN401 (whatever a file held)
    fields = part if isinstance(part, dict) else {}
    name = next((fields[field] for field in _NAMES if isinstance(fields.get(field), str | int)), None)
    position = step + 1 if isinstance(step, int) else step
    return str(name) if name is not None else f"no. {position}"
