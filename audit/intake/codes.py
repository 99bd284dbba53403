"""The code lists of Annex A and of the SEN2 return, with the other ways in which councils write them."""

import re
from collections.abc import Mapping
from typing import TypeVar

from audit.domain.case import NEED_NAMES, EthnicGroup, Need, Phase, Sex
from audit.intake.list_cells import fold, is_blank, text_of

T = TypeVar("T")
_LETTER = re.compile(r"^[a-z]\s*[).]\s*", re.IGNORECASE)  # "e) SEMH": the list's notes number its codes


def make_table(ways: Mapping[T, str]) -> dict[str, T]:
    """Each way of writing a code, folded, with what it means."""
    return {fold(way): meaning for meaning, text in ways.items() for way in text.split("|")}


NEEDS: dict[str, Need] = {
    **make_table({need: f"{need.value}|{NEED_NAMES[need]}" for need in Need if need is not Need.UNKNOWN}),
    **make_table(
        {
            Need.ASD: "Autism|Autistic spectrum condition|ASC|Autism spectrum disorder",
            Need.VI: "Visual impairment",
            Need.SEMH: "Social emotional and mental health difficulties",
            Need.SLCN: "Speech language and communication difficulties",
            Need.DS: "Down's syndrome|Downs syndrome",
            Need.OTH: "Other",
        }
    ),
}

PHASES: dict[str, Phase] = make_table(
    {
        Phase.EARLY_YEARS: "Nursery|Early years|EYP",
        Phase.PRIMARY: "Primary|Middle (deemed primary)|Middle deemed primary",
        Phase.SECONDARY: "Secondary|Middle (deemed secondary)",
        Phase.ALL_THROUGH: "All-through",
        Phase.SIXTEEN_PLUS: "FE college|Further education|16 plus|16+|Post-16|College|sixteen_plus",
        Phase.SPECIAL: "Special|Special school",
        Phase.ALTERNATIVE: (
            "Pupil referral unit/Alternative provision|Pupil referral unit|PRU|Alternative provision|"
            "Alternative|AP"
        ),
        Phase.NOT_IN_SCHOOL: "Not in school|NEET|Home educated|EHE|EOTAS|Not applicable|None",
        Phase.UNKNOWN: "Unknown|Not known",
    }
)

SEXES: dict[str, Sex] = make_table(
    {
        Sex.FEMALE: "Female|F|2|Girl",
        Sex.MALE: "Male|M|1|Boy",
        Sex.OTHER: "Other|Indeterminate|I|Not specified|9",
        Sex.UNKNOWN: "Unknown|U|Not known|0",
    }
)

ETHNIC_GROUPS: dict[str, EthnicGroup] = make_table(
    {
        EthnicGroup.WHITE: (
            "White|WBRI|WIRI|WIRT|WOTH|WROM|WENG|WSCO|WWEL|WCOR|WOWB|WEEU|WWEU|WEUR|WOTW|WALB|WTUR|WITA|"
            "WPOR|WGRE|WGRK|WGRC|WTUK|WTUC|WKOS|WBOS|WCRO|WSER|A1|A2|A3|A4|A5|White British|White Irish|"
            "Any other White background|Gypsy/Roma|Traveller of Irish heritage"
        ),
        EthnicGroup.MIXED: (
            "Mixed|MWBC|MWBA|MWAS|MOTH|MWAP|MWAI|MWAO|MWCH|MABL|MACH|MBOE|MBCH|MBOT|MCOE|MOTM|MWOE|B1|B2|B3|"
            "B4|Mixed or multiple ethnic groups|White and Asian|White and Black African|"
            "White and Black Caribbean"
        ),
        EthnicGroup.ASIAN: (
            "Asian|AIND|APKN|ABAN|AOTH|CHNE|AAFR|AKAO|AMPK|AKPA|AOPK|ANEP|ASLT|ASNL|ASRO|AOTA|CHKC|CMAL|"
            "CSNG|CTWN|COCH|C1|C2|C3|C4|E1|Asian or Asian British|Indian|Pakistani|Bangladeshi|Chinese"
        ),
        EthnicGroup.BLACK: (
            "Black|BCRB|BAFR|BOTH|BANN|BCON|BGHA|BNGN|BSLN|BSOM|BSUD|BAOF|BEUR|BNAM|BOTB|D1|D2|D3|"
            "Black or Black British|Black African|Black Caribbean"
        ),
        EthnicGroup.OTHER: (
            "Other|OOTH|OAFG|OARA|OEGY|OFIL|OIRN|OIRQ|OJPN|OKOR|OKRD|OLAM|OLEB|OLIB|OMAL|OMRC|OPOL|OTHA|"
            "OVIE|OYEM|OOEG|E2|Any other ethnic group|Other ethnic group"
        ),
        EthnicGroup.UNKNOWN: (
            "Unknown|REFU|NOBT|E3|E4|E5|Refused|Not obtained|Not known|Information not yet obtained"
        ),
    }
)

YES_NO: dict[str, bool] = make_table({True: "Yes|Y|True|1", False: "No|N|False|0"})


def find_code(table: Mapping[str, T], value: object) -> T | None:
    """What a cell means by a code list, or None where the list does not have it."""
    if isinstance(value, bool):
        value = "Yes" if value else "No"
    if is_blank(value):
        return None
    text = text_of(value)
    found = table.get(fold(_LETTER.sub("", text) if text[1:2] in (")", ".", " ") else text))
    return table.get(fold(text)) if found is None else found
