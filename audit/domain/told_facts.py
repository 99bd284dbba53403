"""What somebody tells of one document before it is scored, and which questions are asked because of it."""

from collections.abc import Mapping

from audit.domain.case import AgeBand, Fact

# What is asked by itself; the other facts of age follow from the band.
ASKED: tuple[Fact, ...] = (
    Fact.YEAR_9_AND_ABOVE,
    Fact.LOOKED_AFTER,
    Fact.KNOWN_TO_SOCIAL_CARE,
    Fact.EOTAS,
    Fact.HOME_EDUCATED,
    Fact.PERSONAL_BUDGET,
    Fact.PHASE_TRANSFER,
)
_UP_TO_10 = (AgeBand.UNDER_5, AgeBand.FROM_5_TO_10)
_FROM_16 = (AgeBand.FROM_16_TO_19, AgeBand.FROM_20_TO_25)


def facts_told(band: AgeBand, told: Mapping[Fact, bool | None]) -> frozenset[Fact]:
    """What holds or cannot be ruled out: not known counts as yes, so that no question is lost."""
    asked = {fact for fact in ASKED if told.get(fact) is not False}
    return frozenset((asked - {Fact.YEAR_9_AND_ABOVE}) | _facts_of_band(band, Fact.YEAR_9_AND_ABOVE in asked))


def _facts_of_band(band: AgeBand, may_be_in_year_9: bool) -> set[Fact]:
    is_unknown = band is AgeBand.UNKNOWN
    held = (
        (Fact.UNDER_5, is_unknown or band is AgeBand.UNDER_5),
        (Fact.AGED_16_AND_ABOVE, is_unknown or band in _FROM_16),
        (Fact.YEAR_9_AND_ABOVE, band in _FROM_16 or (band not in _UP_TO_10 and may_be_in_year_9)),
    )
    return {fact for fact, holds in held if holds}
