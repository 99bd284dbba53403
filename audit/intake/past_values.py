"""What the words of an old spreadsheet stand for: levels, met or not met, reasons, grades, or nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence

from audit.domain.rating import MET, NOT_MET, Reason
from audit.domain.rubric import Rubric
from audit.domain.words import LEGAL_LEVELS, REASONS
from audit.intake.list_cells import fold
from audit.intake.past_columns import GRADE, question_of
from audit.intake.past_table import PastTable

QUALITY, LEGAL = "quality", "legal"
NOTHING = "-"
MOST_VALUES = 40
_REASONS = {
    Reason.NOT_APPLICABLE: "na notapplicable nota doesnotapply",
    Reason.NOT_SUPPLIED: "notsupplied missing notprovided notseen",
    Reason.OUTSIDE_ROLE: "outsidemyrole outsiderole",
    Reason.CANNOT_TELL: "canttell cannottell unclear unsure",
}
_REASON_OF = {word: reason for reason, words in _REASONS.items() for word in words.split()}
_MET = frozenset({"yes", "y", "true", "met", "compliant", "fullymet", "tick"})
_NOT_MET = frozenset(
    {
        "no",
        "n",
        "false",
        "notmet",
        "unmet",
        "noncompliant",
        "notcompliant",
        "partlymet",
        "partiallymet",
        "partly",
    }
)
Values = Mapping[str, Mapping[str, str]]


def kind_of(use: str, rubric: Rubric) -> str | None:
    """Which sort of words a column holds: of quality or legal questions, or grades."""
    key = question_of(use)
    if key is None:
        return GRADE if use == GRADE else None
    return LEGAL if rubric.criterion(key).is_legal else QUALITY


def list_values(table: PastTable, uses: Sequence[str], rubric: Rubric) -> dict[str, list[tuple[str, int]]]:
    """The different words of each sort with how often they stand there, over all its columns together."""
    counts: dict[str, Counter[str]] = {}
    for place, use in enumerate(uses):
        kind = kind_of(use, rubric)
        if kind:
            found = counts.setdefault(kind, Counter())
            found.update(cells[place] for _, cells in table.rows if cells[place])
    return {kind: sorted(found.items()) for kind, found in counts.items()}


def find_crowded(table: PastTable, uses: Sequence[str], rubric: Rubric) -> list[int]:
    """The columns that hold so many different words that they can be no answers."""
    return [
        place
        for place, use in enumerate(uses)
        if kind_of(use, rubric) and len({cells[place] for _, cells in table.rows}) > MOST_VALUES
    ]


def list_meanings(kind: str, rubric: Rubric) -> dict[str, str]:
    """What a word may stand for: a code, and what pages call it."""
    if kind == GRADE:
        found = {str(place): grade for place, grade in enumerate(rubric.grades, start=1)}
    elif kind == LEGAL:
        found = {str(level): LEGAL_LEVELS[level] for level in (MET, NOT_MET)}
    else:
        found = {str(level.number): f"{level.number}: {level.name}" for level in rubric.levels}
    if kind != GRADE:
        found |= {
            str(reason): REASONS[reason]
            for reason in Reason
            if kind == LEGAL or reason is not Reason.CANNOT_TELL
        }
    return found | {NOTHING: "Nothing: leave it out"}


def suggest_meaning(kind: str, value: str, rubric: Rubric) -> str:
    """What a word most likely stands for; empty where nobody could guess."""
    folded, meanings = fold(value), list_meanings(kind, rubric)
    if not folded:
        return NOTHING
    reason = _REASON_OF.get(folded)
    if reason in meanings:
        return str(reason)
    if kind == LEGAL:
        return str(MET) if folded in _MET else str(NOT_MET) if folded in _NOT_MET else ""
    names = _names(kind, rubric)
    exact = [code for code, name in names.items() if folded in (fold(name), _initials(name), code)]
    inside = [code for code, name in names.items() if len(fold(name)) > 2 and fold(name) in folded]
    first = [code for code, name in names.items() if len(folded) == 1 and fold(name).startswith(folded)]
    for found in (exact, inside, first):
        if len(found) == 1:
            return found[0]
    return ""


def _names(kind: str, rubric: Rubric) -> dict[str, str]:
    if kind == GRADE:
        return {str(place): grade for place, grade in enumerate(rubric.grades, start=1)}
    return {str(level.number): level.name for level in rubric.levels}


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in words).lower() if len(words) > 1 else "\0"


def has_numbers(values: Sequence[tuple[str, int]]) -> bool:
    """Whether the words are numbers, which may run either way."""
    return any(value.isdigit() for value, _ in values)
