import pytest

from audit.statistics.trend_power import (
    draw_slope_errors,
    share_declined,
    share_no_change,
    smallest_fall_seen,
)


def draw(n_cohorts: int, *, variance: float, case_freedom: int = 100_000, n_draws: int = 4000):
    years = range(n_cohorts)
    middle = (n_cohorts - 1) / 2
    square = sum((year - middle) ** 2 for year in years)
    errors = draw_slope_errors(
        years,
        [variance] * n_cohorts,
        information=square / variance,
        case_freedom=case_freedom,
        year_freedom=n_cohorts - 2,
        alpha=0.05,
        n_draws=n_draws,
        seed=1,
    )
    return tuple(errors)


def test_power_without_doubt_between_years_is_that_of_the_two_intervals():
    # With many cohorts both half-widths are near the normal one. R 4.2, for a slope of 2.5 standard errors:
    # pnorm(2.5 - qnorm(0.95)) = 0.803765; that the wider of the two holds can only cost power.
    drawn = draw(100, variance=1.0, n_draws=2000)
    error = (100 * (100**2 - 1) / 12) ** -0.5
    assert share_declined(drawn, -2.5 * error, 1e-9) == pytest.approx(0.79, abs=0.04)


def test_a_fall_is_claimed_where_there_is_none_in_at_most_alpha():
    assert share_declined(draw(5, variance=0.03), 0.0, 1e-9) <= 0.05 + 0.007


def test_no_draw_is_wider_by_chance_of_the_seed():
    assert draw(5, variance=0.03, n_draws=50) == draw(5, variance=0.03, n_draws=50)


def test_the_smallest_fall_is_seen_in_eight_of_ten():
    drawn = draw(6, variance=0.03)
    assert share_declined(drawn, -smallest_fall_seen(drawn, 0.1), 0.1) == pytest.approx(0.8, abs=0.001)


def test_the_wider_the_margin_the_surer_is_no_change():
    drawn = draw(6, variance=0.03)
    shares = [share_no_change(drawn, margin) for margin in (0.05, 0.1, 0.2, 5)]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_two_cohorts_are_refused():
    with pytest.raises(ValueError, match="three cohorts"):
        draw(2, variance=1.0)
