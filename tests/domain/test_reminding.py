from datetime import UTC, date, datetime, timedelta

import pytest

from audit.domain.reminding import (
    Occasion,
    correction_letter,
    day_of,
    find_occasion,
    once_key,
    say_due,
    scoring_letter,
    takes_mail,
)

DUE = date(2026, 12, 5)
LETTER = {"n_left": 2, "due": "is due by 5 December 2026", "link": "https://a.example/sign-in"}


@pytest.mark.parametrize(
    ("n_days", "occasion"),
    [
        (-30, None),
        (-4, None),
        (-3, Occasion.SOON),
        (-1, Occasion.SOON),
        (0, Occasion.SOON),
        (1, Occasion.LATE),
        (6, Occasion.LATE),
        (7, Occasion.VERY_LATE),
        (20, Occasion.VERY_LATE),
        (21, None),
    ],
)
def test_reminders_are_due_three_days_before_and_one_and_seven_days_after(
    n_days: int, occasion: Occasion | None
) -> None:
    assert find_occasion(DUE, DUE + timedelta(days=n_days)) == occasion


def test_without_a_day_nobody_is_reminded() -> None:
    assert find_occasion(None, DUE) is None


def test_a_day_that_was_moved_is_reminded_of_anew() -> None:
    keys = {once_key("round", "ama", Occasion.SOON, DUE + timedelta(days=n)) for n in range(2)}
    assert len(keys) == 2
    assert max(len(once_key("k" * 16, "p" * 16, each, DUE)) for each in Occasion) <= 120


def test_a_day_is_londons() -> None:
    assert day_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert day_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2026, 12, 31)


def test_the_day_is_put_as_people_say_it() -> None:
    said = [say_due(DUE, DUE - timedelta(days=n), "5 December 2026") for n in (3, 1, 0, -1)]
    assert said == [
        "is due by 5 December 2026",
        "is due tomorrow, 5 December 2026",
        "is due today, 5 December 2026",
        "was due by 5 December 2026",
    ]


def test_a_letter_says_the_audit_the_cases_left_the_day_and_where_to_go_on() -> None:
    letter = scoring_letter("Testshire", "Plan audit", **LETTER, is_guest=False, is_example=False)
    assert letter.subject == "Testshire: 2 cases left to score"
    for words in ("2 cases", "“Plan audit”", "is due by 5 December 2026", LETTER["link"]):
        assert str(words) in letter.body


def test_a_guest_is_told_to_use_their_own_link() -> None:
    body = scoring_letter("Testshire", "Plan audit", **LETTER, is_guest=True, is_example=True).body
    assert "the link that you were sent" in body and "sign-in" not in body and "made-up" in body


def test_one_case_is_one_case_and_a_round_without_a_day_says_none() -> None:
    letter = scoring_letter(
        "Testshire", "Plan audit", n_left=1, due="", link="", is_guest=False, is_example=False
    )
    assert "1 case left" in letter.subject and "due" not in letter.body


def test_whoever_was_asked_by_link_is_told_how_to_get_a_new_one() -> None:
    due = "was due by 5 December 2026"
    letter = correction_letter("Testshire", "Plan audit", case_number=14, n_left=1, due=due, is_example=False)
    assert "14" not in letter.subject
    for words in ("1 thing", "case 14", due, "a new one"):
        assert words in letter.body


def test_an_address_that_nobody_has_takes_no_mail() -> None:
    assert takes_mail("ama@testshire.example")
    assert not takes_mail("guest@guests.invalid")
    assert not takes_mail("")
