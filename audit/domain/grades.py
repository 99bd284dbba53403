"""How many documents earned which grade: computed with its caps, and beside it as the panel judged them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audit.domain.rating import Score, grade_of
from audit.domain.rubric import Rubric
from audit.statistics.interval import Interval
from audit.statistics.share import wilson


@dataclass(frozen=True, kw_only=True)
class GradeCount:
    """One grade: to how many documents it was computed, and how many the panel judged so."""

    grade: str
    n: int
    n_judged: int


@dataclass(frozen=True, kw_only=True)
class Grades:
    """The grades of a round, worst first. `n_good` of `n_graded` reach `good_from` after all caps; the rules
    of the standards lowered `n_capped`. The interval is there where every case came by the draw."""

    counts: tuple[GradeCount, ...] = ()
    good_from: str = ""
    has_caps: bool = False
    n_graded: int = 0
    n_good: int = 0
    n_capped: int = 0
    n_judged: int = 0
    good_interval: Interval | None = None


def summarise_grades(
    rubric: Rubric,
    scores: Sequence[Score],
    judged: Sequence[str],
    *,
    is_random: bool,
    confidence_level: float = 0.95,
) -> Grades:
    """Count computed grades and the panel's; a score without a grade counts nowhere."""
    computed = Counter(score.grade for score in scores if score.grade is not None)
    by_panel = Counter(judged)
    good_from = grade_of(rubric, float(rubric.good_from)) or rubric.grades[-1]
    n_graded = computed.total()
    n_good = sum(computed[grade] for grade in rubric.grades[rubric.grades.index(good_from) :])
    return Grades(
        counts=tuple(
            GradeCount(grade=grade, n=computed[grade], n_judged=by_panel[grade]) for grade in rubric.grades
        ),
        good_from=good_from,
        has_caps=bool(rubric.limits),
        n_graded=n_graded,
        n_good=n_good,
        n_capped=sum(score.is_capped for score in scores),
        n_judged=by_panel.total(),
        good_interval=wilson(n_good, n_graded, confidence_level) if n_graded and is_random else None,
    )
