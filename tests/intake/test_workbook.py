import io
import time
import zipfile

import pytest
import xlsxwriter

from audit.intake.reading import UnreadableFile
from audit.intake.workbook import check_workbook, open_workbook, rows_of, unsaved_formulas


def small_workbook():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet("List_1").write(0, 0, "Unique ID")
    book.close()
    return stream.getvalue()


def archive(members, **options):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
SHELL = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def test_a_good_workbook_opens():
    with open_workbook(small_workbook()) as book:
        assert book.sheetnames == ["List_1"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE, "older Office form"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (archive({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), "not an Excel workbook"),
        (archive(SHELL), "damaged"),
        (archive({**SHELL, "xl/worksheets/sheet1.xml": b"0" * 50_000_000}), "unpacks to far more"),
        (archive({**SHELL, **{f"xl/media/{n}": b"" for n in range(1100)}}), "unpacks to far more"),
    ],
    ids=["locked", "xls", "cut", "docx", "shell", "bomb", "many"],
)
def test_a_workbook_that_cannot_be_used_is_refused_with_what_to_do(content, words):
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match=words), open_workbook(content):
        pass
    assert time.monotonic() - started < 2


def test_a_locked_zip_is_told_from_a_damaged_one():
    content = bytearray(small_workbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    with pytest.raises(UnreadableFile, match="password"):
        check_workbook(bytes(content))


def test_a_directory_that_lies_about_sizes_is_found_out():
    content = archive({**SHELL, "xl/worksheets/sheet1.xml": b"0" * 3_000_000})
    real, claimed = (3_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little")
    assert real in content
    with pytest.raises(UnreadableFile, match="damaged"):
        check_workbook(content.replace(real, claimed))


def test_a_damaged_member_is_found_before_anything_is_read():
    content = bytearray(small_workbook())
    place = content.find(b"xl/worksheets/sheet1.xml") + 60
    content[place : place + 20] = b"\0" * 20
    with pytest.raises(UnreadableFile, match="damaged"):
        check_workbook(bytes(content))


def with_sheet(text):
    """A good workbook but for the text of its sheet."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small_workbook())) as good, zipfile.ZipFile(packed, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, text if name.endswith("sheet1.xml") else good.read(name))
    return packed.getvalue()


START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
END = b"</row></sheetData></worksheet>"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "text",
    [
        ENTITIES + START + b'<c r="A1" t="str"><v>&b;</v></c>' + END,
        START + b'<c r="A1" t="s"><v>99999</v></c>' + END,
        START + b'<c r="A1"><v>many</v></c>' + END,
        START + b'<c r="??"><v>1</v></c>' + END,
        START + b'<c r="A1"><v>1</v>',
        b"",
    ],
    ids=["entities", "no such text", "no number", "no place", "cut", "nothing"],
)
def test_a_sheet_that_makes_no_sense_is_damaged(text):
    with pytest.raises(UnreadableFile, match="damaged"), open_workbook(with_sheet(text)) as book:
        list(rows_of(book["List_1"]))


def test_unsaved_formulas_are_found_and_saved_ones_are_not():
    cells = (
        b'<c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><v>7</v></c>'
        b'<c r="AA1" s="3" t="str"><f t="shared" si="0"/><v></v></c>'
    )
    content = with_sheet(START + cells + END)
    assert unsaved_formulas(content, "xl/worksheets/sheet1.xml") == {(1, 1), (1, 27)}
