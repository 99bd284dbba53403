"""Colours that can be read."""

import pytest

from audit.domain.brand import INK, WHITE, contrast, is_colour, stands_out_on_white, text_on


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)


def test_the_grey_that_just_passes_on_white_passes() -> None:
    # WebAIM's contrast checker: #767676 on white is 4.54 to 1, #777777 is 4.48 to 1.
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.005)
    assert stands_out_on_white("#767676") and not stands_out_on_white("#777777")


@pytest.mark.parametrize(("colour", "words"), [("#1d4f5c", WHITE), ("#ffdd00", INK), ("#000000", WHITE)])
def test_words_take_the_colour_that_is_easier_to_read(colour: str, words: str) -> None:
    assert text_on(colour) == words


@pytest.mark.parametrize("text", ["", "red", "#fff", "#1d4f5c;", "#1d4f5g", "1d4f5c", "#1d4f5c\n"])
def test_only_six_hex_digits_are_a_colour(text: str) -> None:
    assert is_colour("#1D4f5c") and not is_colour(text)
