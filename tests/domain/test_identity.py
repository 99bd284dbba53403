import hmac
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.case import AgeBand, Fact, ListedPlan, Placement
from audit.domain.identity import (
    AreaKeys,
    Purpose,
    age_band,
    age_on,
    curriculum_year,
    keyed_hash,
    new_key,
    pseudonymise,
)

KEYS = AreaKeys({1: b"k" * 32})
PLAN = ListedPlan(7, "OWN 77", date(2024, 3, 1), 0, upn="Z99900000001X", birth_on=date(2010, 8, 31))


def test_a_hash_is_the_hmac_of_purpose_and_normalised_value():
    expected = hmac.new(b"k" * 32, b"own_id\x00OWN77", "sha256").hexdigest()
    assert keyed_hash(KEYS, Purpose.OWN_ID, " own 77 ") == expected


def test_the_two_purposes_give_unrelated_hashes():
    assert keyed_hash(KEYS, Purpose.OWN_ID, "A1") != keyed_hash(KEYS, Purpose.UPN, "A1")


def test_two_areas_hash_the_same_child_differently():
    other = AreaKeys({1: new_key()})
    assert keyed_hash(KEYS, Purpose.UPN, "A1") != keyed_hash(other, Purpose.UPN, "A1")


def test_the_newest_key_hashes_and_an_older_one_still_can():
    both = AreaKeys({1: b"k" * 32, 2: b"n" * 32})
    assert pseudonymise(PLAN, both).key_version == 2
    assert keyed_hash(both, Purpose.UPN, "A1", version=1) == keyed_hash(KEYS, Purpose.UPN, "A1")


@pytest.mark.parametrize("secrets", [{}, {1: b"short"}])
def test_keys_that_cannot_protect_are_refused(secrets):
    with pytest.raises(ValueError, match="key"):
        AreaKeys(secrets)


def test_keys_are_never_printed():
    assert "kkk" not in repr(KEYS)


def test_the_door_forgets_who_it_is():
    entry = pseudonymise(PLAN, KEYS)
    kept = repr(entry)
    assert "OWN 77" not in kept
    assert "Z999" not in kept
    assert "2010" not in kept
    assert entry.locator == "OWN 77"
    assert entry.cohort_year == 2024
    assert entry.age_band is AgeBand.FROM_11_TO_15


@pytest.mark.parametrize(
    ("born", "day", "year"),
    [
        (date(2010, 8, 31), date(2024, 3, 1), 9),
        (date(2010, 9, 1), date(2024, 3, 1), 8),
        (date(2010, 9, 1), date(2024, 8, 31), 8),
        (date(2010, 9, 1), date(2024, 9, 1), 9),
        (date(2019, 8, 31), date(2023, 9, 1), 0),
    ],
)
def test_a_curriculum_year_starts_on_the_first_of_september(born, day, year):
    assert curriculum_year(born, day) == year


def test_year_9_and_16_are_told_by_the_documents_own_day():
    assert Fact.YEAR_9_AND_ABOVE in pseudonymise(PLAN, KEYS).facts
    older = replace(PLAN, birth_on=date(2008, 3, 1))
    assert Fact.AGED_16_AND_ABOVE in pseudonymise(older, KEYS).facts
    younger = replace(PLAN, birth_on=date(2008, 3, 2))
    assert Fact.AGED_16_AND_ABOVE not in pseudonymise(younger, KEYS).facts


BY_AGE = {Fact.UNDER_5, Fact.YEAR_9_AND_ABOVE, Fact.AGED_16_AND_ABOVE}


def test_what_the_list_says_becomes_a_fact():
    plan = replace(PLAN, social_care=True, placement=Placement.EOTAS)
    assert {Fact.KNOWN_TO_SOCIAL_CARE, Fact.EOTAS} <= pseudonymise(plan, KEYS).facts
    quiet = pseudonymise(replace(PLAN, social_care=False), KEYS).facts
    assert not {Fact.KNOWN_TO_SOCIAL_CARE, Fact.EOTAS} & quiet


def test_what_a_list_cannot_know_is_not_ruled_out():
    plan = replace(PLAN, social_care=None, cannot_know=frozenset({Fact.PERSONAL_BUDGET}))
    assert {Fact.KNOWN_TO_SOCIAL_CARE, Fact.PERSONAL_BUDGET} <= pseudonymise(plan, KEYS).facts


@pytest.mark.parametrize("born", [None, date(1960, 1, 1)])
def test_an_impossible_or_missing_birth_date_gives_no_band_and_rules_no_age_out(born):
    entry = pseudonymise(replace(PLAN, birth_on=born, social_care=False), KEYS)
    assert entry.age_band is AgeBand.UNKNOWN
    assert entry.facts == BY_AGE


def test_a_leap_day_child_turns_a_year_older_on_the_first_of_march():
    assert age_on(date(2020, 2, 29), date(2025, 2, 28)) == 4
    assert age_on(date(2020, 2, 29), date(2025, 3, 1)) == 5


@given(st.dates(date(1990, 1, 1), date(2026, 1, 1)), st.dates(date(2014, 9, 1), date(2026, 1, 1)))
def test_every_age_has_one_band(born, day):
    band = age_band(born, day)
    assert (band is AgeBand.UNKNOWN) == (not 0 <= age_on(born, day) <= 25)
