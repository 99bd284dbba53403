from analysis_tables import case, score, small_tables

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.item_summary import summarise_criteria
from audit.domain.rater_agreement import linked_cases, measure_agreement
from audit.domain.scored_cases import score_cases
from audit.domain.tables import Tables
from audit.statistics.weighted_kappa import weighted_kappa

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


CRITERIA = [f"c{number}" for number in range(12)]


def sheet(plan_id, rater_id, levels, **changed):
    return [
        score(plan_id, rater_id, name, level, **changed)
        for name, level in zip(CRITERIA, levels, strict=False)
    ]


def test_companions_of_alpha_say_what_they_rest_on():
    scores = []
    for i in range(6):
        first = [min(4, 1 + i // 2 + place % 2) for place in range(12)]
        second = [max(1, level - (place % 3 == 0)) for place, level in enumerate(first)]
        scores += sheet(f"p{i}", "ama", first) + sheet(f"p{i}", "ben", second)
        scores += sheet(
            f"p{i}", "chidi", first[:1]
        )  # too few answers for a kappa of a pair, or a case's total
    agreement = agree(scores)
    assert agreement.gwet_ac2_interval.low <= agreement.gwet_ac2 <= agreement.gwet_ac2_interval.high
    assert agreement.n_rater_pairs == 1
    one = [score["level"] for score in scores if score["rater_id"] == "ama"]
    other = [score["level"] for score in scores if score["rater_id"] == "ben"]
    assert agreement.mean_weighted_kappa == weighted_kappa(one, other)
    assert agreement.n_icc_cases == 6
    assert agreement.icc_agreement_single < 1
    assert agreement.icc_agreement_single_interval.method == "F, McGraw and Wong"


def test_a_case_total_is_over_what_all_whole_raters_answered():
    scores = []
    for i, level in enumerate((1, 2, 4)):
        scores += sheet(f"p{i}", "ama", [level] * 11 + [1])
        scores += sheet(f"p{i}", "ben", [level] * 11)  # the twelfth was not applicable
        scores += sheet(f"p{i}", "chidi", [4, 4])  # a section only
    agreement = agree(scores)
    assert (agreement.icc_agreement_single, agreement.n_icc_cases) == (1.0, 3)


def test_a_case_scored_in_two_years_counts_once_in_totals():
    scores = []
    for i, level in enumerate((1, 2, 4)):
        for rater_id in ("ama", "ben"):
            scores += sheet(f"p{i}", rater_id, [level] * 12)
            scores += sheet(f"p{i}", rater_id, [5 - level] * 12, audit_year=2027)
    agreement = agree(scores)
    assert (agreement.n_icc_cases, agreement.icc_agreement_single) == (3, 1.0)


def test_the_order_of_rows_changes_no_companion():
    scores = []
    for i in range(5):
        for turn, rater_id in enumerate(("ama", "ben", "chidi")):
            scores += sheet(f"p{i}", rater_id, [1 + (i * place + turn) % 4 for place in range(12)])
    assert agree(scores) == agree(scores[::-1])


def test_no_double_marking_has_no_companions():
    agreement = agree([score("p1", "ama", "voice", 3)])
    assert (agreement.gwet_ac2, agreement.mean_weighted_kappa, agreement.icc_agreement_single) == (None,) * 3
    assert (agreement.n_rater_pairs, agreement.n_icc_cases) == (0, 0)
