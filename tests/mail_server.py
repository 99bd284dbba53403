"""A mail server of the tests' own: it speaks just enough SMTP to take a message, or to refuse one."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """What arrived. `answers` says something else than yes to a word: {"RCPT": "550 no such person"}."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.decode("ascii", "replace").strip()
            verb = word.partition(" ")[0].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            answer = self._state.answers.get(verb)
            if answer:
                self._say(answer)
            elif verb == "DATA":
                self._take()
            else:
                if verb == "RCPT":
                    self._state.recipients.append(word)
                self._say("250 ok")

    @property
    def _state(self) -> MailServer:
        return self.server.state  # type: ignore[attr-defined]

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self._state.received.append(message)  # type: ignore[arg-type]
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def serve_mail(**answers: str) -> Iterator[MailServer]:
    """A mail server on a port of its own, for as long as the block runs."""
    state = MailServer(answers=dict(answers))
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.state = state  # type: ignore[attr-defined]
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
