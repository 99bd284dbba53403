"""Where the original scoresheets of one case differ, and what the panel settled.

Originals are never changed. "Outside my role" and no answer at all are no view, so they differ from nobody.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.domain.rating import Answer, Reason
from audit.domain.rubric import Criterion, Rubric


class Kind(StrEnum):
    """How sheets differ, from what matters most to what matters least."""

    GRADE_DIFFERS = "grade_differs"
    LEGAL = "legal"
    TWO_LEVELS = "two_levels"
    SCORED_VS_REASON = "scored_vs_reason"
    ONE_LEVEL = "one_level"
    REASONS_DIFFER = "reasons_differ"


class Method(StrEnum):
    """How a difference was settled."""

    AGREEMENT = "agreement"
    CHAIR = "chair"
    THIRD_AUDITOR = "third_auditor"


# The overall grade is settled under this name; its level is the grade's place in the rubric, worst = 1.
OVERALL = "overall:grade"


MUST_SETTLE = frozenset({Kind.GRADE_DIFFERS, Kind.LEGAL, Kind.TWO_LEVELS, Kind.SCORED_VS_REASON})
_ORDER = {kind: position for position, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One auditor's original answers to one case, with their own overall grade if they gave one."""

    author: str
    answers: tuple[Answer, ...]
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One question (None: the overall grade) on which the authors with a view do not agree."""

    kind: Kind
    criterion: str | None
    values: tuple[tuple[str, int | Reason | str], ...]
    gap: int = 0
    crosses_good: bool = False

    @property
    def settled_as(self) -> str:
        """Under what name this is settled."""
        return self.criterion or OVERALL


def differences(rubric: Rubric, sheets: Sequence[Sheet]) -> tuple[Difference, ...]:
    """Return every difference between the original sheets of one case, the most important first."""
    compared = (_grades(rubric, sheets), *(_question(rubric, each, sheets) for each in rubric.criteria))
    found = [difference for difference in compared if difference]
    weight = {criterion.key: criterion.weight for criterion in rubric.criteria}

    def importance(difference: Difference) -> tuple[int, bool, int, float]:
        heavy = weight.get(difference.criterion or "", 0.0)
        return _ORDER[difference.kind], not difference.crosses_good, -difference.gap, -heavy

    return tuple(sorted(found, key=importance))


def needs_moderation(rubric: Rubric, sheets: Sequence[Sheet]) -> bool:
    """Say whether the panel must talk: more than neighbouring levels or differing reasons."""
    return any(difference.kind in MUST_SETTLE for difference in differences(rubric, sheets))


def is_settled(rubric: Rubric, sheets: Sequence[Sheet], settled: Collection[str]) -> bool:
    """Say whether nothing is open any more that the panel must talk about; `settled` names what is done."""
    grave = (each for each in differences(rubric, sheets) if each.kind in MUST_SETTLE)
    return all(difference.settled_as in settled for difference in grave)


def is_double_marked(sheets: Sequence[Sheet]) -> bool:
    """Say whether two sheets hold a view on one and the same question."""
    views = [
        answer.criterion
        for sheet in sheets
        for answer in sheet.answers
        if answer.reason != Reason.OUTSIDE_ROLE
    ]
    return len(set(views)) < len(views)


def settled_answers(originals: Sequence[Sheet], settlements: Iterable[Answer]) -> dict[str, Answer | None]:
    """Return one answer a question: what was settled, else what all with a view gave, else None (open)."""
    settled: dict[str, Answer | None] = {}
    for key in dict.fromkeys(answer.criterion for sheet in originals for answer in sheet.answers):
        given = [answer for sheet in originals for answer in sheet.answers if answer.criterion == key]
        views = [answer for answer in given if answer.reason is not Reason.OUTSIDE_ROLE] or given
        settled[key] = views[0] if len(set(views)) == 1 else None
    settled.update((answer.criterion, answer) for answer in settlements)
    return settled


def standing_answers(originals: Sequence[Sheet], settlements: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers that a case is graded on: what is settled, else the lowest level given.

    A document is not called better than its strictest reader found it until the panel has said so. Where
    nobody gave a level and the reasons differ, there is no answer.
    """
    settled = settled_answers(originals, settlements)
    standing = [answer or _lowest(originals, key) for key, answer in settled.items()]
    return tuple(answer for answer in standing if answer is not None)


def _lowest(originals: Sequence[Sheet], criterion: str) -> Answer | None:
    given = [answer for sheet in originals for answer in sheet.answers if answer.criterion == criterion]
    levels = [answer.level for answer in given if answer.level is not None]
    return Answer(criterion, min(levels)) if levels else None


def settled_grade(originals: Sequence[Sheet], settlement: str | None) -> str | None:
    """Return the panel's grade, else the one that all who gave a grade agree on, else None."""
    given = {sheet.grade for sheet in originals if sheet.grade is not None}
    return settlement or (given.pop() if len(given) == 1 else None)


def _grades(rubric: Rubric, sheets: Sequence[Sheet]) -> Difference | None:
    given = tuple((sheet.author, sheet.grade) for sheet in sheets if sheet.grade is not None)
    ranks = [rubric.grades.index(grade) for _, grade in given]
    if len(set(ranks)) < 2:
        return None
    return Difference(Kind.GRADE_DIFFERS, None, given, gap=max(ranks) - min(ranks))


def _question(rubric: Rubric, criterion: Criterion, sheets: Sequence[Sheet]) -> Difference | None:
    views = tuple(
        (sheet.author, answer.value)
        for sheet in sheets
        for answer in sheet.answers
        if answer.criterion == criterion.key and answer.value not in (None, Reason.OUTSIDE_ROLE)
    )
    if len({value for _, value in views}) < 2:
        return None
    levels = [value for _, value in views if isinstance(value, int)]
    return Difference(
        kind=_kind(criterion, levels, n_views=len(views)),
        criterion=criterion.key,
        values=tuple((author, value) for author, value in views if value is not None),
        gap=max(levels) - min(levels) if levels else 0,
        crosses_good=not criterion.is_legal and len({rubric.is_good(level) for level in levels}) == 2,
    )


def _kind(criterion: Criterion, levels: list[int], *, n_views: int) -> Kind:
    """Name the gravest way in which views differ: a wide gap outweighs somebody's reason."""
    gap = max(levels) - min(levels) if levels else 0
    if criterion.is_legal and gap:
        return Kind.LEGAL
    if gap >= 2:
        return Kind.TWO_LEVELS
    if not levels:
        return Kind.REASONS_DIFFER
    return Kind.SCORED_VS_REASON if len(levels) < n_views else Kind.ONE_LEVEL
