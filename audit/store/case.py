"""One document under audit."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.store.audit_round import AuditRound
from audit.store.base import AreaOwned, Base, Keyed, Versioned
from audit.store.frame import CaseFacts, Stratum


class AuditCase(Base, Keyed, AreaOwned, Versioned, CaseFacts):
    """One drawn document. `number` is its short number within the round."""

    __tablename__ = "audit_case"
    __table_args__ = (sa.UniqueConstraint("round_id", "number"),)

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_round.id"), index=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("frame_entry.id"), unique=True)
    stratum_id: Mapped[int] = mapped_column(sa.ForeignKey("stratum.id"))
    number: Mapped[int]
    double_marked: Mapped[bool] = mapped_column(default=False)

    audit_round: Mapped[AuditRound] = relationship()
    stratum: Mapped[Stratum] = relationship()
