"""What is in the checkout is in the wheel, and the wheel runs from anywhere."""

import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED_FOLDERS = ("audit", "reports", "rubrics", "templates")
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "*.egg-info")


def _where_in_wheel(path: Path) -> str:
    relative = path.relative_to(ROOT)
    return str(relative if relative.parts[0] == "audit" else Path("audit") / relative)


def _files(folder: str) -> list[Path]:
    return [
        path
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    ]


def _run(*command: object, **options: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing left over in build/ slips in and nothing is left behind."""
    copy = tmp_path_factory.mktemp("source")
    for folder in SHIPPED_FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=NOT_SHIPPED)
    for name in ("pyproject.toml", "setup.cfg", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", out, copy)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the unpacked wheel and its command; what it needs comes from this environment."""
    target = tmp_path_factory.mktemp("installed")
    install = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    _run(*install, "--target", target, wheel)
    return target


def _run_installed(installed: Path, *command: object) -> str:
    return _run(*command, cwd=installed.parent, env={"PYTHONPATH": str(installed), "PATH": "/usr/bin:/bin"})


def test_setup_cfg_lists_every_package_in_the_tree() -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = config["options"]["packages"].split()
    in_tree = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "audit").rglob("*.py")
        if "__pycache__" not in path.parts
    }
    mapped = {line.split()[0] for line in config["options"]["package_dir"].strip().splitlines()}
    assert set(listed) == in_tree | mapped
    assert listed == sorted(listed)


@pytest.mark.parametrize("folder", SHIPPED_FOLDERS)
def test_every_file_of_the_folder_is_in_the_wheel(folder: str, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    files = _files(folder)
    assert files, f"{folder} is empty"
    assert [path.relative_to(ROOT).as_posix() for path in files if _where_in_wheel(path) not in shipped] == []


def test_the_wheel_holds_nothing_but_the_package_and_its_description(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert tops == {"audit", "ehcp_audit-0.1.0.dist-info"}


def test_the_installed_wheel_finds_its_folders_from_anywhere(installed: Path) -> None:
    names = ("rubrics", "templates", "reports")
    ask = f"from audit.folders import folder; print(*map(folder, {names}), sep='\\n')"
    found = _run_installed(installed, sys.executable, "-c", ask).splitlines()
    assert found == [str(installed / "audit" / name) for name in names]


def test_the_installed_command_explains_itself_from_anywhere(installed: Path) -> None:
    assert "doctor" in _run_installed(installed, sys.executable, installed / "bin" / "ehcp-audit", "--help")


def test_the_installed_command_reads_the_rubric_that_it_brought(installed: Path) -> None:
    rubric = installed / "audit" / "rubrics" / "plan_2026.yaml"
    _run_installed(installed, sys.executable, installed / "bin" / "ehcp-audit", "rubric", "check", rubric)
