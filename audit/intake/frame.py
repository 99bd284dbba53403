"""The way in for a list of documents: told by what is in the file, never by its name."""

import csv
import io
import re
import unicodedata
from datetime import date

from audit.domain.case import Basis
from audit.intake.annex_a import read_workbook
from audit.intake.cases_csv import read_csv
from audit.intake.reading import MAX_BYTES, MAX_ROWS, FrameReading, UnreadableFile
from audit.intake.workbook import TOO_LARGE, is_office_file

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "FrameReading",
    "UnreadableFile",
    "read_frame",
    "refusals_csv",
    "safe_file_name",
]

_NOT_A_LIST = "Upload the Annex A workbook (.xlsx, sheet List_1), or a CSV file made from the template."
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "This is a PDF."),
    (b"\x89PNG", "This is a picture."),
    (b"\xff\xd8\xff", "This is a picture."),
    (b"GIF8", "This is a picture."),
    (b"\x1f\x8b", "This is a compressed file."),
    (b"7z\xbc\xaf", "This is a compressed file."),
    (b"Rar!", "This is a compressed file."),
    (b"{\\rtf", "This is a text document."),
    (b"<", "This is a web page or an XML file."),
    (b"PAR1", "This is a data file of another kind."),
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_UNSAFE_IN_NAME = re.compile(r"[^\w .()\-]+")


def read_frame(content: bytes, file_name: str, *, basis: Basis, today: date) -> FrameReading:
    """Read a list of plans, whatever its form; each row is accepted or refused with a reason."""
    if not content.strip():
        raise UnreadableFile(f"The file “{safe_file_name(file_name)}” is empty. {_NOT_A_LIST}")
    if len(content) > MAX_BYTES:
        raise UnreadableFile(TOO_LARGE)
    if is_office_file(content):
        return read_workbook(content, basis=basis, today=today)
    refuse_other_kinds(content, _NOT_A_LIST)
    return read_csv(content, basis=basis, today=today)


def refuse_other_kinds(content: bytes, advice: str) -> None:
    """Refuse a PDF, a picture and whatever else is no table in text; `advice` says what to do instead."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:16]
    for mark, words in _KINDS:
        if start.startswith(mark):
            raise UnreadableFile(f"{words} {advice}")
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    headings = content[:4096].split(b"\n", 1)[0]
    if not is_wide and any(byte < 9 or 13 < byte < 32 for byte in headings):
        raise UnreadableFile(f"This is not a list in text. {advice}")


def safe_file_name(file_name: str) -> str:
    """A name that can be shown and stored: no folders, no control or direction marks, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", file_name))[-1]
    return _UNSAFE_IN_NAME.sub("_", last).strip(" ._")[:100] or "list"


def refusals_csv(reading: FrameReading) -> bytes:
    """Every fault by row, column and reason, for the person who mends the list; no cell is quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Row", "Column", "What happened", "Reason"])
    faults = [(problem, "refused") for problem in reading.refused]
    faults += [(problem, "warning") for problem in reading.warnings]
    for problem, outcome in sorted(faults, key=lambda fault: (fault[0].row, fault[1])):
        writer.writerow([problem.row, _plain(problem.column), outcome, _plain(problem.reason)])
    return ("\ufeff" + text.getvalue()).encode()


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
