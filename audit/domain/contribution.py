"""One service's part in one case: what was asked, came and attended. Not known is neither yes nor no."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from audit.domain.clock import Clock, Judged, Reason, judge

FIRST_DAY, LAST_DAY = date(2014, 9, 1), date(2100, 12, 31)
OUT_OF_RANGE = "Enter a day from September 2014 to December 2100"


class Came(StrEnum):
    """What came of asking. Advice of before may stand where council, author and family agree (reg. 6(4))."""

    RECEIVED = "received"
    REUSED = "reused"
    NOT_RECEIVED = "not_received"
    REFUSED = "refused"
    NOT_KNOWN = "not_known"


HAS_ADVICE = frozenset({Came.RECEIVED, Came.REUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is known. `due_on` is another last day than the six weeks give, with the reason in `excuse`."""

    sought: bool | None = None
    sought_on: date | None = None
    due_on: date | None = None
    excuse: str | None = None
    came: Came | None = None
    came_on: date | None = None
    used: bool | None = None
    invited: bool | None = None
    circulated: bool | None = None
    attended: bool | None = None


NOTHING = Part()
FIELDS = tuple(Part.__dataclass_fields__)


def complete(part: Part) -> Part:
    """A day says that it happened: asked on a day is asked, came on a day has come."""
    if part.sought is None and part.sought_on is not None:
        part = replace(part, sought=True)
    if part.came is None and part.came_on is not None:
        part = replace(part, came=Came.RECEIVED)
    return part


def find_faults(part: Part, *, today: date, reasons: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What cannot be, as field and message."""
    for name in ("sought_on", "came_on", "due_on"):
        day: date | None = getattr(part, name)
        if day is None:
            continue
        if not FIRST_DAY <= day <= LAST_DAY:
            yield name, OUT_OF_RANGE
        elif day > today and name != "due_on":
            yield name, "This day is in the future"
    yield from _contradictions(part)
    if part.excuse is not None and part.excuse not in set(reasons):
        yield "excuse", "Choose a reason from the list"


def _contradictions(part: Part) -> Iterator[tuple[str, str]]:
    if part.sought is False and part.sought_on is not None:
        yield "sought_on", "There is a day, but advice was not asked for"
    if part.came_on is not None and part.came not in HAS_ADVICE:
        yield "came_on", "There is a day, but no advice came"
    if part.used and part.came is not None and part.came not in HAS_ADVICE:
        yield "used", "No advice came, so none is used in the document"
    if part.sought_on and part.came_on and part.came_on < part.sought_on and part.came is Came.RECEIVED:
        yield "came_on", "The advice came before it was asked for"
    if part.due_on is not None and part.excuse is None:
        yield "excuse", "Say why the last day was moved"
    if part.sought_on and part.due_on and part.due_on < part.sought_on:
        yield "due_on", "The last day is before the day on which it was asked for"


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Yes if one is; no only if all are known not to be."""
    known = list(values)
    if any(known):
        return True
    return False if known and None not in known else None


def all_of(values: Iterable[bool | None]) -> bool | None:
    """No if one is not; yes only if all are known to be."""
    known = list(values)
    if False in known:
        return False
    return True if known and None not in known else None


def if_all_known(
    merge: Callable[[Iterable[bool | None]], bool | None], values: Iterable[bool | None]
) -> bool | None:
    """What several answers come to, and not known where one of them is not.

    A single no would decide `all_of` whatever the others are, a single yes `any_of`; so the fewer are known,
    the more the known ones would lean one way, and poorer records would look like a change.

    >>> if_all_known(all_of, [True, False]), if_all_known(all_of, [None, False])
    (False, None)
    """
    known = list(values)
    return None if None in known else merge(known)


def is_involved(part: Part) -> bool | None:
    """Whether the service was asked or invited at all; if not, that is the organiser's gap and not theirs."""
    if part.came is Came.REUSED:
        return True
    told = [value for value in (part.sought, part.invited) if value is not None]
    return any(told) if told else None


def has_advice(part: Part) -> bool | None:
    """Whether current advice is there."""
    return None if part.came is None else part.came in HAS_ADVICE


def has_contributed(part: Part) -> bool | None:
    """Attended or sent current advice; no only where all that could have been is known not to have been."""
    sides = []
    # Who was only asked for advice could not attend, and who was only invited need not have written.
    if part.came is not None or part.sought:
        sides.append(has_advice(part))
    if part.attended is not None or part.invited:
        sides.append(part.attended)
    return any_of(sides)


def judge_advice(part: Part, clock: Clock, reasons: Iterable[Reason], *, today: date) -> Judged | None:
    """Whether advice came in time; None where no time runs: not asked, or advice of before stands."""
    if part.sought is False or part.came is Came.REUSED:
        return None
    return judge(
        clock,
        reasons,
        start=part.sought_on,
        end=part.came_on if part.came is Came.RECEIVED else None,
        is_done=has_advice(part),
        told={part.excuse} if part.excuse else frozenset(),
        due_on=part.due_on,
        today=today,
    )
