import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit.cli import main


def run(path, *words):
    command = ["study", "--scenario", "small_sample", "--results", str(path), *words]
    return CliRunner().invoke(main, command)


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    path = tmp_path_factory.mktemp("study") / "results.csv"
    done = run(path, "--sets", "1", "--jobs", "1")
    assert done.exit_code == 0, done.output
    return path, done


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def test_the_summary_is_printed_and_kept_beside_the_results(studied):
    path, done = studied
    page = path.with_name("summary.md").read_text(encoding="utf-8")
    assert done.stdout == page + "\n"
    assert "| small_sample | live | cohort_trend `cannot_tell` | 1 | 100.0% |" in page
    assert "Data sets" in done.stderr


def test_sets_that_are_there_are_not_made_again(studied):
    path, _ = studied
    before = lines_of(path)
    assert len(before) == 1 + 3
    more = run(path, "--sets", "2", "--jobs", "2")
    assert more.exit_code == 0, more.output
    after = lines_of(path)
    assert after[:4] == before
    assert len(after) == 1 + 6


def test_a_set_is_the_same_whatever_ran_beside_it(studied, tmp_path):
    path, _ = studied
    again = tmp_path / "results.csv"
    run(again, "--sets", "1", "--jobs", "2")
    assert sorted(lines_of(again)) == sorted(lines_of(path)[:4])


def test_sets_of_older_rules_are_made_again(studied, tmp_path):
    path, _ = studied
    older = tmp_path / "results.csv"
    headings, *rows = lines_of(path)[:4]
    place = headings.split(",").index("rules")
    cells = [row.split(",") for row in rows]
    text = [",".join([*row[:place], "0", *row[place + 1 :]]) for row in cells]
    older.write_text("\n".join([headings, *text]) + "\n", encoding="utf-8")
    run(older, "--sets", "1", "--jobs", "1")
    assert len(lines_of(older)) == 1 + 6


def test_a_results_file_that_is_another_file_is_refused(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text("mine\n", encoding="utf-8")
    done = run(path, "--sets", "1")
    assert done.exit_code == 1
    assert "has other columns" in done.stderr
    assert path.read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize(("name", "reason"), [("summary.md", "give --results another"), ("", "It is empty")])
def test_a_name_that_results_cannot_have_is_refused(tmp_path, monkeypatch, name, reason):
    monkeypatch.chdir(tmp_path)
    done = run(name, "--sets", "1", "--jobs", "1")
    assert done.exit_code == 2
    assert reason in done.stderr
    assert list(tmp_path.iterdir()) == []


def running_in(group):
    """The processes of a group that still run; one that has ended but was not collected does not count."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, own_group = path.read_text().rpartition(")")[2].split()[:3]
            if int(own_group) == group and state != "Z":
                found.append(path.parent.name)
    return found


@contextmanager
def started(path, n_lines):
    """A study in a process group of its own, from the moment that its file holds so many lines."""
    words = ["study", "--scenario", "small_sample", "--sets", "500", "--results", str(path)]
    study = subprocess.Popen(
        [sys.executable, "-m", "audit.cli", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # What is started in the background ignores Ctrl-C, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        assert holds(lambda: path.exists() and path.read_bytes().count(b"\n") >= n_lines, 60)
        yield study
        assert holds(lambda: running_in(study.pid) == [], 20)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(study.pid, signal.SIGKILL)
        study.communicate()


def holds(is_so, n_seconds):
    until = time.monotonic() + n_seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()


@pytest.mark.parametrize(
    ("number", "send", "code"),
    [(signal.SIGINT, os.killpg, 1), (signal.SIGTERM, os.kill, 143), (signal.SIGTERM, os.killpg, 143)],
)
@pytest.mark.parametrize("n_lines", [1, 4])
def test_whoever_stops_it_finds_whole_lines_and_no_process(tmp_path, number, send, code, n_lines):
    path = tmp_path / "results.csv"
    with started(path, n_lines) as study:
        send(study.pid, number)
        _, said = study.communicate(timeout=30)
    assert study.returncode == code, said
    assert b"Traceback" not in said
    assert b"leaked" not in said
    content = path.read_bytes()
    assert content.endswith(b"\n")
    width = content.splitlines()[0].count(b",")
    assert all(line.count(b",") == width for line in content.splitlines())


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.15])
def test_ctrl_c_while_its_processes_are_being_started_is_not_lost(tmp_path, delay):
    """The headings stand before the processes do, so this is when they come up."""
    with started(tmp_path / "results.csv", 1) as study:
        time.sleep(delay)
        os.killpg(study.pid, signal.SIGINT)
        _, said = study.communicate(timeout=30)
    assert study.returncode == 1, said


def test_no_process_outlives_a_study_that_was_killed(tmp_path):
    with started(tmp_path / "results.csv", 2) as study:
        study.kill()
        study.communicate(timeout=30)


def test_a_process_that_is_killed_stops_the_study_in_words(tmp_path):
    with started(tmp_path / "results.csv", 2) as study:
        os.kill(int(max(running_in(study.pid), key=int)), signal.SIGKILL)
        _, said = study.communicate(timeout=30)
    assert study.returncode == 1
    assert b"run the same command again" in said
    assert b"Traceback" not in said
