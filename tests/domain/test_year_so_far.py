from audit.domain.year_so_far import KindSoFar, MonthCount, sum_up


def test_audits_of_one_kind_are_counted_together_and_kinds_apart():
    counts = [MonthCount("plan", 4, 10), MonthCount("review", 1, 5), MonthCount("plan", 10, 20)]
    assert sum_up(counts) == (KindSoFar("plan", 14, 30, 2, 10), KindSoFar("review", 1, 5, 1, 5))


def test_months_are_compared_only_where_each_alone_has_enough():
    assert sum_up([MonthCount("plan", 9, 29), MonthCount("plan", 20, 60)])[0].is_too_few
    assert sum_up([MonthCount("plan", 20, 60)])[0].is_too_few
    assert not sum_up([MonthCount("plan", 9, 30), MonthCount("plan", 20, 60)])[0].is_too_few


def test_an_audit_that_graded_nothing_says_nothing():
    assert sum_up([MonthCount("plan", 0, 0)]) == ()
