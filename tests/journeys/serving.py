"""An instance served in processes of its own, as `make run` does it, worker included."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from example_instance import Example

MOST_SECONDS = 120


def find_port() -> int:
    """A port of this machine that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Served:
    """A served instance; it can be stopped and started again at the same address."""

    example: Example
    port: int = field(default_factory=find_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def sign_in_of(self, who: str) -> dict[str, str]:
        """The e-mail address and password of one of the example's people."""
        line = self.example.sign_ins[who]
        return {"email": line["email"], "password": line["password"]}

    def start(self) -> None:
        """Serve, and wait until it answers."""
        instance = str(self.example.instance)
        command = [sys.executable, "-m", "audit.cli", "--instance", instance, "serve", f"--port={self.port}"]
        log = self.example.instance / "serve.log"
        with log.open("ab") as words:
            self.process = subprocess.Popen(command, stdout=words, stderr=words)
        for _ in range(MOST_SECONDS * 10):
            if self._answers():
                return
            assert self.process.poll() is None, log.read_text()[-2000:]
            time.sleep(0.1)
        raise TimeoutError("the server does not answer")

    def stop(self) -> None:
        """End the server, its processes and its worker."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=MOST_SECONDS)
            self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@contextmanager
def serve(example: Example) -> Iterator[Served]:
    """Serve an instance for as long as the block runs."""
    served = Served(example)
    served.start()
    try:
        yield served
    finally:
        served.stop()
