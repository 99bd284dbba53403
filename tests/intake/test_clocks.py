import pytest

from audit.folders import folder
from audit.intake.clocks import FILE, ClocksError, load_clocks, read_clocks

TEXT = (folder("rubrics") / FILE).read_text(encoding="utf-8")


def test_the_shipped_file_is_read():
    assert read_clocks(TEXT) == load_clocks()
    assert load_clocks().advice.weeks == 6


def test_what_is_wrong_is_named_by_its_line():
    line = next(n for n, text in enumerate(TEXT.splitlines(), start=1) if "weeks: 20" in text)
    with pytest.raises(ClocksError, match=f"line {line}, clocks.3.weeks"):
        read_clocks(TEXT.replace("weeks: 20", "weeks: twenty"))
    with pytest.raises(ClocksError, match="line 1: the line holds a tab"):
        read_clocks("\ttitle: x")


def test_an_area_may_set_a_shorter_limit_without_programming():
    assert read_clocks(TEXT.replace("weeks: 6\n", "weeks: 5\n")).advice.weeks == 5
