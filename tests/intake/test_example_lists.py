"""The made-up lists of other documents than plans."""

from datetime import date

import pytest

from audit.domain.case import Basis, ChosenBy, Fact
from audit.intake.example_lists import N_LISTED, example_list
from audit.intake.frame import read_frame

SEED, TODAY = 2026, date(2026, 11, 1)


def read(kind):
    content = example_list(kind, SEED, today=TODAY)
    return read_frame(content, "list.csv", basis=Basis.DOCUMENTS, today=TODAY)


@pytest.mark.parametrize("kind", N_LISTED)
def test_every_row_of_a_list_is_taken(kind):
    reading = read(kind)
    assert len(reading.accepted) == reading.n_rows == N_LISTED[kind]
    assert {problem.column for problem in reading.warnings} <= {"date_of_birth", "need", "upn"}  # planted
    assert not reading.headings.missing


def test_the_same_seed_and_day_give_the_same_list():
    once, again = (example_list("review", SEED, today=TODAY) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("kind", ["assessment", "review"])
def test_two_years_can_be_compared_and_everything_was_left_to_chance(kind):
    documents = read(kind).accepted
    assert {document.cohort_year for document in documents} == {2025, 2026}
    assert {document.chosen_by for document in documents} == {ChosenBy.RANDOM}


def test_the_advice_was_chosen_for_a_dip_sample():
    assert {document.chosen_by for document in read("advice").accepted} == {ChosenBy.DIP_SAMPLE}


def test_of_some_reviews_it_is_not_said_whether_the_child_is_about_to_move():
    unsaid = [Fact.PHASE_TRANSFER in document.cannot_know for document in read("review").accepted]
    assert 0 < sum(unsaid) < len(unsaid) / 2
