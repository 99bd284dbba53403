"""One writer at a time, in the order of coming: SQLite lets those who wait sleep and try, unfairly."""

import fcntl
import os
import threading
import time
from pathlib import Path

STEP_SECONDS = 0.001


class WriteQueue:
    """The queue of one database file: a lock among the threads of a process, a locked file among processes.

    It only spares waiting. Whoever has waited as long as the database lets them goes on to the database's
    own lock, which decides; and what a dead process held is free, as the system lets go of its files.
    """

    def __init__(self, database: Path, *, seconds: float) -> None:
        self.path, self.seconds = database.with_name(f"{database.name}-queue"), seconds
        self._threads, self._file = threading.Lock(), -1

    def enter(self) -> bool:
        """Wait for the turn; whether it came in time."""
        last = time.monotonic() + self.seconds
        if not self._threads.acquire(timeout=self.seconds):
            return False
        try:
            return self._enter_file(last)
        except OSError:
            # A queue that cannot be used only spares nobody the waiting.
            self.leave()
            return False

    def leave(self) -> None:
        """Let the next one in."""
        if self._file >= 0:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Let go of the file; it is opened again when somebody enters."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def __del__(self) -> None:
        self.close()

    def _enter_file(self, last: float) -> bool:
        if self._file < 0:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while not self._try_file():
            if time.monotonic() > last:
                self.leave()
                return False
            time.sleep(STEP_SECONDS)
        return True

    def _try_file(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
