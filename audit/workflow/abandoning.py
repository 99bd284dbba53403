"""Taking a round away that was started by mistake, while nothing was drawn."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.frame import Frame
from audit.store.frame_entries import delete_entries
from audit.store.guest_link import GuestLink
from audit.store.mail import Mail
from audit.store.panel import Meeting
from audit.store.panel_rows import list_members
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.editing import check_version
from audit.workflow.needs import needs


@needs(Permission.PLAN_ROUND)
def abandon_round(session: Session, actor: Actor, *, key: str, version: int) -> None:
    """Delete a planned round with its list and its panel; the history keeps both moments."""
    audit_round = get_by_key(session, AuditRound, key)
    if audit_round.status != RoundStatus.PLANNED:
        raise Conflict("The sample of this round is drawn, so the round stays.")
    check_version(audit_round, version)
    if _has(session, GuestLink, audit_round) or _has(session, Meeting, audit_round):
        raise Conflict("Guests were invited or a meeting was held for this round, so it stays.")
    frames = list(session.scalars(sa.select(Frame).where(Frame.round_id == audit_round.row_id)))
    members = list_members(session, audit_round.row_id)
    for frame in frames:
        delete_entries(session, frame_id=frame.row_id)
    for row in (*frames, *members):
        session.delete(row)
    _let_go(session, audit_round)
    session.flush()
    details = {"lists": len(frames), "people": len(members)}
    record(session, actor, "round_abandoned", f"round {audit_round.key}", details)
    session.delete(audit_round)


def _has(session: Session, model: type[GuestLink] | type[Meeting], audit_round: AuditRound) -> bool:
    query = sa.select(model.row_id).where(model.round_id == audit_round.row_id).limit(1)
    return session.scalars(query).first() is not None


def _let_go(session: Session, audit_round: AuditRound) -> None:
    """What only points at the round stays and points at none: messages, and rounds copied from it."""
    for mail in session.scalars(sa.select(Mail).where(Mail.round_id == audit_round.row_id)):
        mail.round_id = None
    copies = sa.select(AuditRound).where(AuditRound.copied_from_id == audit_round.row_id)
    for copied in session.scalars(copies):
        copied.copied_from_id = None
