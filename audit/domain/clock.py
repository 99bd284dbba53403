"""The limits that the law sets, as data: what starts one, what ends it, how long it is, what excuses it.

The limits themselves stand in a file that a local area can read and edit; nothing here knows how many weeks.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from audit.domain.programme import move_on

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
WEEK = timedelta(weeks=1)
SHORTEST_CLOSURE = timedelta(weeks=4)


class Moment(StrEnum):
    """A day in the life of a case that a limit can run from or to."""

    ADVICE_ASKED = "advice_asked"
    ADVICE_CAME = "advice_came"
    REQUEST = "request"
    DECISION = "decision"
    DRAFT = "draft"
    FINAL = "final"
    MEETING = "meeting"
    REVIEW_DECISION = "review_decision"
    AMENDED = "amended"
    MOVE = "move"


# Those that are days of the case itself, not of one service's advice.
OF_CASES = tuple(moment for moment in Moment if not moment.startswith("advice_"))


class Move(StrEnum):
    """Which change of school or college a child is about to make."""

    SCHOOL = "school"
    TO_COLLEGE = "to_college"
    BETWEEN_COLLEGES = "between_colleges"


class Outcome(StrEnum):
    """How a limit ended. What is not known is never met."""

    MET = "met"
    MISSED = "missed"
    EXCUSED = "excused"
    UNKNOWN = "unknown"


class How(StrEnum):
    """How an exception comes about: somebody says so, a period of the law, or schools that were closed."""

    TOLD = "told"
    PERIOD = "period"
    SCHOOL_CLOSURE = "school_closure"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Part):
    """Why a limit need not be kept. Of a period: where the last day falls into it."""

    key: Key
    words: Words
    law: Words
    how: How = How.TOLD
    checked: bool = True
    from_on: date | None = None
    to_on: date | None = None

    @model_validator(mode="after")
    def _has_its_period(self) -> Self:
        if (self.how is How.PERIOD) != (self.from_on is not None and self.to_on is not None):
            raise ValueError("a period, and nothing else, has from_on and to_on")
        return self


class Clock(_Part):
    """One limit: a number of weeks after its start, of months before it, or a fixed day of its year."""

    key: Key
    title: Words
    kinds: Annotated[tuple[Key, ...], Field(min_length=1)]
    start: Moment
    end: Moment
    weeks: Annotated[int, Field(strict=True, ge=1, le=104)] | None = None
    months_before: Annotated[int, Field(strict=True, ge=1, le=24)] | None = None
    by_day: Annotated[str, StringConstraints(pattern=r"^[0-3]\d/[01]\d$")] | None = None
    move: Move | None = None
    law: Words
    excused_by: tuple[Key, ...] = ()
    # Read in the source named, or only remembered: then somebody should look before relying on it.
    checked: bool = True

    @model_validator(mode="after")
    def _has_one_length(self) -> Self:
        if sum(each is not None for each in (self.weeks, self.months_before, self.by_day)) != 1:
            raise ValueError("a clock has weeks, months_before or by_day, and only one of them")
        if self.by_day is not None:
            self.last_day(date(2024, 9, 1))
        return self

    def last_day(self, start: date) -> date:
        """The last day on which it is still kept."""
        if self.weeks is not None:
            return start + self.weeks * WEEK
        if self.months_before is not None:
            return move_on(start, -self.months_before)
        day, month = (int(part) for part in (self.by_day or "").split("/"))
        return date(start.year, month, day)


class ClockBook(_Part):
    """All limits of one country or area, and what excuses them."""

    title: Words
    reasons: tuple[Reason, ...]
    clocks: Annotated[tuple[Clock, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        known = [reason.key for reason in self.reasons]
        keys = [clock.key for clock in self.clocks]
        for name in [*known, *keys]:
            if (known + keys).count(name) > 1:
                raise ValueError(f"the key {name} stands twice")
        missing = {key for clock in self.clocks for key in clock.excused_by} - set(known)
        if missing:
            raise ValueError(f"there is no reason called {', '.join(sorted(missing))}")
        if sum(clock.end is Moment.ADVICE_CAME for clock in self.clocks) != 1:
            raise ValueError("one clock, and only one, must end with advice_came")
        return self

    @property
    def advice(self) -> Clock:
        """The limit for a service's advice."""
        return next(clock for clock in self.clocks if clock.end is Moment.ADVICE_CAME)

    @property
    def of_cases(self) -> tuple[Clock, ...]:
        """The limits of a case itself."""
        return tuple(clock for clock in self.clocks if clock.end is not Moment.ADVICE_CAME)

    def of_kind(self, kind: str) -> tuple[Clock, ...]:
        """The limits of cases of one kind of document; of a kind that no limit names, all."""
        is_named = any(kind in clock.kinds for clock in self.clocks)
        return tuple(clock for clock in self.of_cases if kind in clock.kinds or not is_named)

    def reasons_of(self, clocks: Iterable[Clock]) -> tuple[Reason, ...]:
        """The exceptions that somebody can say hold for one of these limits."""
        wanted = {key for clock in clocks for key in clock.excused_by}
        return tuple(one for one in self.reasons if one.key in wanted and one.how is How.TOLD)


@dataclass(frozen=True, slots=True)
class Judged:
    """How one limit ended, its last day if that is known, and what excused it."""

    outcome: Outcome
    due_on: date | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closure:
    """The first and the last day on which schools are closed."""

    first: date
    last: date

    @property
    def is_long(self) -> bool:
        """Only four weeks or more in one piece excuse anything."""
        return self.last - self.first + timedelta(days=1) >= SHORTEST_CLOSURE

    def covers(self, asked_on: date) -> bool:
        """Asked from a week before the closure to a week before schools open again (reg. 10(4)(a))."""
        opens_on = self.last + timedelta(days=1)
        return self.is_long and self.first - WEEK <= asked_on <= opens_on - WEEK


def judge(
    clock: Clock,
    reasons: Iterable[Reason],
    *,
    start: date | None,
    end: date | None,
    today: date,
    is_done: bool | None = None,
    told: Collection[str] = frozenset(),
    due_on: date | None = None,
    closures: Sequence[Closure] = (),
    school_asked_on: date | None = None,
) -> Judged:
    """Met, missed, excused or unknown.

    `end` empty is not known, unless `is_done` says that it has not happened. `due_on` moves the last day.
    """
    if start is None and due_on is None:
        return Judged(Outcome.UNKNOWN)
    last = due_on or (clock.last_day(start) if start else None)
    if last is None or (end is None and (is_done is not False or today <= last)):
        return Judged(Outcome.UNKNOWN, last)
    if clock.weeks is not None and start is not None and end is not None and end < start:
        return Judged(Outcome.UNKNOWN, last)  # the two days contradict one another
    if end is not None and end <= last:
        return Judged(Outcome.MET, last)
    because = tuple(
        reason.key
        for reason in reasons
        if reason.key in clock.excused_by and _holds(reason, last, told, closures, school_asked_on)
    )
    return Judged(Outcome.EXCUSED if because else Outcome.MISSED, last, because)


def _holds(
    reason: Reason,
    last: date,
    told: Collection[str],
    closures: Sequence[Closure],
    school_asked_on: date | None,
) -> bool:
    if reason.how is How.PERIOD:
        return (
            reason.from_on is not None and reason.to_on is not None and reason.from_on <= last <= reason.to_on
        )
    if reason.how is How.SCHOOL_CLOSURE:
        return school_asked_on is not None and any(each.covers(school_asked_on) for each in closures)
    return reason.key in told
