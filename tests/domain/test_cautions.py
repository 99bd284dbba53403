import dataclasses

from analysis_tables import SECTIONS, case, cohort_tables, score, small_tables

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.hypothesis import analyse
from audit.domain.tables import Tables

QUICK = AnalysisPlan(bootstrap_draws=100)


def warn(tables, plan=QUICK):
    return " ".join(analyse(tables, plan).warnings)


def test_what_was_left_out_is_counted():
    words = warn(small_tables())
    assert "Cases chosen on purpose are left out of means and shares: 1." in words
    assert "Answers that are not original (moderated, training or imported) are not used: 2." in words


def test_figures_that_stand_only_for_the_scored_cases_say_so():
    assert "the figures describe the scored cases only" in warn(small_tables())
    weighted = [case(name, weight=2.0) for name in ("p1", "p2", "p3", "link")]
    assert "the scored cases only" not in warn(small_tables(cases=weighted))


def test_few_years_say_so_and_one_year_is_no_comparison():
    assert "Only 4 years are compared" in warn(cohort_tables())
    assert "years are compared" not in warn(small_tables())
    assert "years are compared" not in warn(cohort_tables(n_cohorts=6))


def test_double_marking_and_weak_agreement_are_named():
    assert "No case was scored by two people" in warn(cohort_tables(raters=("ama",)))
    assert "agreed less than is usually asked for" in warn(
        Tables.from_rows(
            scores=[
                score(f"p{i}", r, "voice", 1 + (i * k) % 4)
                for i in range(9)
                for k, r in ((1, "ama"), (3, "ben"))
            ],
            cases=[case(f"p{i}") for i in range(9)],
        )
    )


def test_a_used_up_scale_is_named():
    top = Tables.from_rows(
        scores=[score(f"p{i}", "ama", "voice", 4 if i < 7 else 2) for i in range(10)],
        cases=[case(f"p{i}") for i in range(10)],
    )
    assert "More than 60% of all answers are at the highest level" in warn(top)
    assert "no level above 4" in warn(top, dataclasses.replace(QUICK, good_from=5))


def test_two_rubric_versions_need_a_bridge():
    scores = [score("p1", "ama", "voice", 3, rubric_version=v) for v in ("2025", "2026")]
    tables = Tables.from_rows(scores=scores, cases=[case("p1")])
    assert "More than one version of the rubric" in warn(tables)


def test_a_past_audit_counts_in_means_and_in_nothing_that_needs_to_know_who_marked():
    scores = [
        score(f"p{i}", rater, "voice", 1 + i % 4, source="imported", audit_year=year)
        for i in range(8)
        for rater, year in (("x", 2025), ("y", 2025), ("x", 2026))
    ]
    found = analyse(Tables.from_rows(scores=scores, cases=[case(f"p{i}") for i in range(8)]), QUICK)
    assert (found.overall.n_cases, found.overall.mean) == (8, 2.5)
    assert found.criteria[0].n_ratings == 24
    assert (found.agreement.n_pairs, found.raters) == (0, ())
    assert (found.counts["n_raters"], found.counts["n_link_cases"]) == (0, 0)
    assert {found.cohort_trend.verdict, found.review_trend.verdict} == {"cannot_tell"}
    assert "who marked them is not known" in " ".join(found.warnings)


def test_beside_originals_a_past_audit_counts_in_nothing():
    scores = [score("p1", "ama", "voice", 4), score("p1", "x", "voice", 1, source="imported")]
    found = analyse(Tables.from_rows(scores=scores, cases=[case("p1")]), QUICK)
    assert found.overall.mean == 4
    assert "are not used: 1." in " ".join(found.warnings)


def test_questions_that_no_section_names_are_named():
    tables = small_tables(sections=[row for row in SECTIONS if row["criterion"] != "voice"])
    assert "Questions in the scores that belong to no section by that name: voice." in warn(tables)
