"""Reports bring their own fonts, and name what these cannot write."""

from pathlib import Path

import pytest

from audit.reporting.fonts import BOLD_FONT, ITALIC_FONT, TEXT_FONT, WIDE_FONT, font_path, is_plain, printable


@pytest.mark.parametrize("name", [TEXT_FONT, BOLD_FONT, ITALIC_FONT, WIDE_FONT])
def test_each_font_is_packaged_with_its_licence(name):
    path = font_path(name)
    assert path.is_file()
    assert Path(path.parent, name.split("-")[0].removesuffix(".ttf") + "-LICENCE.txt").is_file()


@pytest.mark.parametrize(
    "text", ["Zażółć gęślą jaźń", "Плани", "مرحبا", "שלום", "“quoted” – 3 ≥ 2", "two\nlines\tand a tab"]
)
def test_languages_that_the_fonts_know_are_left_alone(text):
    assert printable(text) == text


def test_a_character_without_a_glyph_is_named():
    assert printable("🎉 中") == "[party popper] [U+4E2D]"


def test_marks_that_turn_the_direction_of_text_are_left_out():
    assert printable("a\u202eb\u2066c\x00d\ufe0f") == "abcd"


def test_the_text_font_is_enough_for_english_and_not_for_arabic():
    assert is_plain("Section F")
    assert not is_plain("مرحبا")
