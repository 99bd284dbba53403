"""Rounds: the list of them, starting one, changing its name or month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.programme import YearKind, kind_of_year, programme_year
from audit.domain.words import say
from audit.store.audit_round import AuditRound, Programme, RoundStatus
from audit.store.queries import get_by_key
from audit.store.round_counts import count_progress
from audit.store.rubric import RubricVersion
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version, find_by_request_key
from audit.workflow.needs import needs

FIRST_YEAR = 2014  # plans of this kind began in September 2014
TITLE_LENGTH = 120


@dataclass(frozen=True)
class RoundLine:
    """One round in the list, and how many of its scoresheets are in."""

    audit_round: AuditRound
    n_submitted: int
    n_given: int


@dataclass(frozen=True)
class RoundSuggestion:
    """What the page that starts a round is filled with."""

    title: str
    audit_year: int
    audit_month: int
    year_kind: YearKind
    rubrics: Sequence[RubricVersion]


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
def suggest_round(session: Session, actor: Actor, *, today: date) -> RoundSuggestion:
    """This month's round, counted in years as the last one was."""
    rubrics = list(session.scalars(sa.select(RubricVersion).order_by(RubricVersion.installed_at.desc())))
    last = session.scalars(sa.select(AuditRound).order_by(AuditRound.row_id.desc()).limit(1)).one_or_none()
    if last is not None:
        rubrics.sort(key=lambda rubric: rubric.row_id != last.rubric_version_id)
    else:
        rubrics.sort(key=lambda rubric: len(rubric.text), reverse=True)
    kind = kind_of_year(last.programme.starts_on) if last is not None else YearKind.ACADEMIC
    title = _suggest_title(session, rubrics[0].kind if rubrics else "plan", today)
    return RoundSuggestion(title, today.year, today.month, kind, rubrics)


def _suggest_title(session: Session, rubric_kind: str, today: date) -> str:
    kind = say("kind", rubric_kind).capitalize()
    title = f"{kind} audit, {today:%B %Y}"
    taken = set(session.scalars(sa.select(AuditRound.title).where(AuditRound.title.startswith(title))))
    numbered = (f"{title} ({number})" for number in range(2, len(taken) + 3))
    return title if title not in taken else next(name for name in numbered if name not in taken)


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
    request_key: str | None = None,
) -> AuditRound:
    """Start a round; its programme is made when the year has none yet."""
    existing = find_by_request_key(session, AuditRound, request_key)
    if existing is not None:
        return existing
    named = _check_title(title)
    _check_month(audit_year, audit_month)
    rubric = get_by_key(session, RubricVersion, rubric_key)
    audit_round = AuditRound(
        programme=_programme_for(session, actor, year_kind, audit_year, audit_month),
        rubric_version=rubric,
        title=named,
        audit_year=audit_year,
        audit_month=audit_month,
        request_key=request_key,
    )
    session.add(audit_round)
    session.flush()
    details = {"rubric": rubric.sha256, "audit_year": audit_year, "audit_month": audit_month}
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
) -> AuditRound:
    """Another title or month; the programme follows the month. Nothing changes once the round is closed."""
    audit_round = get_by_key(session, AuditRound, key)
    if audit_round.status == RoundStatus.CLOSED:
        raise Conflict("This round is closed, so its title and month stay as they are.")
    check_version(audit_round, version)
    if audit_round.status == RoundStatus.OPEN and audit_year != audit_round.audit_year:
        raise Refused("audit_year", "Scoring has begun, and its analysis is planned for this year")
    audit_round.title = _check_title(title)
    _check_month(audit_year, audit_month)
    kind = kind_of_year(audit_round.programme.starts_on)
    audit_round.audit_year, audit_round.audit_month = audit_year, audit_month
    audit_round.programme = _programme_for(session, actor, kind, audit_year, audit_month)
    details = {"audit_year": audit_year, "audit_month": audit_month}
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


def _programme_for(
    session: Session, actor: Actor, kind: YearKind, audit_year: int, audit_month: int | None
) -> Programme:
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
