import pytest

from audit.statistics.sample_size import sample_size_for_share


def test_sizes_agree_with_the_published_table():
    # Krejcie and Morgan, Educational and Psychological Measurement 30 (1970) 607-610, table 1 (5 points,
    # 95%), which rounds to the nearest; ours rounds up.
    table = {100: 80, 200: 132, 500: 217, 1000: 278, 10_000: 370}
    for n_listed, n_needed in table.items():
        assert 0 <= sample_size_for_share(0.05, n_listed) - n_needed <= 1


def test_a_small_list_is_scored_whole_rather_than_more_than_whole():
    assert sample_size_for_share(0.01, 3) == 3
    assert sample_size_for_share(0.5, 1) == 1


@pytest.mark.parametrize(("within", "n_listed"), [(0, 10), (1, 10), (0.1, 0)])
def test_what_is_no_share_is_refused(within, n_listed):
    with pytest.raises(ValueError, match="shares lie between 0 and 1"):
        sample_size_for_share(within, n_listed)
