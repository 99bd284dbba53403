"""Mail to be sent: each row is itself the job of sending it, written with what it tells of."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from audit.domain.letter import Letter
from audit.store.base import AreaOwned, Base, Keyed, Versioned, now


class MailStatus(StrEnum):
    """The row is the truth of the job."""

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"


class MailPurpose(StrEnum):
    """Why a message is sent."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    ALERT = "alert"
    NOTE = "note"


class Mail(Base, Keyed, AreaOwned, Versioned):
    """One message. Its body may hold a link and is emptied once it is sent.

    `once` makes sure that the same reminder is never written twice.
    """

    __tablename__ = "mail"

    purpose: Mapped[MailPurpose] = mapped_column(sa.String(20))
    status: Mapped[MailStatus] = mapped_column(sa.String(20), default=MailStatus.QUEUED, index=True)
    address: Mapped[str] = mapped_column(sa.String(254))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    once: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    queued_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    n_tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(sa.String(300))


def queue_mail(
    session: Session,
    *,
    area_id: int,
    purpose: MailPurpose,
    address: str,
    letter: Letter,
    person_id: int | None = None,
    round_id: int | None = None,
    once: str | None = None,
) -> Mail | None:
    """Write a message in the transaction of what it tells of; None where `once` was used before."""
    if once is not None and session.scalars(sa.select(Mail.row_id).where(Mail.once == once)).first():
        return None
    mail = Mail(
        area_id=area_id,
        purpose=purpose,
        address=address,
        person_id=person_id,
        round_id=round_id,
        subject=letter.subject[:200],
        body=letter.body,
        once=once,
    )
    session.add(mail)
    session.flush()
    return mail
