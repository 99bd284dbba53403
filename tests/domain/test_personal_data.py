"""What a box warns of, and what it lets pass in silence."""

import pytest

from audit.domain.personal_data import PersonalData, find_personal_data


@pytest.mark.parametrize(
    ("text", "kind"),
    [
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
    ],
)
def test_what_points_to_a_child_is_found(text: str, kind: PersonalData) -> None:
    assert find_personal_data(text) == (kind,)


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


def test_each_kind_is_named_once_in_a_fixed_order() -> None:
    text = "a@b.example, c@d.example and SW1A 1AA"
    assert find_personal_data(text) == (PersonalData.EMAIL, PersonalData.POSTCODE)
