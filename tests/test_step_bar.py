"""The bar of long commands: on a terminal only, after a while only, and gone when it is over."""

import io
import time

import pytest

from audit.step_bar import tell_steps


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def wait_for(terminal: Terminal, words: str) -> None:
    until = time.monotonic() + 10
    while words not in terminal.getvalue():
        assert time.monotonic() < until, terminal.getvalue()
        time.sleep(0.01)


def test_what_takes_long_shows_its_step_and_share():
    terminal = Terminal()
    with tell_steps("Analysing", stream=terminal, patience=0.0, every=0.01) as tell:
        tell("agreement", 0.5)
        wait_for(terminal, "50% agreement")
    assert terminal.getvalue().endswith("\r")
    assert "#" * 15 + "-" * 15 in terminal.getvalue()


def test_what_is_quick_shows_nothing():
    terminal = Terminal()
    with tell_steps("Analysing", stream=terminal, every=0.01) as tell:
        tell("agreement", 0.5)
        time.sleep(0.05)
    assert terminal.getvalue() == ""


def test_a_file_or_a_pipe_gets_no_bar():
    pipe = io.StringIO()
    with tell_steps("Analysing", stream=pipe, patience=0.0, every=0.01) as tell:
        tell("agreement", 0.5)
        time.sleep(0.05)
    assert pipe.getvalue() == ""


def test_the_bar_goes_when_somebody_interrupts():
    terminal = Terminal()
    with (
        pytest.raises(KeyboardInterrupt),
        tell_steps("Analysing", stream=terminal, patience=0.0, every=0.01) as tell,
    ):
        tell("agreement", 0.5)
        wait_for(terminal, "agreement")
        raise KeyboardInterrupt
    assert terminal.getvalue().endswith("\r")
