"""A one-time link that lets a guest score in one round, without a password."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from audit.domain.access import MembershipStatus, Role
from audit.store.account import Membership, Person
from audit.store.audit_round import AuditRound
from audit.store.base import AreaOwned, Base, Keyed, Requested, now
from audit.store.queries import end_sign_ins


class GuestLink(Base, Keyed, AreaOwned, Requested):
    """One link of one guest. The browser that uses it first keeps it; it ends with the round.

    Only hashes of its token and of that browser's own secret are kept.
    """

    __tablename__ = "guest_link"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    browser_hash: Mapped[str | None] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    audit_round: Mapped[AuditRound] = relationship()


def find_open_links(session: Session, round_id: int, *, person_id: int | None = None) -> list[GuestLink]:
    """The links of a round that have not ended, of all its guests or of one."""
    query = sa.select(GuestLink).where(GuestLink.round_id == round_id, GuestLink.ended_at.is_(None))
    if person_id is not None:
        query = query.where(GuestLink.person_id == person_id)
    return list(session.scalars(query.order_by(GuestLink.row_id)))


def end_links(session: Session, links: Iterable[GuestLink], at: datetime) -> int:
    """End these links, whoever is signed in by them, and what their guests may do; returns how many."""
    ended = list(links)
    for link in ended:
        link.ended_at = at
        end_sign_ins(session, link.person)
        query = sa.select(Membership).where(
            Membership.person_id == link.person_id, Membership.role == Role.GUEST
        )
        for membership in session.scalars(query):
            membership.status = MembershipStatus.REVOKED
    return len(ended)
