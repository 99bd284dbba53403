from datetime import date

import pytest

from audit.domain.contribution import Came
from audit.intake.reading import UnreadableFile
from audit.intake.recorded_list import Sort, make_list, read_list


def read(*lines: str):
    return read_list("\r\n".join(lines).encode())


def test_an_empty_cell_says_nothing_and_the_word_unknown_takes_back():
    listed = read(
        "case,service,sought,sought_on,came,used", "3,camhs,yes,,Not received,", "4,camhs,unknown,,,x"
    )
    assert listed.sort is Sort.SERVICES
    assert dict(listed.rows[0].told) == {"sought": True, "came": Came.NOT_RECEIVED}
    assert [(one.row, one.column) for one in listed.problems] == [(3, "used")]


def test_days_are_read_as_lists_write_them():
    listed = read("own_id,request_on,final_on,exceptions", "EHC1,5/1/2026,25 May 2026,away; school_closed")
    (row,) = listed.rows
    assert listed.sort is Sort.DATES and row.own_id == "EHC1" and row.case is None
    assert row.told["request_on"] == date(2026, 1, 5) and row.told["final_on"] == date(2026, 5, 25)
    assert row.told["exceptions"] == ("away", "school_closed")


def test_a_row_with_both_numbers_keeps_both():
    (row,) = read("case,own_id,service,sought", "1,EHC4,camhs,yes").rows
    assert (row.case, row.own_id) == (1, "EHC4")


def test_every_fault_is_named_by_row_and_column():
    listed = read(
        "case,service,sought_on,came",
        "x,camhs,1/1/2026,",
        ",camhs,1/1/2026,",
        "1,,1/1/2026,",
        "1,camhs,31/2/2026,",
        "1,camhs,,perhaps",
    )
    assert [(one.row, one.column) for one in listed.problems] == [
        (2, "case"), (3, "case"), (4, "service"), (5, "sought_on"), (6, "came")
    ]  # fmt: skip
    assert listed.rows == ()


def test_a_cell_beyond_the_headings_is_named_and_its_row_not_read():
    listed = read("case,service,came", "1,camhs,received,yes", "2,camhs,received,,")
    assert [(one.row, one.column) for one in listed.problems] == [(2, "came")]
    assert [row.case for row in listed.rows] == [2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"name,service\r\nx,y", "no column"),
        (b"case,colour\r\n1,red", "None of the columns"),
        (b"case,service,used,used\r\n1,camhs,yes,no", "stands twice"),
        (b"%PDF-1.4 x", "template"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(content: bytes, words: str):
    with pytest.raises(UnreadableFile, match=words):
        read_list(content)


def test_a_template_comes_back_as_it_went_out():
    content = make_list(Sort.SERVICES, [{"case": "1", "service": "camhs", "sought": "yes", "version": "2"}])
    (row,) = read_list(content).rows
    assert (row.case, row.service, row.told, row.version) == (1, "camhs", {"sought": True}, 2)
