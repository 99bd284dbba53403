"""Which column of an old spreadsheet is what: guessed by its heading, decided by a person."""

import re
from collections.abc import Collection, Mapping, Sequence

from audit.domain.rubric import Criterion, Rubric, Section
from audit.intake.list_cells import fold

OWN_ID, DATE, REVIEW_NO, GRADE, LEFT_OUT = "own_id", "date", "review_no", "grade", ""
_QUESTION = "q:"
_LIKE = 0.5


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NAMES: Mapping[str, frozenset[str]] = {
    OWN_ID: _set(
        "id ownid uniqueid childid caseid casenumber caseno case planid planno documentid documentno "
        "reference ref referencenumber ehcpid ehcpnumber ehcid synergyid capitaid liquidlogicid "
        "mosaicid pupilid number no"
    ),
    DATE: _set(
        "date year plandate planyear dateofplan yearofplan dateissued issued issuedate dateofissue cohort "
        "cohortyear documentdate documentyear dateofdocument finalplandate dateoffinalplan datefinalised"
    ),
    REVIEW_NO: _set("reviewno reviewnumber review numberofreviews"),
    GRADE: _set(
        "grade overall overallgrade overallgrading overalljudgement overalljudgment overallrating "
        "overallscore judgement judgment rating ragrating finalgrade"
    ),
}
_WORD = re.compile(r"[a-z]+|\d+")
_COMMON = _set(
    "a an and are as at be been by each for from has have how in is it its of on or section that the their "
    "there they this to was what when which who with child young person plan"
)


def question_of(use: str) -> str | None:
    """The question's key, if a column is used for one."""
    return use.removeprefix(_QUESTION) if use.startswith(_QUESTION) else None


def list_uses(rubric: Rubric) -> tuple[str, ...]:
    """All that a column may be used for."""
    questions = tuple(f"{_QUESTION}{criterion.key}" for criterion in rubric.criteria)
    return (LEFT_OUT, OWN_ID, DATE, REVIEW_NO, GRADE, *questions)


def suggest_columns(headings: Sequence[str], rubric: Rubric) -> tuple[str, ...]:
    """One use for each heading, the likeliest first; no use is suggested twice."""
    scored = [
        (likeness, -place, use)
        for place, heading in enumerate(headings)
        for use, likeness in _likenesses(heading, rubric).items()
        if likeness >= _LIKE
    ]
    chosen: dict[int, str] = {}
    for _likeness, place, use in sorted(scored, reverse=True):
        if -place not in chosen and use not in chosen.values():
            chosen[-place] = use
    return tuple(chosen.get(place, LEFT_OUT) for place in range(len(headings)))


def _likenesses(heading: str, rubric: Rubric) -> dict[str, float]:
    """How like each use a heading is, from 0 to 1; what has a name of its own is no question."""
    folded = fold(heading)
    named = {use: 2.0 for use, names in _NAMES.items() if folded in names}
    if named:
        return named
    words = _words(heading)
    return {
        f"{_QUESTION}{criterion.key}": _like(folded, words, criterion, section)
        for section in rubric.sections
        for criterion in section.criteria
    }


def _like(folded: str, words: Collection[str], criterion: Criterion, section: Section) -> float:
    if folded in (fold(criterion.key), fold(criterion.question)):
        return 1.5
    of_question = _words(criterion.question) | _words(criterion.key.replace("_", " "))
    shared = len(set(words) & of_question)
    # One word in common is chance, unless it is the whole heading.
    if not words or shared < min(2, len(words)):
        return 0.0
    letter = 0.1 if section.letter and section.letter.lower() in words else 0.0
    return min(1.0, shared / len(words) * 0.9 + letter)


def _words(text: str) -> set[str]:
    """The telling words, cut to their stems."""
    return {word[:6] for word in _WORD.findall(text.lower()) if word not in _COMMON}


def check_columns(uses: Sequence[str], rubric: Rubric) -> list[str]:
    """What is wrong with a choice of columns, in words."""
    faults = []
    known = set(list_uses(rubric))
    chosen = [use for use in uses if use != LEFT_OUT]
    if not set(chosen) <= known:
        faults.append("Choose from the lists what each column is")
    if OWN_ID not in chosen:
        faults.append("Choose the column that holds the number or reference of the document")
    if any(chosen.count(use) > 1 for use in set(chosen)):
        faults.append("Two columns stand for the same thing: keep one of them and leave the other out")
    if GRADE not in chosen and not any(question_of(use) for use in chosen):
        faults.append("Choose at least one column with an overall grade or with the answers to a question")
    return faults
