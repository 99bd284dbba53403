"""Rounds: the list of them, starting one, changing its name or dates."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.case import ChosenBy
from audit.domain.programme import YearKind, kind_of_year, programme_year
from audit.store.audit_round import AuditRound, Programme, RoundStatus
from audit.store.queries import get_by_key
from audit.store.round_counts import count_progress
from audit.store.rubric import RubricVersion
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version, find_by_request_key
from audit.workflow.needs import needs

FIRST_YEAR = 2014  # plans of this kind began in September 2014
TITLE_LENGTH = 120
# Only the first speaks for the list and enters comparisons between years.
KINDS_OF_ROUND = (ChosenBy.RANDOM, ChosenBy.THEMATIC, ChosenBy.DIP_SAMPLE)


@dataclass(frozen=True)
class RoundLine:
    """One round in the list, and how many of its scoresheets are in."""

    audit_round: AuditRound
    n_submitted: int
    n_given: int

    @property
    def can_copy(self) -> bool:
        return is_copyable(self.audit_round)


def is_copyable(audit_round: AuditRound) -> bool:
    """Whether “same again” makes sense: not of a past audit, nor of one plan scored by itself."""
    was_drawn_by_lot = audit_round.drawn_at is None or audit_round.seed is not None
    return was_drawn_by_lot and not audit_round.is_imported


@needs(Permission.SEE_ROUNDS)
def list_rounds(session: Session, actor: Actor) -> list[RoundLine]:
    """All rounds, running ones first, the newest on top."""
    progress = count_progress(session)
    query = sa.select(AuditRound).options(
        joinedload(AuditRound.rubric_version), joinedload(AuditRound.programme)
    )
    newest = sa.func.coalesce(AuditRound.audit_month, 0)
    is_closed = AuditRound.status == RoundStatus.CLOSED
    query = query.order_by(is_closed, AuditRound.audit_year.desc(), newest.desc(), AuditRound.row_id.desc())
    return [RoundLine(found, *progress.get(found.row_id, (0, 0))) for found in session.scalars(query)]


@needs(Permission.SEE_ROUNDS)
def get_round(session: Session, actor: Actor, *, key: str) -> AuditRound:
    """One round."""
    return get_by_key(session, AuditRound, key)


@needs(Permission.PLAN_ROUND)
def plan_round(
    session: Session,
    actor: Actor,
    *,
    title: str,
    audit_year: int,
    audit_month: int | None,
    year_kind: YearKind,
    rubric_key: str,
    chosen_by: ChosenBy = ChosenBy.RANDOM,
    double_share: float = 0.2,
    due_on: date | None = None,
    meets_on: date | None = None,
    reminds: bool = True,
    request_key: str | None = None,
) -> AuditRound:
    """Start a round; its programme is made when the year has none yet."""
    existing = find_by_request_key(session, AuditRound, request_key)
    if existing is not None:
        return existing
    named = _check_title(title)
    _check_month(audit_year, audit_month)
    _check_dates(due_on, meets_on)
    if chosen_by not in KINDS_OF_ROUND:
        raise Refused("chosen_by", "Choose how the documents are chosen")
    if not 0 <= double_share <= 1:
        raise Refused("double_percent", "Enter a number from 0 to 100")
    rubric = get_by_key(session, RubricVersion, rubric_key)
    audit_round = AuditRound(
        programme=_programme_for(session, actor, year_kind, audit_year, audit_month),
        rubric_version=rubric,
        title=named,
        audit_year=audit_year,
        audit_month=audit_month,
        chosen_by=chosen_by,
        double_share=double_share,
        due_on=due_on,
        meets_on=meets_on,
        reminds=reminds,
        request_key=request_key,
    )
    session.add(audit_round)
    session.flush()
    details = {"rubric": rubric.sha256, "audit_year": audit_year, "audit_month": audit_month}
    details |= {"chosen_by": str(chosen_by)}
    record(session, actor, "round_planned", f"round {audit_round.key}", details)
    return audit_round


@needs(Permission.PLAN_ROUND)
def change_round(
    session: Session,
    actor: Actor,
    *,
    key: str,
    version: int,
    title: str,
    audit_year: int,
    audit_month: int | None,
    due_on: date | None,
    meets_on: date | None,
    reminds: bool,
) -> AuditRound:
    """Another title, month or date; the programme follows the month. A closed round stays as it is."""
    audit_round = get_by_key(session, AuditRound, key)
    if audit_round.status == RoundStatus.CLOSED:
        raise Conflict("This round is closed, so its title and dates stay as they are.")
    check_version(audit_round, version)
    if audit_round.status == RoundStatus.OPEN and audit_year != audit_round.audit_year:
        raise Refused("audit_year", "Scoring has begun, and its analysis is planned for this year")
    audit_round.title = _check_title(title)
    _check_month(audit_year, audit_month)
    _check_dates(due_on, meets_on)
    kind = kind_of_year(audit_round.programme.starts_on)
    audit_round.audit_year, audit_round.audit_month = audit_year, audit_month
    audit_round.programme = _programme_for(session, actor, kind, audit_year, audit_month)
    audit_round.due_on, audit_round.meets_on, audit_round.reminds = due_on, meets_on, reminds
    when = {"due_on": str(due_on or ""), "meets_on": str(meets_on or ""), "reminds": reminds}
    details = {"audit_year": audit_year, "audit_month": audit_month, **when}
    record(session, actor, "round_changed", f"round {audit_round.key}", details)
    return audit_round


def _check_title(title: str) -> str:
    named = " ".join(title.split())
    if not named:
        raise Refused("title", "Enter a title, such as the month and what is audited")
    if len(named) > TITLE_LENGTH:
        raise Refused("title", f"The title must be {TITLE_LENGTH} characters or fewer")
    return named


def _check_month(audit_year: int, audit_month: int | None) -> None:
    if not FIRST_YEAR <= audit_year <= 2100:
        raise Refused("audit_year", f"Enter a year from {FIRST_YEAR} on, in four digits")
    if audit_month is not None and not 1 <= audit_month <= 12:
        raise Refused("audit_month", "Choose a month, or the whole year")


def _check_dates(due_on: date | None, meets_on: date | None) -> None:
    for name, day in (("due_on", due_on), ("meets_on", meets_on)):
        if day is not None and not FIRST_YEAR <= day.year <= 2100:
            raise Refused(name, f"Enter a date from {FIRST_YEAR} on, with the year in four digits")
    if due_on and meets_on and meets_on < due_on:
        raise Refused("meets_on", "The panel meets when scoresheets are in: not before the day they are due")


def _programme_for(
    session: Session, actor: Actor, kind: YearKind, audit_year: int, audit_month: int | None
) -> Programme:
    """The programme of a month; made when the year has none yet."""
    year = programme_year(kind, audit_year, audit_month)
    query = sa.select(Programme).where(
        Programme.starts_on == year.starts_on, Programme.ends_on == year.ends_on
    )
    found = session.scalars(query.order_by(Programme.row_id).limit(1)).one_or_none()
    if found is not None:
        return found
    programme = Programme(title=year.title, starts_on=year.starts_on, ends_on=year.ends_on)
    session.add(programme)
    session.flush()
    record(session, actor, "programme_started", f"programme {programme.key}", {"title": year.title})
    return programme
