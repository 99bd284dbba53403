"""Several rounds as one: a document is one case, a scale is one scale, a list counts nobody twice."""

from dataclasses import replace

from analysis_tables import SECTIONS, case, score

from audit.domain.tables import PopulationRow, Tables
from audit.domain.tables_over_years import RoundTables, combine


def part(*scores, version="1.0", cases=(), **more):
    return RoundTables(
        Tables.from_rows(scores=scores, cases=cases, **{"sections": SECTIONS, **more}), version
    )


def test_a_document_of_two_audit_years_is_one_case_with_scores_of_both():
    drawn = part(score("p1", "ama", "voice", 3, audit_year=2025), cases=[case("p1", weight=4.0)])
    again = part(score("p1", "ben", "voice", 2, audit_year=2026), cases=[case("p1", in_sample=False)])
    for rounds in ([drawn, again], [again, drawn]):
        found = combine(rounds, [])
        (row,) = found.cases
        assert (row.in_sample, row.weight) == (True, 4.0)
        assert {each.audit_year for each in found.scores} == {2025, 2026}


def test_the_cohort_stays_the_one_that_a_document_was_first_put_in():
    first = part(cases=[case("p1", cohort_year=2023)])
    later = part(score("p1", "ama", "voice", 3, cohort_year=2024), cases=[case("p1", cohort_year=2024)])
    found = combine([first, later], [])
    assert [row.cohort_year for row in found.cases] == [2023]
    assert [row.cohort_year for row in found.scores] == [2023]


def test_documents_without_a_review_number_are_told_apart_by_their_year():
    rounds = [
        part(
            score("p1", "ama", "voice", 3, review_no=None, cohort_year=year),
            cases=[case("p1", review_no=None, cohort_year=year)],
        )
        for year in (2024, 2025)
    ]
    found = combine(rounds, [("p1", None, 2024, None), ("p1", None, 2025, None)])
    assert len(found.cases) == len({row.case for row in found.scores}) == 2
    assert [row.population for row in found.population] == [1, 1]


def test_the_version_is_named_only_where_versions_differ():
    rounds = [part(score("p1", "ama", "voice", 3)), part(score("p2", "ama", "voice", 3))]
    assert {row.rubric_version for row in combine(rounds, []).scores} == {None}
    rounds[1] = replace(rounds[1], version="2.0")
    assert {row.rubric_version for row in combine(rounds, []).scores} == {"1.0", "2.0"}


def test_who_scores_a_document_twice_in_a_year_has_one_that_stands():
    rounds = [part(score("p1", "ama", "voice", level)) for level in (3, 2)]
    found = combine(rounds, [])
    assert [row.level for row in found.first_scores] == [3]
    assert [row.level for row in found.newest_scores] == [2]


def test_a_document_on_two_lists_counts_once():
    rounds = [part(cases=[case("p1"), case("p2")]), part(cases=[case("p3")])]
    listed = [(f"p{number}", 0, 2024, None) for number in (1, 2, 3, 4, 1, 2)]
    assert combine(rounds, listed).population == (PopulationRow(cohort_year=2024, population=4, sampled=3),)


def test_questions_belong_where_the_newest_standards_have_them():
    old = [{"criterion": "voice", "section": "Z"}, {"criterion": "gone", "section": "Z"}]
    found = combine([part(sections=old), part()], [])
    assert (found.section_of["voice"], found.section_of["gone"]) == ("A", "Z")


def test_the_newest_word_on_a_contribution_stands():
    told = [
        {"plan_id": "p1", "review_no": 0, "agency": "health", "on_time": on_time} for on_time in (None, True)
    ]
    rounds = [part(cases=[case("p1")], contributions=[row]) for row in told]
    assert [row.on_time for row in combine(rounds, []).contributions] == [True]


def test_a_newer_round_that_knows_nothing_of_a_contribution_takes_nothing_back():
    known = {"plan_id": "p1", "review_no": 0, "agency": "health", "requested": True, "on_time": False}
    nothing = {"plan_id": "p1", "review_no": 0, "agency": "health"}
    rounds = [part(cases=[case("p1")], contributions=[row]) for row in (nothing, known, nothing)]
    assert [row.on_time for row in combine(rounds, []).contributions] == [False]
