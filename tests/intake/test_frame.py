import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.case import Basis, Problem
from audit.intake.frame import MAX_BYTES, UnreadableFile, read_frame, refusals_csv, safe_file_name
from audit.intake.reading import FrameReading

TODAY = date(2026, 11, 1)


def read(content, name="list.xlsx"):
    return read_frame(content, name, basis=Basis.FIRST_PLANS, today=TODAY)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \r\n", "is empty"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b"<html><body>", "web page or an XML file"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "web page or an XML file"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00", "not a list in text"),
        (b"x" * (MAX_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(content, words):
    with pytest.raises(UnreadableFile, match=words) as refusal:
        read(content)
    assert "upload" in str(refusal.value).lower()


def test_what_is_in_the_file_decides_not_its_name():
    assert read(b"own_id,plan_date\n7,31/01/2024\n", "list.xlsx").form == "cases_csv"
    with pytest.raises(UnreadableFile, match="damaged"):
        read(b"PK\x03\x04", "list.csv")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\plans.xlsx", "plans.xlsx"),
        ("plans\u202exslx.exe", "plans_xslx.exe"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("", "list"),
        ("...", "list"),
        ("Plans 2026 (1).xlsx", "Plans 2026 (1).xlsx"),
        ("é" * 300, "é" * 100),
    ],
)
def test_a_file_name_is_made_safe(name, safe):
    assert safe_file_name(name) == safe


def test_the_list_of_refusals_names_rows_and_no_formula_gets_through():
    reading = FrameReading(
        "annex_a",
        3,
        (),
        (Problem(2, "=cmd", "Not so good."),),
        (Problem(4, "Unique ID", "@SUM is bad."), Problem(3, "Unique ID", "Missing.")),
    )
    rows = list(csv.reader(io.StringIO(refusals_csv(reading).decode("utf-8-sig"))))
    assert rows == [
        ["Row", "Column", "What happened", "Reason"],
        ["2", "'=cmd", "warning", "Not so good."],
        ["3", "Unique ID", "refused", "Missing."],
        ["4", "Unique ID", "refused", "'@SUM is bad."],
    ]


def test_a_reading_becomes_plain_json():
    reading = read(b"own_id,plan_date,need\n7,31/01/2024,XX\n8,,ASD\n")
    assert json.loads(json.dumps(reading.as_dict())) == {
        "rows": 2,
        "accepted": 1,
        "warnings": [
            {
                "row": 2,
                "column": "need",
                "reason": "The code is not in the list of codes, so it counts as not known.",
            }
        ],
        "refused": [{"row": 3, "column": "plan_date", "reason": "The date of the document is missing."}],
    }


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_plain_words(content):
    try:
        read(content)
    except UnreadableFile as refusal:
        assert str(refusal).endswith((".", "again."))


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=4), max_size=6))
def test_any_cells_are_accepted_or_refused_row_by_row(rows):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["own_id", "plan_date", "need", "locator"], *rows])
    reading = read(stream.getvalue().encode())
    assert reading.n_rows == len(reading.accepted) + len(reading.refused) <= len(rows)
