"""How groups of a list are named: what a list can be grouped by, and what each value says."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit.domain.case import NEED_NAMES, EthnicGroup, Phase, Sex
from audit.domain.words import CONCEPTS

GROUPINGS: Mapping[str, str] = {
    "cohort_year": "Year of the document",
    "need": "Primary need",
    "phase": "Phase of education",
    "age_band": "Age",
    "sex": "Sex",
    "ethnic_group": "Ethnic group",
    "social_care": "Known to social care",
    "stage": "Stage of the document",
    "origin": "Where the document comes from",
    "placement": "Where the child is taught",
}
PHASES: Mapping[Phase, str] = {
    Phase.EARLY_YEARS: "Early years",
    Phase.PRIMARY: "Primary",
    Phase.SECONDARY: "Secondary",
    Phase.ALL_THROUGH: "All-through",
    Phase.SIXTEEN_PLUS: "16 plus",
    Phase.SPECIAL: "Special school",
    Phase.ALTERNATIVE: "Alternative provision",
    Phase.NOT_IN_SCHOOL: "Not in school",
    Phase.UNKNOWN: "Phase not known",
}
SEXES: Mapping[Sex, str] = {
    Sex.FEMALE: "Female",
    Sex.MALE: "Male",
    Sex.OTHER: "Other",
    Sex.UNKNOWN: "Sex not known",
}
ETHNIC_GROUPS: Mapping[EthnicGroup, str] = {
    EthnicGroup.WHITE: "White",
    EthnicGroup.MIXED: "Mixed",
    EthnicGroup.ASIAN: "Asian",
    EthnicGroup.BLACK: "Black",
    EthnicGroup.OTHER: "Other ethnic group",
    EthnicGroup.UNKNOWN: "Ethnic group not known",
}
_SOCIAL_CARE = {
    "yes": "Known to social care",
    "no": "Not known to social care",
    "unknown": "Social care not stated",
}


def _by_code(names: Mapping[Any, str]) -> dict[str, str]:
    return {str(code): name for code, name in names.items()}


_VALUES: Mapping[str, Mapping[str, str]] = {
    "need": _by_code(NEED_NAMES) | {"unknown": "Need not known"},
    "phase": _by_code(PHASES),
    "sex": _by_code(SEXES),
    "ethnic_group": _by_code(ETHNIC_GROUPS),
    "social_care": _SOCIAL_CARE,
    **{name: CONCEPTS[name] for name in ("age_band", "stage", "origin", "placement")},
}


def say_stratum(by: Sequence[str], values: Sequence[str]) -> str:
    """A group in words: "2024, Autistic spectrum disorder"; a list that was not grouped is all documents."""
    said = [_VALUES.get(name, {}).get(value, value) for name, value in zip(by, values, strict=True)]
    return ", ".join(said) or "All documents"
