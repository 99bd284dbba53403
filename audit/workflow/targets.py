"""The targets of an area's statement: set by hand, judged by what is recorded or typed in."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.agency import Agency
from audit.domain.engagement import Count, Rules, count_answers, count_limits, sum_up
from audit.domain.target import (
    OF_SERVICES,
    Judgement,
    Measure,
    count_wanted,
    judge_target,
    limit_of,
    measure_of_limit,
)
from audit.domain.typed_text import is_visible
from audit.intake.clocks import load_clocks
from audit.store.engagement import Recorded
from audit.store.queries import get_by_key
from audit.store.target import Target
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version, find_by_request_key
from audit.workflow.needs import needs

TITLE_LENGTH, LARGEST_COUNT = 120, 1_000_000
FIRST_YEAR, LAST_YEAR = 2014, 2100
OUT_OF_RANGE = f"Enter a year from {FIRST_YEAR} to {LAST_YEAR}, or leave it empty"
_OF_ENGAGEMENT = {
    Measure.ADVICE_ON_TIME: "on_time",
    Measure.ADVICE_RECEIVED: "received",
    Measure.ADVICE_USED: "used",
    Measure.ATTENDED: "attended",
    Measure.CIRCULATED: "circulated",
    Measure.CONTRIBUTED: "contributed",
}


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What somebody types of a target."""

    title: str
    measure: str
    wanted_share: float
    by_on: date
    agency: str | None = None
    year: int | None = None
    n_good: int | None = None
    n_all: int | None = None
    counted_on: date | None = None


@dataclass(frozen=True)
class TargetLine:
    """One target, how far it is, and whether it is met. `year`: of which year's documents it speaks."""

    target: Target
    count: Count
    judgement: Judgement
    year: int | None
    has_passed: bool

    @property
    def n_wanted(self) -> int | None:
        """What the wanted share comes to of those of whom it is known; None for a figure from elsewhere."""
        if self.target.measure == Measure.BY_HAND or not self.count.n_known:
            return None
        return count_wanted(self.target.wanted_share, self.count.n_known)


def list_measures() -> list[str]:
    """All that can be measured: from what services gave, from the limits of the law, or elsewhere."""
    limits = [measure_of_limit(clock.key) for clock in load_clocks().of_cases]
    own = [str(measure) for measure in Measure if measure is not Measure.BY_HAND]
    return [*own, *limits, str(Measure.BY_HAND)]


@needs(Permission.SET_TARGETS)
def get_target(session: Session, actor: Actor, *, key: str) -> Target:
    """One target of the area."""
    return get_by_key(session, Target, key)


@needs(Permission.SET_TARGETS)
def add_target(
    session: Session, actor: Actor, *, aim: Aim, today: date, request_key: str | None = None
) -> Target:
    """Say what is to be reached, and by when."""
    existing = find_by_request_key(session, Target, request_key)
    if existing is not None:
        if Aim(**{name: getattr(existing, name) for name in Aim.__dataclass_fields__}) != aim:
            raise Conflict("This page has added a target already. Open it anew and enter this one there.")
        return existing
    _check(aim, today)
    target = Target(**asdict(aim), request_key=request_key)
    session.add(target)
    session.flush()
    record(session, actor, "target_added", f"target {target.key}", _details(aim))
    return target


@needs(Permission.SET_TARGETS)
def change_target(session: Session, actor: Actor, *, key: str, version: int, aim: Aim, today: date) -> Target:
    """Say it anew, or type in the newest figure."""
    target = get_by_key(session, Target, key)
    wanted = asdict(aim)
    if all(getattr(target, name) == value for name, value in wanted.items()):
        return target  # nothing new, or a double submit
    check_version(target, version)
    _check(aim, today)
    for name, value in wanted.items():
        setattr(target, name, value)
    session.flush()
    record(session, actor, "target_changed", f"target {target.key}", _details(aim))
    return target


@needs(Permission.SET_TARGETS)
def remove_target(session: Session, actor: Actor, *, key: str, version: int) -> None:
    """Take a target away; the history keeps what it was."""
    target = get_by_key(session, Target, key)
    check_version(target, version)
    aim = Aim(**{name: getattr(target, name) for name in Aim.__dataclass_fields__})
    record(session, actor, "target_removed", f"target {target.key}", _details(aim))
    session.delete(target)
    session.flush()


def _check(aim: Aim, today: date) -> None:
    if not is_visible(aim.title) or len(aim.title) > TITLE_LENGTH:
        raise Refused("title", f"Enter a title of up to {TITLE_LENGTH} characters")
    if aim.measure not in list_measures():
        raise Refused("measure", "Choose what is measured")
    if not 0 < aim.wanted_share <= 1:
        raise Refused("wanted", "Enter a whole number from 1 to 100")
    if not FIRST_YEAR <= aim.by_on.year <= LAST_YEAR:
        raise Refused("by_on", f"Enter a day from {FIRST_YEAR} to {LAST_YEAR}")
    if aim.year is not None and not FIRST_YEAR <= aim.year <= LAST_YEAR:
        raise Refused("year", OUT_OF_RANGE)
    if aim.agency is not None and (aim.agency not in set(Agency) or aim.measure not in OF_SERVICES):
        raise Refused("agency", "Choose all agencies: this is not measured by agency")
    _check_figure(aim, today)


def _check_figure(aim: Aim, today: date) -> None:
    told = (aim.n_good, aim.n_all, aim.counted_on)
    if aim.measure != Measure.BY_HAND:
        if any(value is not None for value in told):
            raise Refused("n_good", "Leave the figure empty: it is counted from what is recorded here")
        return
    if any(value is None for value in told) and any(value is not None for value in told):
        raise Refused("n_good", "Enter how many, of how many, and the day of the figure, or none of them")
    if aim.n_good is None or aim.n_all is None or aim.counted_on is None:
        return
    if aim.n_good < 0 or not 0 < aim.n_all <= LARGEST_COUNT:
        raise Refused("n_good", f"Enter a part and a whole of up to {LARGEST_COUNT:,}")
    if aim.n_good > aim.n_all:
        raise Refused("n_good", f"The part ({aim.n_good:,}) is larger than the whole ({aim.n_all:,})")
    if aim.counted_on > today or aim.counted_on.year < FIRST_YEAR:
        raise Refused("counted_on", f"Enter the day of the figure: from {FIRST_YEAR} on, and up to today")


def _details(aim: Aim) -> dict[str, Any]:
    told = {name: value for name, value in asdict(aim).items() if value is not None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


@needs(Permission.SEE_ENGAGEMENT)
def judge_targets(session: Session, actor: Actor, *, recorded: Recorded, rules: Rules) -> list[TargetLine]:
    """Every target beside its figure, the next to be reached first."""
    newest = max((each.year for each in recorded.all), default=None)
    query = sa.select(Target).order_by(Target.by_on, Target.row_id)
    return [_judge(target, recorded, rules, newest) for target in session.scalars(query)]


def _judge(target: Target, recorded: Recorded, rules: Rules, newest: int | None) -> TargetLine:
    is_by_hand = target.measure == Measure.BY_HAND
    year = None if is_by_hand else target.year or newest
    count = _by_hand(target) if is_by_hand else measure(recorded, rules, target.measure, year, target.agency)
    judgement = judge_target(count, target.wanted_share, is_whole=is_by_hand)
    return TargetLine(target, count, judgement, year, target.by_on < rules.today)


def _by_hand(target: Target) -> Count:
    if target.n_good is None or target.n_all is None:
        return Count()
    return Count(target.n_good, target.n_all - target.n_good)


def measure(recorded: Recorded, rules: Rules, code: str, year: int | None, agency: str | None) -> Count:
    """One figure of one year's documents."""
    limit = limit_of(code)
    cases = [case for case in recorded.cases if year in (None, case.year)]
    if limit is not None:
        return count_limits(cases, rules).get(limit, Count())
    if code == Measure.PLANNING_MEETING:
        return count_answers(
            (case.document, case.days.planning_meeting) for case in cases if has_draft(case.kind)
        )
    parts = [part for part in recorded.parts if year in (None, part.year)]
    parts = [part for part in parts if agency in (None, part.service.agency)]
    found: Count = getattr(sum_up(parts, rules), _OF_ENGAGEMENT[Measure(code)])
    return found


def has_draft(kind: str) -> bool:
    """Whether documents of a kind begin with a first draft, at which families and services can meet."""
    return kind in ("plan", "assessment")
