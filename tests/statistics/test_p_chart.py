import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.statistics.p_chart import Signal, laney_p_chart

# Worked by hand from the formulas of Laney (2002): 40 of 80 over four months of 20, 20, 20 and 20, p = 0.5,
# s = sqrt(0.25/20) = 0.1118034; z = (0.6, 0.5, 0.35, 0.55) less 0.5, over s = 0.894427, 0, -1.341641,
# 0.447214; moving ranges 0.894427, 1.341641, 1.788854, mean 1.341641; sigma z = 1.341641/1.128 = 1.189398
FOUR = ([12, 10, 7, 11], [20, 20, 20, 20])


def test_the_chart_agrees_with_laneys_formulas_by_hand():
    chart = laney_p_chart(*FOUR)
    assert chart.centre == 0.5
    assert chart.sigma_z == pytest.approx(1.189398, abs=1e-6)
    assert chart.points[0].low == pytest.approx(0.5 - 3 * 0.1118034 * 1.189398, abs=1e-6)
    assert chart.points[0].high == pytest.approx(0.5 + 3 * 0.1118034 * 1.189398, abs=1e-6)
    assert [(point.share, point.n_good, point.n_cases) for point in chart.points[:2]] == [
        (0.6, 12, 20),
        (0.5, 10, 20),
    ]
    assert all(point.signals == () for point in chart.points)


def test_small_months_have_wider_limits_within_0_and_1():
    chart = laney_p_chart([2, 30, 1, 28], [4, 50, 3, 60])
    assert chart.points[0].high > chart.points[1].high
    assert all(0 <= point.low <= point.high <= 1 for point in chart.points)


def test_a_month_beyond_the_limits_signals():
    months = [50, 52, 49, 51, 50, 48, 51, 50, 52, 49, 85]
    chart = laney_p_chart(months, [100] * 11)
    assert Signal.BEYOND_LIMITS in chart.points[-1].signals
    assert all(Signal.BEYOND_LIMITS not in point.signals for point in chart.points[:-1])


def test_eight_months_on_one_side_signal_and_seven_do_not():
    chart = laney_p_chart([44, 45, 43, 44, 42, 45, 44, 43, 56, 55, 57, 56, 58, 55, 56, 57], [100] * 16)
    first, seventh, eighth = chart.points[8], chart.points[14], chart.points[15]
    assert Signal.EIGHT_ON_ONE_SIDE not in (*first.signals, *seventh.signals)
    assert Signal.EIGHT_ON_ONE_SIDE in eighth.signals


def test_two_of_three_and_four_of_five_count_one_side_only():
    # forty months of 490 and 510 in a thousand by turns: 40 is over two sigma of what months vary, 25 over
    # one
    def signals(*last):
        months = [510 if place % 2 else 490 for place in range(40)] + [500 + each for each in last]
        return laney_p_chart(months, [1000] * len(months)).points[-1].signals

    assert signals(40, 0, 40) == (Signal.TWO_OF_THREE,)
    assert signals(40, 0, -40) == ()
    assert signals(25, 25, 0, 25, 25) == (Signal.FOUR_OF_FIVE,)
    assert signals(25, 25, 25, 25, 0) == ()  # the last month completes nothing


counts = st.lists(
    st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=24
)


@given(counts)
def test_good_and_not_good_are_mirror_images(months):
    good, cases = [x for x, _ in months], [n for _, n in months]
    chart = laney_p_chart(good, cases)
    mirror = laney_p_chart([n - x for x, n in months], cases)
    assert (chart is None) == (mirror is None)
    if chart is not None:
        assert chart.centre == pytest.approx(1 - mirror.centre)
        assert chart.sigma_z == pytest.approx(mirror.sigma_z)
        for point, other in zip(chart.points, mirror.points, strict=True):
            assert point.low == pytest.approx(1 - other.high)


def test_nothing_to_chart_is_none_and_impossible_counts_are_refused():
    for good, cases in ([], []), ([1], [2]), ([0, 0], [2, 3]), ([2, 3], [2, 3]), ([1, 2], [2, 4]):
        assert laney_p_chart(good, cases) is None
    for good, cases in ([1, 3], [2, 2]), ([1, 0], [2, 0]), ([-1, 1], [2, 2]):
        with pytest.raises(ValueError, match="a month needs a case"):
            laney_p_chart(good, cases)
    with pytest.raises(ValueError, match="one count"):
        laney_p_chart([1], [])
    assert math.isfinite(laney_p_chart([1, 1, 2], [2, 2, 2]).sigma_z)
