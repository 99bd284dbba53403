"""Figures are rounded in one place, and never to say more than is known."""

from datetime import UTC, date, datetime

import pytest

from audit.reporting import figures
from audit.statistics.interval import Interval


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (2.345, 2, "2.35"),
        (2.5, 0, "3"),
        (-0.125, 2, "−0.13"),
        (1234.5, 1, "1,234.5"),
        (None, 2, "–"),
        (-0.001, 2, "0.00"),
    ],
)
def test_halves_go_up_and_what_is_not_known_is_a_dash(value, places, words):
    assert figures.decimal(value, places) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.004, "under 1%"),
        (0.998, "over 99%"),
        (0.415, "42%"),
        (1e-17, "0%"),
        (None, "–"),
    ],
)
def test_only_none_is_zero_per_cent_and_only_all_is_a_hundred(share, words):
    assert figures.percent(share) == words


def test_fewer_than_thirty_cases_are_counted_and_thirty_are_a_percentage():
    assert figures.share_of(12, 29) == "12 of 29"
    assert figures.share_of(12, 30) == "40%"
    assert figures.share_of(0, 0) == "no cases"


def test_many_answers_about_few_cases_are_few():
    interval = Interval(0.334, 0.5, 0.95, "Wilson")
    assert figures.share_of(12, 40, n_cases=4) == "12 of 40"
    assert figures.share_of(12, 40, n_cases=30) == "30%"
    assert figures.share_span(interval, 40, n_cases=4) == "13 to 20 of 40"
    assert figures.share_span(interval, 40, n_cases=30) == "33% to 50%"
    assert figures.share_span(Interval(0.0, 1.0, 0.95, "Wilson"), 7) == "0 to 7 of 7"
    assert figures.share_span(None, 7) == "–"


def test_an_interval_is_written_with_both_ends():
    interval = Interval(0.333, 0.5, 0.95, "Wilson")
    assert figures.span(interval) == "0.33 to 0.50"
    assert figures.percent_span(interval) == "33% to 50%"
    assert figures.span(None) == "–"


def test_moments_are_said_in_london_time_and_days_without_the_locale():
    assert figures.moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026 at 00:30"
    assert figures.moment(datetime(2026, 1, 1, 9, 5, tzinfo=UTC)) == "1 January 2026 at 09:05"
    assert figures.day(date(2026, 3, 3)) == "3 March 2026"
    assert figures.short_day(None) == "–"


def test_how_long_ago_is_said_in_hours_and_then_in_days():
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    waits = [datetime(2026, 3, 10, 11, 30, tzinfo=UTC), datetime(2026, 3, 8, 13, tzinfo=UTC)]
    assert [figures.ago(value, at) for value in waits] == ["less than an hour ago", "47 hours ago"]
    assert figures.ago(datetime(2026, 3, 8, 12, tzinfo=UTC), at) == "2 days ago"


def test_counts_agree_with_their_nouns():
    assert [figures.counted(n, "case") for n in (0, 1, 2000)] == ["no cases", "1 case", "2,000 cases"]


def test_a_tiny_p_value_is_said_to_be_below_a_thousandth():
    assert figures.p_value(0.0004) == "below 0.001"
    assert figures.p_value(0.158) == "0.158"


def test_days_are_said_as_people_say_them():
    assert [figures.days_left(n) for n in (3, 1, 0, -2)] == [
        "3 days left",
        "1 day left",
        "due today",
        "2 days late",
    ]
    said = ["tomorrow", "today", "yesterday", "in 5 days", "5 days ago"]
    assert [figures.days_until(n) for n in (1, 0, -1, 5, -5)] == said
