"""The set-up: what make promises, what the lock holds, and how it stops where it may not go on."""

import re
import shutil
import stat
import subprocess
from configparser import ConfigParser
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
MOST_RUNTIME_PACKAGES = 60


@pytest.fixture(scope="module")
def config() -> ConfigParser:
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def _locked_versions() -> dict[str, list[str]]:
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", LOCK, flags=re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


def _asked_for(lines: str) -> list[Requirement]:
    return [Requirement(line) for line in lines.strip().splitlines()]


@pytest.mark.parametrize("part", ["install_requires", "test"])
def test_the_lock_holds_what_setup_cfg_asks_for(config: ConfigParser, part: str) -> None:
    section = "options" if part == "install_requires" else "options.extras_require"
    locked = _locked_versions()
    for wanted in _asked_for(config[section][part]):
        versions = locked.get(canonicalize_name(wanted.name), [])
        assert versions, f"{wanted.name} is not locked: run make lock"
        assert all(wanted.specifier.contains(version) for version in versions), wanted


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"^(?=\S)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_place_to_fetch_from() -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links", LOCK)


def test_running_needs_few_packages(config: ConfigParser) -> None:
    seen: set[str] = set()
    waiting = _asked_for(config["options"]["install_requires"])
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in seen or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        waiting += [Requirement(line) for line in requires(name) or []]
    assert len(seen) <= MOST_RUNTIME_PACKAGES, sorted(seen)


def _targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, flags=re.MULTILINE))


def test_make_help_explains_every_command() -> None:
    help_text = subprocess.check_output(["make", "-s", "help"], cwd=ROOT, text=True)
    explained = dict(re.findall(r"^  make (\S+) +(\S.+)$", help_text, flags=re.MULTILINE))
    assert set(explained) == _targets()
    promised = {"run", "test", "setup", "lint", "types", "format", "lock", "clean", "wheel", "bench"}
    assert promised <= set(explained)


def test_continuous_integration_runs_make_test_and_hides_no_failure() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert commands[0] == "set -euo pipefail"
    assert commands[-1] == "make test"
    assert "||" not in script


def _executable(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A checkout on a machine whose python3 has no ensurepip and no Pango, and where nobody has sudo."""
    checkout = tmp_path / "a check out"
    shutil.copytree(ROOT / "tools", checkout / "tools")
    for name in ("requirements.lock", "setup.cfg", "pyproject.toml"):
        shutil.copy(ROOT / name, checkout)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("bash", "cat", "cut", "dirname", "env", "flock", "grep", "sha256sum"):
        (commands / name).symlink_to(shutil.which(name) or name)
    _executable(commands / "id", "#!/bin/sh\necho 1000\n")
    _executable(commands / "apt-get", "#!/bin/sh\necho apt-get was started >&2\nexit 99\n")
    _executable(
        commands / "python3",
        "#!/bin/sh\n"
        'case "$*" in *ensurepip*|*pangoft2*) exit 1;; *print*) echo "${MADE_UP:-3.11}";; '
        '*version_info*) [ "${MADE_UP:-3.11}" = 3.11 ];; *) echo "Python ${MADE_UP:-3.11}";; esac\n',
    )
    return checkout


def _set_up(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "tools/setup.sh", *arguments],
        cwd=checkout,
        env={"PATH": str(checkout.parent / "bin"), **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_without_root_the_set_up_stops_with_the_exact_apt_line(bare_machine: Path) -> None:
    done = _set_up(bare_machine)
    assert done.returncode != 0
    line = "    apt-get install --yes --no-install-recommends python3-venv libpangoft2-1.0-0"
    assert line in done.stderr.splitlines()
    assert "apt-get was started" not in done.stderr
    assert not (bare_machine / ".venv").exists()


def test_where_sudo_asks_a_password_the_line_begins_with_sudo(bare_machine: Path) -> None:
    _executable(bare_machine.parent / "bin" / "sudo", "#!/bin/sh\nexit 1\n")
    assert "    sudo apt-get install --yes" in _set_up(bare_machine).stderr


def test_an_unfit_python_is_named_with_the_way_out(bare_machine: Path) -> None:
    done = _set_up(bare_machine, MADE_UP="3.9")
    assert done.returncode != 0
    assert "Python 3.11, 3.12 or 3.13 is needed; python3 is Python 3.9." in done.stderr
    assert "make PYTHON=" in done.stderr
