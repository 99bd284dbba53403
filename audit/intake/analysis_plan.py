"""analysis.yaml becomes the plan of an analysis."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.intake.yaml_nodes import TOO_DEEP, find_too_deep

LARGEST_FILE = 1024 * 1024


class AnalysisPlanError(Exception):
    """The plan file cannot be used; the message says which line or setting and why."""


def read_analysis_plan(path: Path) -> AnalysisPlan:
    """The plan of a YAML file, defaults filled in. Raises AnalysisPlanError."""
    from pydantic import TypeAdapter, ValidationError

    settings = _read_settings(path)
    known = {each.name for each in fields(AnalysisPlan)}
    problems = [f"{name}: there is no such setting" for name in settings if name not in known]
    try:
        plan = TypeAdapter(AnalysisPlan).validate_python(
            {name: value for name, value in settings.items() if name in known}
        )
    except ValidationError as error:
        problems += [
            ": ".join([*(str(part) for part in fault["loc"]), fault["msg"].removeprefix("Value error, ")])
            for fault in error.errors()
        ]
    if problems:
        raise AnalysisPlanError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return plan


def _read_settings(path: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        if path.stat().st_size > LARGEST_FILE:
            raise AnalysisPlanError(f"{path.name}: is larger than 1 MB")
        text = path.read_text(encoding="utf-8-sig")
        if (deep_at := find_too_deep(text)) is not None:
            raise AnalysisPlanError(f"{path.name}: line {deep_at}: {TOO_DEEP}")
        settings = YAML(typ="safe", pure=True).load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise AnalysisPlanError(f"{path.name}: cannot be read ({error})") from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}:" if mark is not None else ""
        raise AnalysisPlanError(f"{path.name}:{line} {getattr(error, 'problem', error)}") from error
    except (ValueError, KeyError) as error:  # a day that is none, a number of thousands of figures, !!bool x
        raise AnalysisPlanError(f"{path.name}: a value cannot be read ({error})") from error
    if settings is None:
        return {}
    if not isinstance(settings, dict) or not all(isinstance(name, str) for name in settings):
        raise AnalysisPlanError(f"{path.name}: must hold settings, one `name: value` a line")
    return settings
