"""Pairs of years that the plan wants compared, from the main model."""

import dataclasses

import pytest

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.hypothesis import analyse
from audit.domain.scenario import Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.reporting.trend_method import say_method

QUICK = AnalysisPlan(levels=4, bootstrap_draws=100)


def audit(design=Design.RETROSPECTIVE, **changed):
    small = {"n_cohorts": 4, "n_per_cohort": 30, "n_criteria": 8, "slope": -0.4}
    return simulate(Scenario(name="small", title="Small", **(small | changed)), design, 1)


def contrasts(*names, tables=None):
    plan = dataclasses.replace(QUICK, contrasts=names)
    return analyse(tables or audit().tables, plan).cohort_trend


def test_a_fall_shows_between_the_first_year_and_the_last_and_its_size_lies_in_the_interval():
    made = audit()
    (found,) = contrasts("2021-2018", tables=made.tables).contrasts
    assert found.interval.low < 3 * made.truth.slope_levels < found.interval.high < 0
    assert found.p_value == found.p_holm < 0.001


def test_a_contrast_the_other_way_round_is_the_same_with_another_sign():
    one, other = contrasts("2021-2018", "2018-2021").contrasts
    assert one.estimate == pytest.approx(-other.estimate)
    assert one.interval.low == pytest.approx(-other.interval.high)


def test_steps_between_years_add_up():
    first, second, both = contrasts("2019-2018", "2020-2019", "2020-2018").contrasts
    assert first.estimate + second.estimate == pytest.approx(both.estimate)


def test_several_contrasts_are_adjusted_for_being_several():
    alone = contrasts("2019-2018").contrasts[0]
    together = contrasts("2019-2018", "2021-2018").contrasts
    assert together[0].estimate == pytest.approx(alone.estimate)
    assert together[0].p_value == pytest.approx(alone.p_value)
    assert together[0].p_holm >= together[0].p_value
    assert together[1].p_holm == pytest.approx(2 * together[1].p_value)
    wide, narrow = together[0].interval, alone.interval
    assert wide.high - wide.low > narrow.high - narrow.low


def test_a_year_that_was_not_scored_and_years_without_a_link_cannot_be_told():
    assert contrasts("2021-1999").contrasts[0].estimate is None
    assert "2021 less 1999: cannot be told" in " ".join(
        say_method(contrasts("2021-1999"), is_over_reviews=False)
    )
    live = contrasts("2021-2018", tables=audit(Design.LIVE).tables)
    assert live.contrasts == ()


def test_the_method_says_each_contrast_with_its_interval():
    said = say_method(contrasts("2021-2018"), is_over_reviews=False)
    assert any(sentence.startswith("2021 less 2018: −") and "Holm" in sentence for sentence in said)


@pytest.mark.parametrize("names", [("2021",), ("2021-2021",), ("a-b",), ("2021-2018", "2021-2018")])
def test_a_contrast_that_is_none_is_refused(names):
    with pytest.raises(ValueError, match="contrasts must be two different years"):
        AnalysisPlan(contrasts=names)
