"""Whatever is pasted can be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.typed_text import clean_text, is_visible


def test_line_ends_of_every_kind_become_one() -> None:
    assert clean_text("one\r\ntwo\rthree\vfour\ffive") == "one\ntwo\nthree\nfour\nfive"


def test_nul_and_half_characters_are_dropped_and_the_words_stay() -> None:
    assert clean_text("he\x00lp \ud800me\x1b") == "help me"


def test_letters_with_accents_are_written_in_one_way() -> None:
    assert clean_text("Zoe\u0308") == "Zoë"


def test_emoji_and_right_to_left_words_stay() -> None:
    assert clean_text(" 👩‍👧 שלום ") == "👩‍👧 שלום"


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_mark_that_would_turn_the_rest_of_a_page_is_dropped_and_the_words_stay(mark: str) -> None:
    assert clean_text(f"one {mark}two") == "one two"


def test_right_to_left_words_keep_the_marks_of_a_single_place() -> None:
    assert clean_text("C++\u200e הוא 5\u200f, مرحبا\u061c!") == "C++\u200e הוא 5\u200f, مرحبا\u061c!"


@pytest.mark.parametrize("typed", ["\u200b", "\u200b\u202e", " \u200f ", ""])
def test_what_has_no_shape_is_not_visible(typed: str) -> None:
    assert not is_visible(typed)


def test_nothing_typed_is_empty() -> None:
    assert clean_text(None) == ""


@given(st.text(st.characters(), max_size=300))
def test_a_clean_text_can_be_stored_and_stays_as_it_is(typed: str) -> None:
    cleaned = clean_text(typed)
    assert clean_text(cleaned) == cleaned
    assert "\x00" not in cleaned
    cleaned.encode("utf-8")
