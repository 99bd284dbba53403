"""What a box warns of, and what it lets pass in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.personal_data import PersonalData, find_personal_data, say_findings

FOUND = [
    ("UPN A123456789012 on page 1", PersonalData.UPN),
    ("a12345678901b", PersonalData.UPN),
    ("NHS 943 476 5919", PersonalData.NHS_NUMBER),
    ("9434765919", PersonalData.NHS_NUMBER),
    ("write to sam.o'neil@school.sch.uk", PersonalData.EMAIL),
    ("ring 01234 567890", PersonalData.PHONE),
    ("ring (020) 7946 0958", PersonalData.PHONE),
    ("mum on +44 7700 900123", PersonalData.PHONE),
    ("lives at SW1A 1AA", PersonalData.POSTCODE),
    ("moved to M11AE", PersonalData.POSTCODE),
    ("DOB: 31/02/2014", PersonalData.BIRTH_DATE),
    ("She was born on 3rd March 2011.", PersonalData.BIRTH_DATE),
    ("date of birth 3.3.11", PersonalData.BIRTH_DATE),
    ("Amelia Brown has an outcome", PersonalData.FULL_NAME),
]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_what_points_to_a_child_is_found(text: str, kind: PersonalData) -> None:
    assert [finding.kind for finding in find_personal_data(text)] == [kind]


@given(st.sampled_from(FOUND), st.text("abcxyz ,.'\n"), st.text("abcxyz ,.'\n"))
def test_it_is_found_wherever_in_a_text_it_stands(
    found: tuple[str, PersonalData], before: str, after: str
) -> None:
    text, kind = found
    assert kind in {finding.kind for finding in find_personal_data(f"{before}\n{text}\n{after}")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Section F, paragraph 3, page 12: '20 minutes, 3 times a week' is specified and quantified.",
        "Advice dated 12/03/2024 is not used; reviewed 1 April 2025.",
        "The outcome for Year 9 is not SMART (see B2, F1 and F2).",
        "1234567890 is a made-up reference",
        "Birth to five years matters framework; page 12",
        "Regulation 12(1)(f) of the SEND Regulations 2014; s.42 CFA 2014",
        "£12,500 a year; 32.5 hours; 2 x 15 minutes",
    ],
)
def test_an_auditors_ordinary_words_pass(text: str) -> None:
    assert find_personal_data(text) == ()


def test_all_words_are_named_once_in_a_fixed_order_of_kinds() -> None:
    found = find_personal_data("SW1A 1AA, a@b.example and a@b.example; c@d.example")
    assert [finding.words for finding in found] == ["a@b.example", "c@d.example", "SW1A 1AA"]


def test_the_question_says_what_was_found_and_what_to_do() -> None:
    assert say_findings(find_personal_data("ring 01234 567890, ask for Amelia Brown")) == (
        "This looks like a telephone number (“01234 567890”) and somebody's name (“Amelia Brown”)."
        " Take it out, or keep it if it must stay."
    )
