"""What a list says that must be known before anybody opens a document: restricted, and what is under way."""

import re

from audit.domain.case import Flag, Restriction
from audit.intake.codes import YES_NO, find_code, make_table
from audit.intake.list_cells import UnreadableCell, fold, is_blank, text_of
from audit.intake.rows import Row

RESTRICTIONS: dict[str, Restriction] = make_table(
    {
        Restriction.ADOPTION: "adoption|adopted|adoptive placement",
        Restriction.PROTECTION_PLAN: (
            "protection_plan|child protection plan|child protection|protection|CP plan|CPP|CP"
        ),
        Restriction.COURT_ORDER: "court_order|court order|court|care proceedings",
        Restriction.OWN_CHILD: "own_child|child of staff|staff|forum|forum member|member of staff",
        Restriction.OTHER: "other|other reason|another reason|restricted",
    }
)
FLAGS: dict[str, Flag] = make_table(
    {
        Flag.APPEAL: "appeal|appeals|tribunal|SENDIST",
        Flag.COMPLAINT: "complaint|complaints",
        Flag.OMBUDSMAN: "ombudsman|LGSCO|LGO",
    }
)
_BETWEEN = re.compile(r"[\s;,/|+&]+")
_NOTHING = frozenset({"no", "none", "n", "na", "nil", "0", "and"})
_UNCLEAR = (
    "This is neither yes, no nor one of the reasons. To be safe the plan counts as restricted, for another "
    "reason."
)
_NOT_A_FLAG = "Not every word here is one of appeal, complaint or ombudsman; the others were left out."
_TEAMS = (
    (re.compile(r"\badopt", re.IGNORECASE), Restriction.ADOPTION),
    (re.compile(r"\bprotection\b|\bcpp?\b", re.IGNORECASE), Restriction.PROTECTION_PLAN),
)


def read_restriction(row: Row, key: str) -> Restriction | None:
    """Why only named auditors may see the plan. What cannot be understood is restricted: that is safe."""
    value = row.cell(key)
    if is_blank(value):
        return None
    try:
        is_so, found = find_code(YES_NO, value), find_code(RESTRICTIONS, value)
    except UnreadableCell:
        is_so, found = None, None
    if is_so is not None:
        return Restriction.OTHER if is_so else None
    if found is None:
        row.warn(key, _UNCLEAR)
    return found or Restriction.OTHER


def read_team(row: Row, key: str) -> Restriction | None:
    """A social care team whose name speaks of adoption or of a protection plan makes its plans restricted."""
    value = row.cell(key)
    if not isinstance(value, str):
        return None
    return next((because for pattern, because in _TEAMS if pattern.search(value)), None)


def read_flags(row: Row, key: str) -> frozenset[Flag]:
    """What is under way about the plan; several stand in one cell."""
    value = row.cell(key)
    if is_blank(value):
        return frozenset()
    try:
        words = [fold(word) for word in _BETWEEN.split(text_of(value))]
    except UnreadableCell:
        words = ["?"]
    said = [word for word in words if word and word not in _NOTHING]
    if any(word not in FLAGS for word in said) or not any(words):
        row.warn(key, _NOT_A_FLAG)
    return frozenset(FLAGS[word] for word in said if word in FLAGS)
