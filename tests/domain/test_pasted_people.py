"""People pasted into the panel page: each part is told by what it is, and no line breaks anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.agency import Agency
from audit.domain.pasted_people import SYNONYMS, PastedPerson, find_agency, parse_people

NAMES = st.from_regex(r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", fullmatch=True).filter(
    lambda name: not find_agency(name)
)
WORDS = st.sampled_from([(agency, word) for agency, words in SYNONYMS.items() for word in words.split("|")])


@pytest.mark.parametrize(
    "line",
    [
        "Ama Hill, ama@council.example, NHS",
        "NHS;ama@council.example;Ama Hill",
        "ama@council.example\tAma Hill\tnhs",
        "Ama Hill <AMA@council.example>, Paediatrics",
        "  Ama Hill ama@council.example  CAMHS ",
        '"Ama Hill","mailto:ama@council.example","SALT",',
    ],
)
def test_the_parts_of_a_line_are_told_in_any_order(line: str) -> None:
    assert parse_people(line) == [PastedPerson(1, "Ama Hill", "ama@council.example", Agency.HEALTH)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ama Hill, health", "no e-mail address"),
        ("ama@council.example", "no name"),
        ("health, ama@council.example", "no name"),
        ("Ama Hill, ama@council", "not complete"),
        ("Ama Hill, ama@a.example, ben@b.example", "two e-mail addresses"),
        ("x" * 600, "too long"),
        (f"{'x' * 130}, ama@council.example", "name is longer"),
    ],
)
def test_a_line_that_cannot_be_used_says_what_to_do(line: str, said: str) -> None:
    assert said in parse_people(f"\n{line}")[0].problem
    assert parse_people(f"\n{line}")[0].number == 2


def test_the_same_address_twice_is_told_with_the_first_line() -> None:
    found = parse_people("Ama, ama@a.example\nAma Hill, AMA@a.example, health")
    assert [person.problem for person in found] == [
        "",
        "This e-mail address stands in line 1 already. Take one of them out.",
    ]


def test_somebody_without_an_agency_is_no_problem_of_the_line() -> None:
    assert parse_people("Ama Hill, ama@a.example")[0] == PastedPerson(1, "Ama Hill", "ama@a.example")


@pytest.mark.parametrize(
    ("words", "agency"),
    [
        ("SENDIASS", Agency.FORUM),
        ("School", Agency.EDUCATION),
        ("Educational psychology service", Agency.PSYCHOLOGY),
        ("Children’s social care", Agency.SOCIAL_CARE),
        ("Speech & language therapy", Agency.HEALTH),
        ("social_care", Agency.SOCIAL_CARE),
        ("Hill", None),
    ],
)
def test_agencies_go_by_the_words_that_panels_use(words: str, agency: Agency | None) -> None:
    assert find_agency(words) == agency


@given(
    st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=8),
    st.sampled_from(",;\t"),
    st.permutations(range(3)),
)
def test_whatever_the_order_everybody_is_understood(
    people: list[tuple[str, tuple[Agency, str]]], separator: str, order: list[int]
) -> None:
    lines = []
    for number, (name, (_, word)) in enumerate(people):
        parts = [name, f"p{number}@place.example", word]
        lines.append(separator.join(parts[place] for place in order))
    expected = [
        PastedPerson(number + 1, name, f"p{number}@place.example", agency)
        for number, (name, (agency, _)) in enumerate(people)
    ]
    assert parse_people("\n".join(lines)) == expected


@given(st.text(max_size=300))
def test_any_text_at_all_gives_lines_with_a_name_and_an_address_or_a_problem(text: str) -> None:
    for person in parse_people(text):
        assert person.problem or (person.name and "@" in person.email)
        assert person.number <= len(text.splitlines())
