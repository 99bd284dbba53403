from analysis_tables import case, score, small_tables

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.item_summary import summarise_criteria
from audit.domain.rater_agreement import linked_cases, measure_agreement
from audit.domain.scored_cases import score_cases
from audit.domain.tables import Tables

QUICK = AnalysisPlan(bootstrap_draws=100)


def agree(scores):
    plans = {row["plan_id"] for row in scores}
    return measure_agreement(Tables.from_rows(scores=scores, cases=[case(name) for name in plans]), QUICK, 4)


def test_only_answers_to_the_same_criterion_of_the_same_case_are_compared():
    agreement = measure_agreement(small_tables(), QUICK, 4)
    assert (agreement.n_cases, agreement.n_raters, agreement.n_pairs) == (1, 2, 2)
    assert (agreement.exact_rate, agreement.adjacent_rate) == (0.0, 1.0)
    assert agreement.interval is None  # one case cannot be drawn again


def test_moderated_training_and_meeting_answers_stay_out():
    noise = [
        score("p1", "mo", "voice", 3, source="moderated"),
        score("p1", "chidi", "voice", 1, source="training"),
        score("p1", "meeting", "voice", 3, author="meeting"),
    ]
    assert agree([score("p1", "ama", "voice", 3), *noise]).n_pairs == 0


def test_scoring_a_case_again_is_not_agreement_with_another():
    first = score("p1", "ama", "voice", 3, scored_on="2026-03-01")
    again = score("p1", "ama", "voice", 1, scored_on="2026-04-01")
    assert agree([first, again]).n_pairs == 0
    agreement = agree([again, first, score("p1", "ben", "voice", 3)])
    assert (agreement.n_pairs, agreement.exact_rate) == (1, 1.0)  # the first answer stands


def test_answers_of_different_audit_years_are_not_compared():
    apart = [score("p1", "ama", "voice", 3), score("p1", "ben", "voice", 3, audit_year=2027)]
    assert agree(apart).n_cases == 0
    assert linked_cases(Tables.from_rows(scores=apart, cases=[case("p1")])) == {("p1", 0): {2026, 2027}}


def test_perfect_agreement_is_1():
    scores = [score(f"p{i}", rater, "voice", 1 + i % 4) for i in range(8) for rater in ("ama", "ben")]
    agreement = agree(scores)
    assert (agreement.krippendorff_alpha_ordinal, agreement.exact_rate) == (1.0, 1.0)
    assert agreement.interval.high == 1.0
    assert (agreement.exact_interval.low, agreement.exact_interval.high) == (1.0, 1.0)
    assert agreement.adjacent_interval.method == "bootstrap of cases, percentile"


def test_no_double_marking_gives_counts_and_no_figure():
    agreement = agree([score("p1", "ama", "voice", 3)])
    assert (agreement.n_cases, agreement.n_pairs, agreement.krippendorff_alpha_ordinal) == (0, 0, None)
    assert (agreement.exact_rate, agreement.adjacent_rate) == (None, None)


def test_agreement_reads_the_first_edition_and_means_read_the_newest():
    first = [score("p1", "ama", "voice", 4), score("p1", "ben", "voice", 1)]
    again = score("p1", "ben", "voice", 4, edition=2)
    tables = Tables.from_rows(scores=[*first, again], cases=[case("p1")])
    assert measure_agreement(tables, QUICK, 4).exact_rate == 0.0
    assert [found.mean for found in score_cases(tables, QUICK).values()] == [4.0]
    (voice,) = summarise_criteria(tables, QUICK, 4)
    assert voice.n_per_level == (0, 0, 0, 2)


def test_a_question_that_a_newer_edition_leaves_out_does_not_stand():
    first = [score("p1", "ama", "voice", 4), score("p1", "ama", "needs", 1)]
    tables = Tables.from_rows(scores=[*first, score("p1", "ama", "voice", 3, edition=2)], cases=[case("p1")])
    assert [found.mean for found in score_cases(tables, QUICK).values()] == [3.0]
