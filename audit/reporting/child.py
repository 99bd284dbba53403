"""The process of one report (`-m audit.reporting.child SECONDS MEGABYTES KIND`): content in, PDF out."""

import resource
import sys
from typing import Any, NoReturn

from audit.reporting.content import ReportContent
from audit.reporting.typeset import typeset
from audit.reporting.years_content import YearsContent

_KINDS: dict[str, type[ReportContent] | type[YearsContent]] = {
    kind.__name__: kind for kind in (ReportContent, YearsContent)
}


def main() -> None:
    """Read the content from standard input and write the PDF to standard output."""
    seconds, megabytes = (int(word) for word in sys.argv[1:3])
    _limit(seconds, megabytes)
    sys.addaudithook(_refuse_network)
    content = _KINDS[sys.argv[3]].from_json(sys.stdin.read())
    sys.stdout.buffer.write(typeset(content))


def _limit(seconds: int, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """No report fetches anything from outside, whatever library may try."""
    if event in (
        "socket.connect",
        "socket.bind",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendto",
    ):
        raise PermissionError("a report may not use the network")


def _complain(error: BaseException) -> NoReturn:
    """The reason on the last line; no traceback, since it could quote what people wrote."""
    print(f"{type(error).__name__}: {error}".replace("\n", " "), file=sys.stderr)
    raise SystemExit(3)


if __name__ == "__main__":
    try:
        main()
    except BaseException as error:  # FatalURLFetchingError is no Exception
        if isinstance(error, SystemExit):
            raise
        _complain(error)
