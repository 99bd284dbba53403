"""Content -> PDF, in a child process that is given nothing but the content and may not run for ever."""

import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from audit.folders import folder
from audit.reporting.content import ReportContent
from audit.reporting.years_content import YearsContent

_CHILD = "audit.reporting.child"
_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


class ReportFailed(Exception):
    """The report could not be made; the text says why and what to do."""


@dataclass(frozen=True)
class Limits:
    """How long one report may take and how much memory it may hold."""

    seconds: int = 120
    megabytes: int = 1024


def make_pdf(content: ReportContent | YearsContent, *, limits: Limits | None = None) -> bytes:
    """The report as PDF/UA-1: the same content gives the same bytes.

    Raises ReportFailed if it takes too long, needs too much memory or asks for a file that is not its own.
    """
    allowed = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        return _run_child(content, allowed, Path(name))


def _run_child(content: ReportContent | YearsContent, limits: Limits, scratch: Path) -> bytes:
    kind = type(content).__name__
    command = [sys.executable, "-P", "-m", _CHILD, str(limits.seconds), str(limits.megabytes), kind]
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell, no text from outside
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=scratch,
        env=_environment(scratch),
        start_new_session=True,
    )
    try:
        pdf, complaint = process.communicate(content.to_json().encode(), timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise ReportFailed(
            f"The report took longer than {limits.seconds} seconds and was stopped. Nothing was lost: "
            "ask for it again, or allow more time if the round is very large."
        ) from error
    finally:
        _end(process)
    if process.returncode != 0:
        raise ReportFailed(_reason(process.returncode, complaint.decode("utf-8", "replace"), limits))
    return pdf


def _end(process: subprocess.Popen[bytes]) -> None:
    """Whatever happened above, no child outlives its parent's interest in it."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of the parent's: no secrets, no proxy, no locale, no time zone, no fonts of the machine."""
    fontconfig = scratch / "fonts.conf"
    words = {"fonts": str(folder("reports") / "fonts"), "cache": str(scratch / "cache")}
    fontconfig.write_text(_FONTCONFIG.format(**{key: escape(word) for key, word in words.items()}), "utf-8")
    here = {key: str(scratch) for key in ("HOME", "TMPDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME")}
    return here | {
        "FONTCONFIG_FILE": str(fontconfig),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLBACKEND": "svg",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _reason(code: int, complaint: str, limits: Limits) -> str:
    last = complaint.strip().splitlines()[-1] if complaint.strip() else ""
    if "MemoryError" in last or code < 0:
        ended = f" (ended by signal {-code})" if code < 0 else ""
        return (
            f"The report needed more than the {limits.megabytes} MB of memory it may use, "
            f"or was ended from outside{ended}. "
            "Ask for it again, or allow more memory if the round is very large."
        )
    return f"The report could not be made: {last or f'the child process ended with code {code} and no word'}"
