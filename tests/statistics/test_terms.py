import numpy as np

from audit.statistics.terms import Terms, encode

COHORT = np.repeat(np.arange(4), 6)
RATER = np.tile([0, 1, 2], 8)


def test_labels_become_numbers_in_their_sorted_order():
    codes, labels = encode(["b", "a", "b", "c"])
    assert (codes.tolist(), labels) == ([1, 0, 1, 2], ("a", "b", "c"))


def test_of_each_factor_one_column_is_said_by_the_constant():
    terms = Terms.of({"rater": RATER, "cohort": COHORT}, {})
    assert terms.kept.tolist() == [0, 1, 3, 4, 5]
    assert terms.spans == {"rater": slice(0, 3), "cohort": slice(3, 7)}


def test_what_comes_later_gives_way_to_what_comes_first():
    terms = Terms.of({"audit_year": COHORT, "rater": RATER}, {"cohort": COHORT * 1.0})
    assert terms.spans["cohort"].start not in terms.kept


def test_a_difference_within_a_factor_is_estimable_and_a_level_is_not():
    terms = Terms.of({"rater": RATER, "cohort": COHORT}, {})
    assert terms.is_estimable(np.array([1.0, -1, 0, 0, 0, 0, 0]))
    assert not terms.is_estimable(np.array([1.0, 0, 0, 0, 0, 0, 0]))


def test_raters_of_separate_years_cannot_be_compared():
    rater = COHORT * 3 + RATER  # nobody scored in two years
    terms = Terms.of({"rater": rater, "audit_year": COHORT}, {})
    same_year, other_year = np.zeros(16), np.zeros(16)
    same_year[[0, 1]] = other_year[[0, 4]] = 1, -1
    assert terms.is_estimable(same_year)
    assert not terms.is_estimable(other_year)


def test_a_column_that_is_never_used_is_no_term():
    terms = Terms.of({"rater": np.array([0, 2, 0, 2])}, {})
    assert terms.kept.tolist() == [0]
    assert terms.is_estimable(np.array([1.0, 0, -1]))


def test_what_is_undetermined_of_a_factor_is_a_common_shift_or_more():
    alone = Terms.of({"cohort": COHORT}, {})
    shift = alone.undetermined("cohort")
    assert shift.shape == (4, 1)
    assert np.ptp(shift) < 1e-12
    halves = Terms.of({"audit_year": COHORT // 2, "cohort": COHORT}, {})
    assert halves.undetermined("cohort").shape == (4, 2)


def test_codes_below_zero_have_no_column():
    terms = Terms.of({"own_constant": np.array([-1, 0, -1, 1])}, {})
    assert terms.matrix.toarray().tolist() == [[0, 0], [1, 0], [0, 0], [0, 1]]
