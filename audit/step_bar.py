"""A bar on the terminal for what takes more than two seconds; nothing where nobody looks at a terminal."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

PATIENCE = 2.0
_EVERY = 0.5
_WIDTH = 30
Steps = Callable[[str, float], None]


@contextmanager
def tell_steps(
    what: str, *, stream: TextIO | None = None, patience: float = PATIENCE, every: float = _EVERY
) -> Iterator[Steps]:
    """What is told of steps is shown, from the moment that somebody begins to wonder.

    The seconds go on counting within a long step, so that a bar that stands still is seen to be alive.
    """
    out = sys.stderr if stream is None else stream
    if not out.isatty():
        yield lambda step, done_share: None
        return
    bar = _Bar(what, out, patience)
    ticking = threading.Thread(target=bar.tick, args=(every,), daemon=True)
    ticking.start()
    try:
        yield bar.tell
    finally:
        bar.over.set()
        ticking.join()
        bar.clear()


class _Bar:
    def __init__(self, what: str, out: TextIO, patience: float) -> None:
        self.what, self.out, self.patience = what, out, patience
        self.over = threading.Event()
        self.step, self.share, self.began_at, self.is_shown = "", 0.0, time.monotonic(), False

    def tell(self, step: str, done_share: float) -> None:
        self.step, self.share = step, done_share

    def tick(self, every: float) -> None:
        while not self.over.wait(every):
            if time.monotonic() - self.began_at >= self.patience:
                self._show()

    def _show(self) -> None:
        n_done = round(self.share * _WIDTH)
        bar = "#" * n_done + "-" * (_WIDTH - n_done)
        seconds = int(time.monotonic() - self.began_at)
        line = f"\r{self.what} [{bar}] {self.share:4.0%} {self.step}, {seconds} s"
        click.echo(f"{line:<79}", file=self.out, nl=False)
        self.is_shown = True

    def clear(self) -> None:
        if self.is_shown:
            click.echo(f"\r{'':<79}\r", file=self.out, nl=False)
