"""Open a workbook that a stranger sent: what it claims and what it really holds are both checked first."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from audit.intake.reading import MAX_BYTES, UnreadableFile

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook  # type: ignore[import-untyped,unused-ignore]

MAX_ENTRIES = 1_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_SHARED_TEXT = 30 * 1024 * 1024
MAX_RATIO = 100
_TINY = 10_000  # bytes; below this a high ratio is harmless
_CHUNK = 1024 * 1024
_FORMULA_CELL = re.compile(rb"<c(\s[^<>]*)>\s*<f[\s>/]")
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_RESULT = re.compile(rb"<v(?:\s[^<>]*)?>[^<]")
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")

TOO_LARGE = (
    f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Keep only the list of plans in it, "
    "or split the list by year, and upload it again."
)
_CORRUPT = (
    "The workbook is damaged and cannot be opened. Open it in Excel, save it again as .xlsx and upload that."
)
_LOCKED = (
    "The workbook is protected by a password. Open it in Excel, take the password off "
    "(File, Info, Protect Workbook, Encrypt with Password), save it and upload it again."
)
_OLD_FORM = (
    "This file is in an older Office form, such as .xls. "
    "Save it as an Excel workbook (.xlsx) and upload that."
)
_BOMB = (
    "The workbook unpacks to far more than a list of plans needs, so it was not opened. "
    "Copy the list alone into a new workbook and upload that."
)
_NOT_EXCEL = (
    "This is not an Excel workbook. Save the list as .xlsx, or use the CSV template, and upload that."
)


def is_office_file(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def check_workbook(content: bytes) -> None:
    """Refuse a workbook that is locked, damaged, of another kind, or that unpacks to too much."""
    if content.startswith(_OLE):
        raise UnreadableFile(_LOCKED if "EncryptedPackage".encode("utf-16-le") in content else _OLD_FORM)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_claims(archive.infolist(), len(content))
            _check_kind(set(archive.namelist()))
            _check_real_bytes(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableFile(_CORRUPT) from error


def _check_claims(entries: list[zipfile.ZipInfo], n_bytes: int) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile(_LOCKED)
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > min(MAX_UNPACKED, max(n_bytes, _TINY) * MAX_RATIO):
        raise UnreadableFile(_BOMB)
    if any(_is_bomb(entry) for entry in entries):
        raise UnreadableFile(_BOMB)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    if "/worksheets/" not in entry.filename and entry.file_size > MAX_SHARED_TEXT:
        return True  # what is not a sheet is held in memory whole
    return entry.file_size > max(entry.compress_size, _TINY) * MAX_RATIO


def _check_kind(names: set[str]) -> None:
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnreadableFile(_NOT_EXCEL)


def _check_real_bytes(archive: zipfile.ZipFile) -> None:
    """Unpack everything once, a piece at a time and keeping nothing: a directory may lie, bytes do not."""
    n_left = MAX_UNPACKED
    for entry in archive.infolist():
        with archive.open(entry) as member:
            while piece := member.read(_CHUNK):
                n_left -= len(piece)
                if n_left < 0:
                    raise UnreadableFile(_BOMB)


@contextmanager
def open_workbook(content: bytes) -> Iterator["Workbook"]:
    """A checked workbook, read-only, with the results that formulas had when it was saved."""
    check_workbook(content)
    from openpyxl import load_workbook  # type: ignore[import-untyped,unused-ignore]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that a list does not need
        try:
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl lets many kinds through; each means a damaged workbook
            raise UnreadableFile(_CORRUPT) from error
        try:
            yield book
        finally:
            book.close()


def rows_of(sheet: Any) -> Iterator[Sequence[object]]:  # noqa: ANN401 - openpyxl is untyped
    """Every row of a sheet, from the first; whatever openpyxl stumbles over means a damaged workbook."""
    sheet.reset_dimensions()  # some programs write a size that is not the sheet's
    try:
        yield from sheet.iter_rows(values_only=True)
    except Exception as error:
        raise UnreadableFile(_CORRUPT) from error


def unsaved_formulas(content: bytes, member: str) -> frozenset[tuple[int, int]]:
    """The cells (row, column, from 1) of a sheet that hold a formula but no result of it.

    openpyxl gives either formulas or results, and a second reading would take as long as the first; so the
    sheet's own text is searched for formula cells. What this finds only chooses the words for a blank cell.
    """
    found: set[tuple[int, int]] = set()
    rest = b""
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(member) as sheet:
        while piece := sheet.read(_CHUNK):
            whole, end, rest = (rest + piece).rpartition(b"</c>")
            if b"<f" in whole:
                found.update(_cells_without_result(whole + end))
    return frozenset(found)


def _cells_without_result(text: bytes) -> Iterator[tuple[int, int]]:
    for cell in _FORMULA_CELL.finditer(text):
        place = _PLACE.search(cell[1])
        if place and not _RESULT.search(text, cell.end(), text.find(b"</c>", cell.end())):
            yield int(place[2]), _column_number(place[1])


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
