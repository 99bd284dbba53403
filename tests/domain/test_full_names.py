"""Which capitalised words are somebody's name, and which are a section, a school, a job or a law."""

import pytest

from audit.domain.full_names import find_full_names
from audit.folders import folder
from audit.intake import example_words
from audit.reporting.figures import MONTHS


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Amelia Brown", ("Amelia Brown",)),
        ("Amelia Brown's views are quoted; see Amelia Brown, page 2", ("Amelia Brown",)),
        ("Her mother, Siobhan O'Connor, and Mohammed Khan", ("Siobhan O'Connor", "Mohammed Khan")),
        ("In Section F Amelia Brown has 20 minutes", ("Amelia Brown",)),
        ("Lead Practitioner Kai Thompson wrote it", ("Kai Thompson",)),
        ("Amelia J. Brown", ("Amelia J. Brown",)),
        ("Élodie Dupré-Martin", ("Élodie Dupré-Martin",)),
        ("Mrs Brown and Dr. Patel", ("Mrs Brown", "Dr. Patel")),
        ("for Amelia Brown Section F says", ("Amelia Brown",)),
    ],
)
def test_a_full_name_is_found(text: str, names: tuple[str, ...]) -> None:
    assert find_full_names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Section F. Amelia was not asked.",
        "Amelia. Brown is the colour of the cover.",
        "Speech and Language Therapist; Educational Psychologist; Head Teacher; Social Worker",
        "Designated Clinical Officer and Senior Occupational Therapist",
        "Children and Families Act 2014, Care Act, Equality Act, SEND Code of Practice",
        "St Mary's School, Oak Tree Primary, Kingsbridge Community College, Great Ormond Street Hospital",
        "North Yorkshire Council and the Parent Carer Forum",
        "Preparing for Adulthood, Year Nine, Key Stage Two, Autumn Term, Early Years",
        "Down Syndrome, Prader Willi Syndrome, Cerebral Palsy",
        "Lego Therapy, Zones of Regulation, Boxall Profile, Makaton Signing",
        "Plain English. Good Practice. Not Applicable. Clear Outcomes.",
        "EHCP, SEND, SMART, CAMHS and SENCO",
        *MONTHS,
    ],
)
def test_what_is_no_name_passes(text: str) -> None:
    assert find_full_names(text) == ()


def test_the_standards_and_the_words_of_the_example_ask_about_nobody() -> None:
    texts = [file.read_text(encoding="utf-8") for file in folder("rubrics").glob("*.yaml")]
    for name, value in vars(example_words).items():
        if name.isupper():
            texts.append(str(value))
    assert len(texts) > 5
    assert {name for text in texts for line in text.splitlines() for name in find_full_names(line)} == set()
