"""The panels of the start page: what waits, by what somebody may do."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, MembershipStatus, Permission, Role
from audit.store.account import Membership
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.correction import Correction
from audit.store.panel import Assignment, AssignmentStatus
from audit.store.report import Report, ReportStatus
from audit.store.rubric import RubricVersion
from audit.workflow.cards import Card
from audit.workflow.needs import needs

_BEING_MADE = (ReportStatus.QUEUED, ReportStatus.LEASED)
SCORING = frozenset({Role.AUDITOR, Role.PEER, Role.GUEST})
_TO_SCORE = (AssignmentStatus.WAITING, AssignmentStatus.STARTED)


def _count(session: Session, model: type[Any], *conditions: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0


@needs(Permission.SCORE)
def show_my_cases(session: Session, actor: Actor) -> Card | None:
    """How many cases of open rounds wait for the actor's own scores; a lead who has none need not be told."""
    query = (
        sa.select(sa.func.count())
        .select_from(Assignment)
        .join(AuditCase, AuditCase.row_id == Assignment.case_id)
        .join(AuditRound, AuditRound.row_id == AuditCase.round_id)
        .where(
            Assignment.person_id == actor.person_id,
            Assignment.status.in_(_TO_SCORE),
            AuditRound.status == RoundStatus.OPEN,
        )
    )
    waiting = session.scalar(query) or 0
    if not waiting and not actor.roles & SCORING:
        return None
    text = "Cases that wait for your scores." if waiting else "No case waits for your scores."
    return Card("My cases", text, "my_cases", waiting)


@needs(Permission.SEE_ROUNDS)
def show_rounds(session: Session, actor: Actor) -> Card:
    """How many rounds are not finished."""
    running = _count(session, AuditRound, AuditRound.status != RoundStatus.CLOSED)
    if running:
        return Card("Rounds", "Rounds that are not finished yet.", "rounds", running)
    starts = actor.may(Permission.PLAN_ROUND)
    text = "No round is running. Start this month's." if starts else "No round is running."
    return Card("Rounds", text, "rounds")


@needs(Permission.CORRECT)
def show_corrections(session: Session, actor: Actor) -> Card:
    """How much must still be put right."""
    unanswered = _count(session, Correction, Correction.status != "done")
    text = "Things that must still be put right for a child." if unanswered else "All is put right."
    return Card("Must be put right", text, "corrections", unanswered)


@needs(Permission.READ_FINDINGS)
def show_findings(session: Session, actor: Actor) -> Card:
    """Whether there are findings to read, or how far they are."""
    if _count(session, Report, Report.status == ReportStatus.DONE):
        text = "What the audits show, as pages, PDF and workbook."
    elif _count(session, Report, Report.status.in_(_BEING_MADE)):
        text = "A round is finished, and its report is being made."
    elif _count(session, AuditRound, AuditRound.status == RoundStatus.CLOSED):
        text = "A round is finished, but its report could not be made."
    else:
        text = "No round is finished yet."
    return Card("Findings", text, "findings")


@needs(Permission.MANAGE_PEOPLE)
def show_people(session: Session, actor: Actor) -> Card:
    """How many of those who were given an account have not set a password."""
    query = sa.select(sa.func.count(sa.distinct(Membership.person_id)))
    invited = session.scalar(query.where(Membership.status == MembershipStatus.INVITED)) or 0
    if invited:
        return Card("People", "People who have not set their password yet.", "people", invited)
    return Card("People", "Accounts, and what each may do.", "people")


@needs(Permission.READ_RUBRICS)
def show_standards(session: Session, actor: Actor) -> Card:
    """What good looks like, or that nobody brought it in yet."""
    if _count(session, RubricVersion):
        return Card("Standards", "What good looks like, question by question.", "standards")
    return Card("Standards", "No version is here yet.", "standards")


@needs(Permission.READ_HISTORY)
def show_history(session: Session, actor: Actor) -> Card:
    """Where to see who did what."""
    return Card("History", "Who did what, and whether the record is whole.", "history")
