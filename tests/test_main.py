"""The start of the command line."""

import signal
import subprocess
import sys

import pytest


@pytest.mark.parametrize("loaded", ["click", "audit.domain.access", "sqlalchemy"])
def test_ctrl_c_while_it_loads_ends_it_without_a_word(loaded: str):
    command = [sys.executable, "-X", "importtime", "-m", "audit", "doctor"]
    starting = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What is started in the background ignores Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    for line in starting.stderr:
        if line.rpartition("|")[2].strip() == loaded:
            break
    starting.send_signal(signal.SIGINT)
    said, complaint = starting.communicate(timeout=30)
    assert starting.returncode == -signal.SIGINT  # of which a shell makes 130
    assert said == ""
    assert [line for line in complaint.splitlines() if not line.startswith("import time:")] == []


def test_a_start_that_ignores_ctrl_c_goes_on_ignoring_it():
    script = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); import audit.__main__; "
    script += "print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr


def test_the_loaded_command_answers_ctrl_c_itself():
    script = "import signal, audit.__main__; "
    script += "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert done.stdout == "True\n", done.stderr
