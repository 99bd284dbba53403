"""Which questions a document is asked because of what somebody told of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.case import AgeBand, Fact
from audit.domain.told_facts import ASKED, facts_told

NOTHING = dict.fromkeys(ASKED, False)


def test_what_is_not_known_is_asked() -> None:
    assert facts_told(AgeBand.UNKNOWN, {}) == frozenset(Fact)


@pytest.mark.parametrize(
    ("band", "facts"),
    [
        (AgeBand.UNDER_5, {Fact.UNDER_5}),
        (AgeBand.FROM_5_TO_10, set()),
        (AgeBand.FROM_11_TO_15, set()),
        (AgeBand.FROM_16_TO_19, {Fact.AGED_16_AND_ABOVE, Fact.YEAR_9_AND_ABOVE}),
        (AgeBand.FROM_20_TO_25, {Fact.AGED_16_AND_ABOVE, Fact.YEAR_9_AND_ABOVE}),
    ],
)
def test_the_facts_of_age_follow_from_the_band(band: AgeBand, facts: set[Fact]) -> None:
    assert facts_told(band, NOTHING) == facts


def test_nobody_of_ten_is_in_year_9() -> None:
    assert Fact.YEAR_9_AND_ABOVE not in facts_told(AgeBand.FROM_5_TO_10, {})
    assert Fact.YEAR_9_AND_ABOVE in facts_told(AgeBand.FROM_11_TO_15, {})


@given(st.sampled_from(AgeBand), st.dictionaries(st.sampled_from(ASKED), st.none() | st.booleans()))
def test_to_know_more_never_adds_a_question(band: AgeBand, told: dict[Fact, bool | None]) -> None:
    assert facts_told(band, {**told, **NOTHING}) <= facts_told(band, told)
