"""What we stand on: asked for by name, and each with its reason written down."""

import ast
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
DECISION = (ROOT / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")


def _direct(option: str, section: str = "options") -> list[str]:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return [Requirement(line).name for line in config[section][option].strip().splitlines()]


def _imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_every_outside_package_that_is_imported_is_asked_for() -> None:
    asked_for = {canonicalize_name(name) for name in _direct("install_requires")}
    homes = packages_distributions()
    known = sys.stdlib_module_names | {"audit"}
    unasked = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path in (ROOT / "audit").rglob("*.py")
        for module in _imported_modules(path)
        if module not in known and not asked_for & {canonicalize_name(name) for name in homes.get(module, [])}
    }
    assert unasked == set()


@pytest.mark.parametrize(
    "name", [*_direct("install_requires"), *_direct("test", "options.extras_require")], ids=str.lower
)
def test_every_direct_dependency_has_its_reason_written_down(name: str) -> None:
    assert f"| {name} |" in DECISION


def test_no_dependency_is_explained_that_is_no_longer_asked_for() -> None:
    explained = {line.split("|")[1].strip() for line in DECISION.splitlines() if line.startswith("| ")}
    asked_for = {*_direct("install_requires"), *_direct("test", "options.extras_require")}
    assert explained - {"package", "---"} == asked_for
