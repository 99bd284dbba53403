import dataclasses

import pytest
from analysis_tables import SECTIONS, case, cohort_tables, score, small_tables

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Verdict
from audit.domain.hypothesis import analyse
from audit.domain.plain_sentences import plain_sentences
from audit.domain.tables import Tables

QUICK = AnalysisPlan(bootstrap_draws=100)


def say(tables, **names):
    return plain_sentences(analyse(tables, QUICK), **names)


def test_a_small_round_is_said_in_counts():
    assert say(small_tables()) == (
        "2 of the 3 documents scored were good or better.",
        "On average section A scored highest and section B scored lowest.",
        "We cannot tell whether quality has changed: all the documents scored are from one year.",
    )


def test_thirty_documents_are_said_with_an_interval():
    scores = [score(f"p{i}", "ama", "voice", 3 if i < 21 else 2) for i in range(30)]
    good, _, _ = say(Tables.from_rows(scores=scores, cases=[case(f"p{i}") for i in range(30)]))
    assert good == (
        "21 of the 30 documents scored were good or better; of all documents like these, "
        "probably between 52% and 83% are."
    )


def test_a_sample_of_known_size_speaks_for_the_documents_it_was_drawn_from():
    scores = [score(f"p{i}", "ama", "voice", 3 if i < 21 else 2) for i in range(30)]
    population = [{"cohort_year": 2024, "population": 400}]
    tables = Tables.from_rows(scores=scores, cases=[case(f"p{i}") for i in range(30)], population=population)
    assert (
        "; of all the documents that these were drawn from, probably between 50% and 85% are."
        in say(tables)[0]
    )


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ([], "No document has been scored yet, so nothing can be said about how good they are."),
        ([3], "One document was scored, and it was good or better."),
        ([1], "One document was scored, and it was not good or better."),
    ],
)
def test_none_or_one_document_is_said_as_it_is(levels, sentence):
    scores = [score(f"p{i}", "ama", "voice", level) for i, level in enumerate(levels)]
    assert say(Tables.from_rows(scores=scores, cases=[case("p0")]))[0] == sentence


def test_sections_may_be_called_by_their_names():
    names = {"A": "views and hopes", "B": "needs"}
    assert (
        say(small_tables(), names=names)[1]
        == "On average views and hopes scored highest and needs scored lowest."
    )


def test_no_one_or_equal_sections_are_not_ranked():
    one = [score("p1", "ama", "voice", 3)]
    tables = Tables.from_rows(scores=one, cases=[case("p1")], sections=SECTIONS)
    assert say(dataclasses.replace(tables, sections=()))[1] == (
        "The scores do not say which section is strongest or weakest."
    )
    assert say(tables)[1] == "Only one section was scored: section A."
    equal = Tables.from_rows(
        scores=[*one, score("p1", "ama", "needs", 3)], cases=[case("p1")], sections=SECTIONS
    )
    assert say(equal)[1] == "No section scored higher than another."


def changed(tables):
    return say(tables)[2].removeprefix("We cannot tell whether quality has changed: ")


def test_why_nobody_can_tell_is_said_in_everyday_words():
    assert changed(cohort_tables()).startswith("the scores of each year can be compared, but they still mix")
    aliased = cohort_tables(audit_year_of=lambda cohort_year: cohort_year)
    assert changed(aliased).startswith("each year's documents were scored at a different time")
    assert changed(cohort_tables(raters=("ama",))).startswith("no document was scored by two people")
    reviews = Tables.from_rows(
        scores=[score("p1", "ama", "voice", 3, review_no=None)], cases=[case("p1", review_no=None)]
    )
    assert changed(reviews) == "no first document of a plan has been scored."


@pytest.mark.parametrize("verdict", [Verdict.DECLINED, Verdict.IMPROVED, Verdict.NO_MEANINGFUL_CHANGE])
def test_an_answer_is_said_without_cause(verdict):
    findings = analyse(cohort_tables(), QUICK)
    answered = dataclasses.replace(findings.cohort_trend, verdict=verdict, reasons=())
    sentence = plain_sentences(dataclasses.replace(findings, cohort_trend=answered))[2]
    assert "cannot tell" not in sentence
    assert "because" not in sentence
