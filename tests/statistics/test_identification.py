import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.statistics.identification import is_identified


def test_a_cohort_scored_only_in_its_own_year_cannot_be_told_apart():
    cohorts, audit_years = [2021, 2022, 2023] * 4, [2021, 2022, 2023] * 4
    assert not is_identified(cohorts, [audit_years])


def test_one_audit_of_all_cohorts_can():
    assert is_identified([2021, 2022, 2023] * 4, [[2026] * 12])


def test_linked_plans_part_cohort_from_audit_year():
    cohorts, audit_years = [2021, 2022, 2023, 2021, 2021], [2021, 2022, 2023, 2022, 2023]
    plans = ["link", "", "", "link", "link"]
    assert is_identified(cohorts, [audit_years], intercepts=plans) is True
    assert is_identified(cohorts[:3], [audit_years[:3]], intercepts=plans[:3]) is False


def test_raters_who_each_score_one_cohort_hide_it():
    assert not is_identified([1, 1, 2, 2, 3, 3], [["a", "a", "b", "b", "c", "c"]])
    assert is_identified([1, 1, 2, 2, 3, 3], [["a", "a", "b", "b", "c", "b"]])


def test_a_covariate_that_is_the_target_hides_it():
    years = [2020, 2021, 2022, 2023]
    assert not is_identified(years, [], numbers=[[3 * year - 7 for year in years]])
    assert is_identified(years, [], numbers=[[0, 1, 0, 1]])


def test_nothing_varying_is_not_identified():
    assert not is_identified([2021, 2021], [["a", "b"]])
    assert not is_identified([], [])


def test_terms_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="one entry per row"):
        is_identified([1, 2], [["a"]])


rows = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)),
    min_size=2,
    max_size=14,
)


@settings(deadline=None)
@given(rows)
def test_it_is_the_rank_rule(table):
    target, one, other, plan = (list(column) for column in zip(*table, strict=True))
    z = np.column_stack([np.eye(4)[one], np.eye(4)[other], np.eye(4)[plan]])
    rank = np.linalg.matrix_rank
    by_rank = rank(np.column_stack([z, target])) == rank(z) + 1
    assert is_identified(target, [one, other], intercepts=plan) == by_rank
