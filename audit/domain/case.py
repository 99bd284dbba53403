"""One document under audit: what may be known of it, before and after the door."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """How far the document had come."""

    DRAFT = "draft"
    FINAL = "final"
    AMENDED = "amended"
    PHASE_TRANSFER = "phase_transfer"


class Origin(StrEnum):
    """Who made the document what it is."""

    OURS = "ours"
    MOVED_IN = "moved_in"
    TRIBUNAL = "tribunal"


class Placement(StrEnum):
    """Where the child is taught; `eotas` is education otherwise than at school."""

    IN_AREA = "in_area"
    OUT_OF_AREA = "out_of_area"
    EOTAS = "eotas"


class ChosenBy(StrEnum):
    """Why this case is in the audit. Only `random` speaks for the whole list."""

    RANDOM = "random"
    THEMATIC = "thematic"
    DIP_SAMPLE = "dip_sample"
    REFERRED = "referred"
    INSPECTION = "inspection"
    LINK = "link"


class Basis(StrEnum):
    """Which of a child's documents the list stands for."""

    FIRST_PLANS = "first_plans"
    PLANS_IN_FORCE = "plans_in_force"
    DOCUMENTS = "documents"


def bases_of(kind: str) -> tuple[Basis, ...]:
    """Which sorts of list a kind has: only plans are told apart into first ones and those in force."""
    return (Basis.FIRST_PLANS, Basis.PLANS_IN_FORCE) if kind == "plan" else (Basis.DOCUMENTS,)


class AgeBand(StrEnum):
    """Age in whole years on the day of the document."""

    UNDER_5 = "under_5"
    FROM_5_TO_10 = "5_to_10"
    FROM_11_TO_15 = "11_to_15"
    FROM_16_TO_19 = "16_to_19"
    FROM_20_TO_25 = "20_to_25"
    UNKNOWN = "unknown"


class Fact(StrEnum):
    """What a criterion's `applies_when` may ask about a case."""

    UNDER_5 = "under_5"
    YEAR_9_AND_ABOVE = "year_9_and_above"
    AGED_16_AND_ABOVE = "aged_16_and_above"
    LOOKED_AFTER = "looked_after"
    EOTAS = "eotas"
    PHASE_TRANSFER = "phase_transfer"
    PERSONAL_BUDGET = "personal_budget"
    HOME_EDUCATED = "home_educated"
    KNOWN_TO_SOCIAL_CARE = "known_to_social_care"


class Restriction(StrEnum):
    """Why only named auditors may see a case."""

    ADOPTION = "adoption"
    PROTECTION_PLAN = "protection_plan"
    COURT_ORDER = "court_order"
    OWN_CHILD = "own_child"
    OTHER = "other"


class Flag(StrEnum):
    """What is under way about a document: whoever scores it should know that others may ask to see it."""

    APPEAL = "appeal"
    COMPLAINT = "complaint"
    OMBUDSMAN = "ombudsman"


class Need(StrEnum):
    """Primary need, in the codes of the SEN2 return."""

    SPLD = "SPLD"
    MLD = "MLD"
    SLD = "SLD"
    PMLD = "PMLD"
    SEMH = "SEMH"
    SLCN = "SLCN"
    HI = "HI"
    VI = "VI"
    MSI = "MSI"
    PD = "PD"
    ASD = "ASD"
    DS = "DS"
    OTH = "OTH"
    UNKNOWN = "unknown"


class Phase(StrEnum):
    """Phase of the main place of education."""

    EARLY_YEARS = "early_years"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    ALL_THROUGH = "all_through"
    SIXTEEN_PLUS = "sixteen_plus"
    SPECIAL = "special"
    ALTERNATIVE = "alternative"
    NOT_IN_SCHOOL = "not_in_school"
    UNKNOWN = "unknown"


class Sex(StrEnum):
    """As the council's list has it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class EthnicGroup(StrEnum):
    """The broad group only: finer codes can point to one child."""

    WHITE = "white"
    MIXED = "mixed"
    ASIAN = "asian"
    BLACK = "black"
    OTHER = "other"
    UNKNOWN = "unknown"


NEED_NAMES: dict[Need, str] = {
    Need.SPLD: "Specific learning difficulty",
    Need.MLD: "Moderate learning difficulty",
    Need.SLD: "Severe learning difficulty",
    Need.PMLD: "Profound and multiple learning difficulty",
    Need.SEMH: "Social, emotional and mental health",
    Need.SLCN: "Speech, language and communication needs",
    Need.HI: "Hearing impairment",
    Need.VI: "Vision impairment",
    Need.MSI: "Multi-sensory impairment",
    Need.PD: "Physical disability",
    Need.ASD: "Autistic spectrum disorder",
    Need.DS: "Down syndrome",
    Need.OTH: "Other difficulty or disability",
    Need.UNKNOWN: "Not known",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row. The reason never quotes a cell that could point to a child."""

    row: int
    column: str
    reason: str

    def as_dict(self) -> dict[str, int | str]:
        return {"row": self.row, "column": self.column, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """One accepted row of a council's list, still with identity: it lives in memory only."""

    row: int
    own_id: str = field(repr=False)
    plan_on: date = field(repr=False)
    review_no: int | None
    upn: str | None = field(default=None, repr=False)
    birth_on: date | None = field(default=None, repr=False)
    sex: Sex = Sex.UNKNOWN
    ethnic_group: EthnicGroup = EthnicGroup.UNKNOWN
    need: Need = Need.UNKNOWN
    phase: Phase = Phase.UNKNOWN
    social_care: bool | None = None
    stage: Stage = Stage.FINAL
    origin: Origin = Origin.OURS
    placement: Placement = Placement.IN_AREA
    chosen_by: ChosenBy = ChosenBy.RANDOM
    restricted_because: Restriction | None = None
    flags: frozenset[Flag] = frozenset()
    facts: frozenset[Fact] = frozenset()
    cannot_know: frozenset[Fact] = frozenset()
    locator: str = field(default="", repr=False)

    @property
    def cohort_year(self) -> int:
        return self.plan_on.year

    @property
    def restricted(self) -> bool:
        return self.restricted_because is not None


@dataclass(frozen=True, slots=True)
class FrameEntry:
    """One document that could be drawn, after the door: keyed hashes and bands, no birth date.

    `facts` hold of it, or its list could not rule them out: an auditor can say "not applicable", but cannot
    answer a question that was never asked.

    `locator` (the council's own number, or its link) is kept apart and encrypted by the workflow.
    """

    own_hash: str
    key_version: int
    row: int
    cohort_year: int
    upn_hash: str | None = None
    review_no: int | None = None
    age_band: AgeBand = AgeBand.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    ethnic_group: EthnicGroup = EthnicGroup.UNKNOWN
    need: Need = Need.UNKNOWN
    phase: Phase = Phase.UNKNOWN
    social_care: bool | None = None
    stage: Stage = Stage.FINAL
    origin: Origin = Origin.OURS
    placement: Placement = Placement.IN_AREA
    chosen_by: ChosenBy = ChosenBy.RANDOM
    restricted: bool = False
    restricted_because: Restriction | None = None
    flags: frozenset[Flag] = frozenset()
    facts: frozenset[Fact] = frozenset()
    locator: str = field(default="", repr=False, compare=False)


def keep_restricted(entry: FrameEntry, known: Mapping[str, Restriction]) -> FrameEntry:
    """A document that was restricted before stays so, whether or not a new list says it."""
    if entry.restricted or entry.own_hash not in known:
        return entry
    return replace(entry, restricted=True, restricted_because=known[entry.own_hash])
