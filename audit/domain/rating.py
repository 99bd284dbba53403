"""Answers to a rubric's questions, and the score that they earn.

Content that ought to be in the document and is not there fails: it is level 1, or not met. A reason
stands in place of a level only when nobody could have given one, and it never moves the mean.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import fsum

from audit.domain.case import Fact
from audit.domain.rubric import Criterion, Limit, Rubric

MET, NOT_MET = 1, 0
_SLACK = 1e-9


class Reason(StrEnum):
    """Why there is no level: each is a value of its own, never 0 and never missing."""

    NOT_APPLICABLE = "not_applicable"
    NOT_SUPPLIED = "not_supplied"
    OUTSIDE_ROLE = "outside_role"
    CANNOT_TELL = "cannot_tell"


class AnswerError(ValueError):
    """An answer that its question does not allow; the message says which are allowed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One rating: a level, or a reason why there is none. For a legal question 1 is met and 0 not met."""

    criterion: str
    level: int | None = None
    reason: Reason | None = None

    @property
    def value(self) -> int | Reason | None:
        return self.reason if self.level is None else self.level


@dataclass(frozen=True, slots=True)
class Score:
    """What a set of answers comes to. `mean` and `grade` are None when no quality question was scored."""

    mean: float | None
    n_scored: int
    grade: str | None
    uncapped_grade: str | None
    capped_by: tuple[Limit, ...] = ()
    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()
    cannot_tell: tuple[str, ...] = ()
    n_by_reason: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def is_capped(self) -> bool:
        return bool(self.capped_by)


_OF_LEGAL = tuple(Reason)
_OF_QUALITY = tuple(reason for reason in Reason if reason is not Reason.CANNOT_TELL)


def allowed_levels(rubric: Rubric, criterion: Criterion) -> tuple[int, ...]:
    """Return the levels that a question may be answered with, worst first."""
    return (NOT_MET, MET) if criterion.is_legal else tuple(level.number for level in rubric.levels)


def allowed_reasons(criterion: Criterion) -> tuple[Reason, ...]:
    """Return the reasons that may stand in place of a level; only legal questions know `cannot_tell`."""
    return _OF_LEGAL if criterion.is_legal else _OF_QUALITY


def check_answer(rubric: Rubric, answer: Answer) -> Criterion:
    """Return the question that a sound answer answers; AnswerError says what to choose instead."""
    try:
        criterion = rubric.criterion(answer.criterion)
    except KeyError:
        raise AnswerError(f"There is no question {answer.criterion} in these standards.") from None
    if (answer.level is None) == (answer.reason is None):
        raise AnswerError("Choose a level, or a reason why there is none.")
    if answer.level is not None and answer.level not in allowed_levels(rubric, criterion):
        raise AnswerError("Choose one of the levels shown.")
    if answer.reason is not None and answer.reason not in allowed_reasons(criterion):
        raise AnswerError("Cannot tell is for legal questions only: choose a level or another reason.")
    return criterion


def unanswered(
    rubric: Rubric, lens: str, facts: Collection[Fact], answers: Iterable[Answer]
) -> tuple[Criterion, ...]:
    """Return the questions of a lens that apply to the case and have no answer yet."""
    answered = {answer.criterion for answer in answers}
    return tuple(criterion for criterion in rubric.criteria_for(lens, facts) if criterion.key not in answered)


def score(rubric: Rubric, answers: Iterable[Answer]) -> Score:
    """Score one sheet: the weighted mean of its quality levels, graded by band and then capped by limits."""
    given = _checked(rubric, answers)
    levels = {answer.criterion: answer.level for answer in given.values() if answer.level is not None}
    weighted = [(c.weight, levels[c.key]) for c in rubric.criteria if c.key in levels and not c.is_legal]
    mean = _mean(weighted)
    uncapped = grade_of(rubric, mean)
    capping = _capping(rubric, levels, uncapped)
    return Score(
        mean=mean,
        n_scored=len(weighted),
        grade=min((limit.cap for limit in capping), key=rubric.grades.index, default=uncapped),
        uncapped_grade=uncapped,
        capped_by=capping,
        met=_legal(rubric, given, MET),
        not_met=_legal(rubric, given, NOT_MET),
        cannot_tell=_legal(rubric, given, Reason.CANNOT_TELL),
        n_by_reason=Counter(answer.reason for answer in given.values() if answer.reason is not None),
    )


def grade_of(rubric: Rubric, mean: float | None) -> str | None:
    """Name the band that a mean falls in, before any cap."""
    if mean is None:
        return None
    # A mean that is exactly on the line must not fall below it by the width of a rounding error.
    return [band.grade for band in rubric.bands if mean + _SLACK >= band.lowest_mean][-1]


def _checked(rubric: Rubric, answers: Iterable[Answer]) -> dict[str, Answer]:
    given: dict[str, Answer] = {}
    for answer in answers:
        check_answer(rubric, answer)
        if answer.criterion in given:
            raise AnswerError(f"Question {answer.criterion} is answered twice.")
        given[answer.criterion] = answer
    return given


def _mean(weighted: list[tuple[float, int]]) -> float | None:
    if not weighted:
        return None
    return fsum(weight * level for weight, level in weighted) / fsum(weight for weight, _ in weighted)


def _legal(rubric: Rubric, given: Mapping[str, Answer], value: int | Reason) -> tuple[str, ...]:
    return tuple(
        criterion.key
        for criterion in rubric.criteria
        if criterion.is_legal and criterion.key in given and given[criterion.key].value == value
    )


def _capping(rubric: Rubric, levels: Mapping[str, int], grade: str | None) -> tuple[Limit, ...]:
    """Return the limits that apply and would lower this grade, in the rubric's order."""
    if grade is None:
        return ()
    rank = rubric.grades.index
    lowering = (limit for limit in rubric.limits if rank(limit.cap) < rank(grade))
    return tuple(limit for limit in lowering if _applies(limit, levels))


def _applies(limit: Limit, levels: Mapping[str, int]) -> bool:
    worst = NOT_MET if limit.at_or_below is None else limit.at_or_below
    failed = [key for key in {*limit.legal_not_met, *limit.quality} if levels.get(key, worst + 1) <= worst]
    return len(failed) >= limit.at_least
