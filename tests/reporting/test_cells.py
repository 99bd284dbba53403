"""Whatever a person typed stays text in a spreadsheet."""

import pytest

from audit.reporting.cells import LONGEST_CELL, clean, neutralise

STARTS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
BEFORE = ("", " ", "   ", "\u00a0", "\u200b", "\ufeff", "\u3000", "\n", "\t", "\r")
COMMANDS = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.invalid","x")', "SUM(A1:A9)", "2")
PAYLOADS = [before + start + command for before in BEFORE for start in STARTS for command in COMMANDS]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_that_starts_like_a_formula_gets_an_apostrophe(payload):
    assert neutralise(payload).startswith("'")


@pytest.mark.parametrize(
    "text", ["Section F is vague", "3 hours a week", "'quoted'", "", "1-1 support", "naïve £5"]
)
def test_ordinary_text_is_left_alone(text):
    assert neutralise(text) == text


def test_a_tab_or_line_end_in_front_is_not_trusted():
    assert [neutralise(mark + "x")[0] for mark in "\t\r\n"] == ["'"] * 3


def test_control_characters_and_half_pairs_are_dropped():
    assert clean("a\x00b\x0bc\x1f\ud800d\ufffee\r\n\tf\rg") == "abcde\n\tf\ng"
    assert neutralise("\x00=1+1") == "'=1+1"


def test_a_text_too_long_for_a_cell_says_that_it_was_cut():
    text = neutralise("x" * 40_000)
    assert len(text) < 32_767
    assert text == "x" * LONGEST_CELL + " [cut: the text is longer]"
