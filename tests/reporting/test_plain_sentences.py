"""The sentences that open a report: capped grades first, in counts or with an interval, and no cause."""

import dataclasses

import pytest
from analysis_tables import SECTIONS, case, cohort_tables, score, small_tables

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import CaseSummary, Verdict
from audit.domain.grades import GradeCount, Grades
from audit.domain.hypothesis import analyse
from audit.domain.tables import Tables
from audit.reporting.plain_sentences import plain_sentences, say_averages
from audit.statistics.share import wilson

QUICK = AnalysisPlan(bootstrap_draws=100)
AVERAGE = (
    "have an average score of good or better, taken over all auditors’ answers before anything is settled or "
    "capped"
)
NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding")


def grade(*counts: int, has_caps: bool = True) -> Grades:
    """So many documents of each grade, worst first."""
    n, n_good = sum(counts), sum(counts[2:])
    return Grades(
        counts=tuple(GradeCount(grade=name, n=n, n_judged=0) for name, n in zip(NAMES, counts, strict=True)),
        good_from="Good",
        has_caps=has_caps,
        n_graded=n,
        n_good=n_good,
        good_interval=wilson(n_good, n) if n else None,
    )


def say(tables, grades=None, **names):
    return plain_sentences(analyse(tables, QUICK), grades or grade(1, 0, 1, 1), **names)


def test_a_small_round_is_said_in_counts():
    assert say(small_tables()) == (
        "2 of 3 documents were graded Good or better once the rules that cap a grade are applied.",
        "On average section A scored highest and section B scored lowest.",
        "We cannot tell whether quality has changed: all the documents scored are from one year.",
    )


def test_thirty_documents_are_said_with_an_interval():
    assert say(small_tables(), grade(4, 5, 20, 1))[0] == (
        "21 of 30 documents were graded Good or better once the rules that cap a grade are applied; of all "
        "documents like these, probably between 52% and 83% would be."
    )


def test_an_interval_needs_documents_that_came_by_the_draw():
    chosen = dataclasses.replace(grade(4, 5, 20, 1), good_interval=None)
    assert say(small_tables(), chosen)[0].endswith("once the rules that cap a grade are applied.")


def test_standards_without_caps_and_with_good_on_top_are_said_as_they_are():
    plain = dataclasses.replace(grade(1, 2, 0, 3, has_caps=False), good_from="Outstanding")
    assert say(small_tables(), plain)[0] == "3 of 6 documents were graded Outstanding."


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            (0, 0, 0, 0),
            "No whole document has been scored yet, so nothing can be said about how good they are.",
        ),
        (
            (0, 1, 0, 0),
            "One document was scored, and it was graded Requires improvement once the rules that cap a grade "
            "are applied.",
        ),
    ],
)
def test_none_or_one_document_is_said_as_it_is(counts, sentence):
    assert say(small_tables(), grade(*counts))[0] == sentence


def test_average_scores_are_called_by_another_name_than_grades():
    def say_of(population):
        scores = [score(f"p{i}", "ama", "voice", 3 if i < 21 else 2) for i in range(30)]
        cases = [case(f"p{i}") for i in range(30)]
        return say_averages(
            analyse(Tables.from_rows(scores=scores, cases=cases, population=population), QUICK).overall
        )

    start = f"21 of 30 documents {AVERAGE}; of all "
    assert say_of([]) == f"{start}documents like these, probably between 52% and 83% do."
    assert say_of([{"cohort_year": 2024, "population": 400}]) == (
        f"{start}the documents that these were drawn from, probably between 50% and 85% do."
    )
    few = CaseSummary(n_cases=3, n_good=2, good_interval=wilson(2, 3))
    assert say_averages(few) == f"2 of 3 documents {AVERAGE}."
    assert say_averages(CaseSummary(n_cases=0, n_good=0)).startswith("No case has an average score")


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
    assert changed(cohort_tables()).startswith("what was scored could mean a change that matters, or none")
    aliased = cohort_tables(audit_year_of=lambda cohort_year: cohort_year)
    assert changed(aliased).startswith("each year's documents were scored at a different time")
    assert changed(cohort_tables(raters=("ama",))).startswith("no document was scored by two people")
    reviews = Tables.from_rows(
        scores=[score("p1", "ama", "voice", 3, review_no=None)], cases=[case("p1", review_no=None)]
    )
    assert changed(reviews) == "no first document of a child has been scored."


@pytest.mark.parametrize("verdict", [Verdict.DECLINED, Verdict.IMPROVED, Verdict.NO_MEANINGFUL_CHANGE])
def test_an_answer_is_said_without_cause(verdict):
    findings = analyse(cohort_tables(), QUICK)
    answered = dataclasses.replace(findings.cohort_trend, verdict=verdict, reasons=())
    sentence = plain_sentences(dataclasses.replace(findings, cohort_trend=answered), grade(1, 0, 1, 1))[2]
    assert "cannot tell" not in sentence
    assert "because" not in sentence
