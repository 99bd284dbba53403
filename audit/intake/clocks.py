"""The file of limits -> clocks, with every problem named by its line."""

from functools import cache

from pydantic import ValidationError

from audit.domain.clock import ClockBook
from audit.folders import folder
from audit.intake.yaml_nodes import Path, read_yaml

FILE = "clocks/england.yaml"


class ClocksError(ValueError):
    """The file of limits cannot be used; the message says what to mend, and where."""


def read_clocks(text: str) -> ClockBook:
    """Read one file of limits; ClocksError names every problem at once."""
    sheet = read_yaml(text)
    if sheet.problems:
        raise ClocksError("\n".join(f"line {line}: {why}" for line, _path, why in sheet.problems))
    try:
        return ClockBook.model_validate(sheet.values)
    except ValidationError as error:
        raise ClocksError(
            "\n".join(_say(each["loc"], each["msg"], sheet.lines) for each in error.errors())
        ) from error


def _say(place: Path, message: str, lines: dict[Path, int]) -> str:
    path = place
    while path and path not in lines:
        path = path[:-1]
    where = ".".join(str(part) for part in place)
    return f"line {lines.get(path, 1)}, {where}: {message}"


@cache
def load_clocks() -> ClockBook:
    """The limits of this installation."""
    return read_clocks((folder("rubrics") / FILE).read_text(encoding="utf-8"))
