"""The days of a case that the law's limits run between, and which limits they kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from audit.domain.clock import OF_CASES, Clock, ClockBook, Closure, Judged, Moment, Move, judge
from audit.domain.contribution import FIRST_DAY, LAST_DAY, OUT_OF_RANGE

# The year in which a change of school or college is due may lie ahead; all else has happened.
_AHEAD = frozenset({Moment.MOVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What is known; an empty day is not known. `exceptions`: reasons that somebody says hold."""

    request_on: date | None = None
    decision_on: date | None = None
    draft_on: date | None = None
    final_on: date | None = None
    meeting_on: date | None = None
    review_decision_on: date | None = None
    amended_on: date | None = None
    move_on: date | None = None
    move: Move | None = None
    planning_meeting: bool | None = None
    exceptions: tuple[str, ...] = ()

    def day(self, moment: Moment) -> date | None:
        """The day on which something happened."""
        found: date | None = getattr(self, f"{moment.value}_on")
        return found


NOTHING = Days()
FIELDS = tuple(Days.__dataclass_fields__)
_IN_ORDER = (
    (Moment.REQUEST, Moment.DECISION),
    (Moment.REQUEST, Moment.DRAFT),
    (Moment.DECISION, Moment.FINAL),
    (Moment.DRAFT, Moment.FINAL),
    (Moment.REQUEST, Moment.FINAL),
    (Moment.MEETING, Moment.REVIEW_DECISION),
    (Moment.MEETING, Moment.AMENDED),
)


def find_faults(days: Days, *, today: date) -> Iterator[tuple[str, str]]:
    """What cannot be, as field and message."""
    for moment in OF_CASES:
        day = days.day(moment)
        if day is None:
            continue
        if not FIRST_DAY <= day <= LAST_DAY:
            yield f"{moment}_on", OUT_OF_RANGE
        elif day > today and moment not in _AHEAD:
            yield f"{moment}_on", "This day is in the future"
    for first, then in _IN_ORDER:
        start, end = days.day(first), days.day(then)
        if start and end and end < start:
            yield f"{then}_on", f"This day is before that of the {first.replace('_', ' ')}"
    if (days.move is None) != (days.move_on is None):
        yield "move" if days.move is None else "move_on", "Give both the change and its day, or neither"


def moments_of(book: ClockBook, kind: str) -> tuple[Moment, ...]:
    """The days that the limits of a kind of document run between."""
    wanted = {moment for clock in book.of_kind(kind) for moment in (clock.start, clock.end)}
    return tuple(moment for moment in OF_CASES if moment in wanted)


def judge_case(
    days: Days,
    book: ClockBook,
    *,
    kind: str,
    today: date,
    closures: Sequence[Closure] = (),
    school_asked_on: date | None = None,
) -> list[tuple[Clock, Judged]]:
    """How each limit of the case ended. One for a change of school counts only where that change is due."""
    clocks = [clock for clock in book.of_kind(kind) if clock.move is None or clock.move is days.move]
    return [
        (
            clock,
            judge(
                clock,
                book.reasons,
                start=days.day(clock.start),
                end=days.day(clock.end),
                told=days.exceptions,
                closures=closures,
                school_asked_on=school_asked_on,
                today=today,
            ),
        )
        for clock in clocks
    ]
