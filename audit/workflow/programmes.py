"""Audit programmes: a year's targets and board dates, and how far its rounds are, by month and by quarter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, Permission
from audit.domain.case import ChosenBy
from audit.domain.programme import YearKind, find_next, kind_of_year, list_months
from audit.domain.typed_days import parse_day
from audit.store.audit_round import AuditRound, Programme, RoundStatus
from audit.store.queries import get_by_key
from audit.store.round_counts import count_cases
from audit.store.rubric import RubricVersion
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version
from audit.workflow.needs import needs

TITLE_LENGTH, MOST_DATES, LARGEST_TARGET = 120, 60, 100_000
FIRST_YEAR, LAST_YEAR = 2014, 2100


@dataclass(frozen=True)
class Counts:
    """How far rounds are: rounds not drawn yet, then documents drawn, scored by all, in closed rounds."""

    n_rounds: int = 0
    n_planned: int = 0
    n_drawn: int = 0
    n_scored: int = 0
    n_closed: int = 0


@dataclass(frozen=True)
class Period:
    """A month, a quarter or the whole year: its rounds at random, and apart from them those on purpose."""

    months: Sequence[tuple[int, int]]
    rounds: Sequence[AuditRound]
    at_random: Counts
    on_purpose: Counts


@dataclass(frozen=True)
class KindLine:
    """One kind of document against its target, which only rounds at random count towards."""

    kind: str
    target: int | None
    at_random: Counts
    on_purpose: Counts


@dataclass(frozen=True)
class ProgrammePage:
    """One programme. Numbers of documents are for those who run audits: others have none to show."""

    programme: Programme
    year_kind: YearKind
    kinds: Sequence[KindLine]
    months: Sequence[Period]
    quarters: Sequence[Period]
    whole_year: Period
    next_board_on: date | None
    has_numbers: bool


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme in the list."""

    programme: Programme
    n_rounds: int
    next_board_on: date | None


@needs(Permission.SEE_ROUNDS)
def list_programmes(session: Session, actor: Actor, *, today: date) -> list[ProgrammeLine]:
    """All programmes, the newest first."""
    counted = sa.select(AuditRound.programme_id, sa.func.count(AuditRound.row_id))
    n_rounds = {row_id: n for row_id, n in session.execute(counted.group_by(AuditRound.programme_id))}
    query = sa.select(Programme).order_by(Programme.starts_on.desc(), Programme.row_id.desc())
    return [
        ProgrammeLine(one, n_rounds.get(one.row_id, 0), find_next(one.board_dates, today))
        for one in session.scalars(query)
    ]


@needs(Permission.SEE_ROUNDS)
def show_programme(session: Session, actor: Actor, *, key: str, today: date) -> ProgrammePage:
    """One programme with all its rounds."""
    programme = get_by_key(session, Programme, key)
    rounds = _list_rounds(session, programme)
    has_numbers = actor.may(Permission.PLAN_ROUND)
    cases = count_cases(session) if has_numbers else {}
    months = list_months(programme.starts_on, programme.ends_on)
    by_month = [_period([month], rounds, cases) for month in months]
    return ProgrammePage(
        programme=programme,
        year_kind=kind_of_year(programme.starts_on),
        kinds=[_kind_line(kind, programme, rounds, cases) for kind in list_kinds(session, programme, rounds)],
        months=by_month,
        quarters=[_period(months[start : start + 3], rounds, cases) for start in range(0, len(months), 3)],
        whole_year=_period([], [one for one in rounds if one.audit_month is None], cases),
        next_board_on=find_next(programme.board_dates, today),
        has_numbers=has_numbers,
    )


def _list_rounds(session: Session, programme: Programme) -> list[AuditRound]:
    query = (
        sa.select(AuditRound)
        .options(joinedload(AuditRound.rubric_version))
        .where(AuditRound.programme_id == programme.row_id)
        .order_by(AuditRound.audit_year, AuditRound.audit_month, AuditRound.row_id)
    )
    return list(session.scalars(query))


def list_kinds(session: Session, programme: Programme, rounds: Iterable[AuditRound] = ()) -> list[str]:
    """Every kind of document that the area has standards for, a target, or a round."""
    kinds = set(session.scalars(sa.select(RubricVersion.kind).distinct()))
    kinds |= set(programme.targets) | {one.rubric_version.kind for one in rounds}
    order = ("plan", "assessment", "review", "advice")
    return sorted(kinds, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))


def _period(
    months: Sequence[tuple[int, int]], rounds: Iterable[AuditRound], cases: Mapping[int, tuple[int, int]]
) -> Period:
    own = [one for one in rounds if not months or (one.audit_year, one.audit_month) in months]
    return Period(months, own, *_count_apart(own, cases))


def _kind_line(
    kind: str, programme: Programme, rounds: Iterable[AuditRound], cases: Mapping[int, tuple[int, int]]
) -> KindLine:
    own = [one for one in rounds if one.rubric_version.kind == kind]
    return KindLine(kind, programme.targets.get(kind), *_count_apart(own, cases))


def _count_apart(rounds: Sequence[AuditRound], cases: Mapping[int, tuple[int, int]]) -> tuple[Counts, Counts]:
    at_random = [one for one in rounds if one.chosen_by == ChosenBy.RANDOM]
    on_purpose = [one for one in rounds if one.chosen_by != ChosenBy.RANDOM]
    return _count(at_random, cases), _count(on_purpose, cases)


def _count(rounds: Sequence[AuditRound], cases: Mapping[int, tuple[int, int]]) -> Counts:
    numbers = [(one, *cases.get(one.row_id, (0, 0))) for one in rounds]
    return Counts(
        n_rounds=len(rounds),
        n_planned=sum(one.status == RoundStatus.PLANNED for one in rounds),
        n_drawn=sum(n_cases for _one, n_cases, _n in numbers),
        # A past audit that was brought in has its answers and no tasks.
        n_scored=sum(n_cases if one.is_imported else n_scored for one, n_cases, n_scored in numbers),
        n_closed=sum(n_cases for one, n_cases, _n in numbers if one.status == RoundStatus.CLOSED),
    )


@needs(Permission.PLAN_ROUND)
def show_programme_to_change(session: Session, actor: Actor, *, key: str) -> tuple[Programme, Sequence[str]]:
    """A programme, and the kinds for which it can have a target."""
    programme = get_by_key(session, Programme, key)
    return programme, list_kinds(session, programme)


@needs(Permission.PLAN_ROUND)
def change_programme(
    session: Session,
    actor: Actor,
    *,
    key: str,
    version: int,
    title: str,
    targets: Mapping[str, int | None],
    board_dates: str,
) -> Programme:
    """Another title, how many documents of each kind the year is to audit, and when the board meets."""
    programme = get_by_key(session, Programme, key)
    check_version(programme, version)
    named = " ".join(title.split())
    if not named or len(named) > TITLE_LENGTH:
        raise Refused("title", f"Enter a title of up to {TITLE_LENGTH} characters")
    kept = {kind: _check_target(kind, n) for kind, n in targets.items() if n}
    if not set(kept) <= set(list_kinds(session, programme)):
        raise Refused("title", "There are no standards for one of these kinds of document")
    days = read_days(board_dates)
    programme.title, programme.targets, programme.board_dates = named, kept, days
    flag_modified(programme, "title")
    session.flush()
    details = {"targets": kept, "board_dates": len(days)}
    record(session, actor, "programme_changed", f"programme {programme.key}", details)
    return programme


def _check_target(kind: str, n_documents: int) -> int:
    if not 0 < n_documents <= LARGEST_TARGET:
        raise Refused(f"target_{kind}", f"Enter a whole number up to {LARGEST_TARGET:,}, or leave it empty")
    return n_documents


def read_days(text: str) -> list[str]:
    """Days typed one a line, as ISO text, in order and each once; refuses a line that is none."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_DATES:
        raise Refused("board_dates", f"Enter up to {MOST_DATES} dates")
    found = set()
    for number, line in lines:
        day = parse_day(line)
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused("board_dates", f"Line {number} is not a date. Write it like 27 March 2027")
        found.add(day)
    return [day.isoformat() for day in sorted(found)]
