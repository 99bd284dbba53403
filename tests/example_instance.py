"""The example area, made once for a whole test run and copied for whoever changes it."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

MOST_SECONDS = 600


@dataclass(frozen=True)
class Example:
    """An instance folder of the example area, and its command line."""

    instance: Path

    def run(self, *words: str, **options: object) -> subprocess.CompletedProcess[str]:
        """The command line in a process of its own, as people use it."""
        command = [sys.executable, "-m", "audit.cli", "--instance", str(self.instance), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, **options)

    @property
    def sign_ins(self) -> dict[str, dict[str, str]]:
        """Who can sign in, by the part of the e-mail address before the @."""
        lines = json.loads((self.instance / "example-sign-ins.json").read_text())
        return {line["email"].split("@")[0]: line for line in lines}

    def copy(self, folder: Path) -> "Example":
        """The same, to change as one likes."""
        shutil.copytree(self.instance, folder)
        return Example(folder)


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of the test run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def make_once(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """Made by whichever process of the test run comes first; the others wait for it.

    It is made where an earlier try was killed at the last moment, before the database was in its place.
    """
    shared = shared_folder(tmp_path_factory)
    example, ready = Example(shared / "example-instance"), shared / "example-is-ready"
    try:
        os.close(os.open(shared / "example-is-being-made", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        _wait_for(ready)
        return example
    _leave_as_killed(example.instance)
    done = example.run("demo")
    worked = example.run("worker", "--once")
    ready.write_text(done.stderr + worked.stderr if done.returncode or worked.returncode else "")
    _wait_for(ready)
    return example


def _leave_as_killed(instance: Path) -> None:
    for left_over in ("settings.toml", "example-sign-ins.json", "keys/area", ".making/workbench.sqlite3"):
        (instance / left_over).parent.mkdir(parents=True, exist_ok=True)
        (instance / left_over).write_text("of an earlier try")


def _wait_for(ready: Path) -> None:
    for _ in range(MOST_SECONDS * 5):
        if ready.exists():
            break
        time.sleep(0.2)
    failure = ready.read_text() if ready.exists() else "nobody finished it"
    if failure:
        pytest.fail(f"the example could not be made: {failure}")
