"""The door: who a row is about becomes keyed hashes and bands, and is then forgotten."""

import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from audit.domain.case import AgeBand, Fact, FrameEntry, ListedPlan, Placement, Stage

KEY_BYTES = 32
OLDEST = 25  # a plan may run to the end of the school year in which a person turns 25


class Purpose(StrEnum):
    """What a hash is for: the same text under two purposes gives two unrelated hashes."""

    OWN_ID = "own_id"
    UPN = "upn"


@dataclass(frozen=True, slots=True)
class AreaKeys:
    """One area's secrets, by version; the newest makes new hashes and the older ones still find old rows."""

    secrets: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.secrets:
            raise ValueError("An area needs at least one key: make one with new_key().")
        if any(len(secret) != KEY_BYTES for secret in self.secrets.values()):
            raise ValueError(f"Every key must be {KEY_BYTES} bytes long.")

    @property
    def version(self) -> int:
        return max(self.secrets)


def new_key() -> bytes:
    """A fresh secret for one area."""
    return secrets.token_bytes(KEY_BYTES)


def normalise(value: str) -> str:
    """One way to write a number: no spaces, capitals, one Unicode form."""
    return "".join(unicodedata.normalize("NFKC", value).split()).upper()


def keyed_hash(keys: AreaKeys, purpose: Purpose, value: str, *, version: int | None = None) -> str:
    """HMAC-SHA256 of the normalised value under one area's key, as 64 hexadecimal digits."""
    secret = keys.secrets[keys.version if version is None else version]
    message = f"{purpose.value}\0{normalise(value)}".encode()
    return hmac.digest(secret, message, "sha256").hex()


_AGE_FACTS = frozenset({Fact.UNDER_5, Fact.YEAR_9_AND_ABOVE, Fact.AGED_16_AND_ABOVE})


def age_on(birth_on: date, day: date) -> int:
    """Whole years lived on a day; somebody born on 29 February turns a year older on 1 March."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def curriculum_year(birth_on: date, day: date) -> int:
    """The national curriculum year on a day: it starts on 1 September, Year 1 for those who are five by then.

    Reception is 0 and nursery below it; above 13 it only counts on, and no schooling is implied.
    """
    school_year = day.year if day.month >= 9 else day.year - 1
    return age_on(birth_on, date(school_year, 8, 31)) - 4


def age_band(birth_on: date | None, day: date) -> AgeBand:
    """The band on the day of the document; unknown where the birth date cannot be right."""
    age = -1 if birth_on is None else age_on(birth_on, day)
    if not 0 <= age <= OLDEST:
        return AgeBand.UNKNOWN
    bounds = (
        (5, AgeBand.UNDER_5),
        (11, AgeBand.FROM_5_TO_10),
        (16, AgeBand.FROM_11_TO_15),
        (20, AgeBand.FROM_16_TO_19),
    )
    return next((band for below, band in bounds if age < below), AgeBand.FROM_20_TO_25)


def facts_of(plan: ListedPlan) -> frozenset[Fact]:
    """What is true of a plan on its own day, or cannot be ruled out from what its list says."""
    has_age = plan.birth_on is not None and age_band(plan.birth_on, plan.plan_on) is not AgeBand.UNKNOWN
    by_age = _facts_of_age(plan.birth_on, plan.plan_on) if plan.birth_on and has_age else _AGE_FACTS
    told = (
        (Fact.KNOWN_TO_SOCIAL_CARE, plan.social_care is not False),
        (Fact.EOTAS, plan.placement is Placement.EOTAS),
        (Fact.PHASE_TRANSFER, plan.stage is Stage.PHASE_TRANSFER),
    )
    return plan.facts | plan.cannot_know | by_age | {fact for fact, is_true in told if is_true}


def _facts_of_age(birth_on: date, day: date) -> frozenset[Fact]:
    age = age_on(birth_on, day)
    told = (
        (Fact.UNDER_5, age < 5),
        (Fact.YEAR_9_AND_ABOVE, curriculum_year(birth_on, day) >= 9),
        (Fact.AGED_16_AND_ABOVE, age >= 16),
    )
    return frozenset(fact for fact, is_true in told if is_true)


def pseudonymise(plan: ListedPlan, keys: AreaKeys) -> FrameEntry:
    """What may be kept of a listed plan: hashes, bands and codes. The birth date goes no further."""
    return FrameEntry(
        own_hash=keyed_hash(keys, Purpose.OWN_ID, plan.own_id),
        upn_hash=keyed_hash(keys, Purpose.UPN, plan.upn) if plan.upn else None,
        key_version=keys.version,
        row=plan.row,
        review_no=plan.review_no,
        cohort_year=plan.cohort_year,
        age_band=age_band(plan.birth_on, plan.plan_on),
        sex=plan.sex,
        ethnic_group=plan.ethnic_group,
        need=plan.need,
        phase=plan.phase,
        social_care=plan.social_care,
        stage=plan.stage,
        origin=plan.origin,
        placement=plan.placement,
        chosen_by=plan.chosen_by,
        restricted=plan.restricted,
        restricted_because=plan.restricted_because,
        flags=plan.flags,
        facts=facts_of(plan),
        locator=plan.locator or plan.own_id,
    )
