"""The house stands: imports point downstairs, and every one of them can be seen at the top of its file."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for path in (ROOT / "audit").rglob("*.py") if "versions" not in path.parts)
# The command line starts the worker, so it stands over the jobs; no door may be known to the web.
FLOORS = [
    "__main__",
    "cli",
    "jobs | power_command | study_commands | step_bar",
    "out_files",
    "web",
    "workflow",
    "intake | reporting | store",
    "domain",
    "statistics",
]


@pytest.fixture(scope="module")
def contracts() -> ConfigParser:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


def test_the_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_floors_are_the_ones_of_the_house(contracts: ConfigParser) -> None:
    downstairs = contracts["importlinter:contract:downstairs"]
    assert downstairs["layers"].strip().splitlines() == FLOORS
    assert downstairs.getboolean("exhaustive")
    assert downstairs["exhaustive_ignores"].split() == ["settings", "folders"]


def test_the_floors_below_the_workflow_know_neither_the_web_nor_the_database(contracts: ConfigParser) -> None:
    unknowing = contracts["importlinter:contract:numbers-know-no-web"]
    assert unknowing["source_modules"].split() == [
        f"audit.{floor}" for floor in ("statistics", "domain", "reporting", "intake")
    ]
    assert unknowing["forbidden_modules"].split() == ["flask", "sqlalchemy", "wtforms", "werkzeug"]


def test_type_checking_imports_count_too(contracts: ConfigParser) -> None:
    assert not contracts["importlinter"].getboolean("exclude_type_checking_imports")


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _is_our_own(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").partition(".")[0] == "audit"
    return isinstance(node, ast.Import) and any(name.name.partition(".")[0] == "audit" for name in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_our_own_modules_are_never_imported_inside_a_function(path: Path) -> None:
    hidden = [
        f"line {node.lineno} in {function.name}"
        for function in _functions(ast.parse(path.read_text(encoding="utf-8")))
        for node in ast.walk(function)
        if function.name != "create_app" and _is_our_own(node)
    ]
    assert hidden == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    """A circle of imports shows only to whoever enters it at the wrong place, so it is looked for."""
    graph = grimp.build_graph("audit", exclude_type_checking_imports=True, cache_dir=None)
    imported = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert len(imported) >= len(MODULES)
    TopologicalSorter(imported).prepare()  # raises CycleError, which names the circle
