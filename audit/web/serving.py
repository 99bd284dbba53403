"""The web as it is served: gunicorn and the worker side by side, for as long as somebody wants them."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType

from audit.settings import INSTANCE_VARIABLE, Settings

N_PROCESSES = 2
N_THREADS = 4
# A list of 60,000 plans is read within one request; nothing else takes long.
TIMEOUT_SECONDS = 180
_PR_SET_PDEATHSIG = 1
Say = Callable[[str], None]


class PortTaken(Exception):
    """Something else answers at this address."""


def serve(settings: Settings, *, host: str, port: int, worker_command: Sequence[str], say: Say) -> int:
    """Serve until told to stop. A worker that ends is started again; when the web ends, all ends."""
    _check_port(host, port)
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    web, worker = _start(gunicorn_command(host, port), settings), _start(worker_command, settings)
    while not stop.wait(0.5) and web.poll() is None:
        if worker.poll() is not None:
            say("The worker ended and is started again.")
            worker = _start(worker_command, settings)
    for process in (web, worker):
        _end(process)
    return 0 if stop.is_set() else 1


def gunicorn_command(host: str, port: int) -> list[str]:
    """How the web is started; measurements start it in the same way."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "audit.web.application:application()",
        f"--bind={host}:{port}",
        f"--workers={N_PROCESSES}",
        f"--threads={N_THREADS}",
        "--worker-class=gthread",
        # Loaded once and shared: it opens neither database nor queue before somebody asks.
        "--preload",
        f"--timeout={TIMEOUT_SECONDS}",
        "--graceful-timeout=10",
        "--log-level=warning",
    ]


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise PortTaken(
                f"Port {port} cannot be used: something else has it. Choose another: make run PORT={port + 1}"
            ) from error


def _start(command: Sequence[str], settings: Settings) -> subprocess.Popen[bytes]:
    environment = {**os.environ, INSTANCE_VARIABLE: str(settings.instance)}
    return subprocess.Popen(command, env=environment, preexec_fn=_end_with_parent)  # noqa: S603


def _end_with_parent() -> None:
    # A killed parent must not leave a server behind that holds the port.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
